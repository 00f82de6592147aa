"""The receipt behind a number, and what a person may do with it: in the page by htmx, or as a page."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from healthdash.lib import formats
from metrics import corrections
from metrics.catalogue import Metric
from metrics.charts.registry import trend_data, window_of
from metrics.charts.sentences import trend_sentence
from metrics.charts.words import is_deviation, source_label, value_text
from metrics.forms import ValueForm
from metrics.history import told
from metrics.models import Correction
from metrics.receipts import Receipt
from metrics.receipts import receipt as read_receipt

from .metric import metric_or_404, person, row_of
from .saved import Notice, saved_notice, saved_text

Act = Callable[..., Correction]


@require_safe
@login_required
def receipt(request: HttpRequest, key: str, day: date) -> HttpResponse:
    user = person(request)
    found = metric_or_404(user, key)
    notice = saved_notice(user, request.GET.get("saved"), found)
    return answer(request, found, day, notice=notice)


def answer(
    request: HttpRequest,
    found: Metric,
    day: date,
    *,
    form: ValueForm | None = None,
    notice: Notice | None = None,
    changed: bool = False,
) -> HttpResponse:
    """The receipt: a fragment for htmx, which after a change brings the row and the sentence along."""
    user = person(request)
    receipt = read_receipt(user, found, day)
    if receipt.row is None and notice is None and not changed:
        raise Http404
    context = {**words(receipt, user), "form": form or value_form(receipt, user), "notice": notice}
    if "HX-Request" not in request.headers:
        return render(request, "metrics/receipt_page.html", context)
    if changed:
        context |= page_parts(request, found, receipt, user)
    fragment = render(request, "metrics/receipt_fragment.html", context)
    if changed:
        fragment["HX-Trigger"] = "numbersChanged"
    return fragment


def value_form(receipt: Receipt, user: User) -> ValueForm:
    metric, value = receipt.metric, receipt.value
    number = value.value if value and value.value is not None else value.raw if value else None
    text = formats.input_text(number, metric.unit, metric.decimals, user, deviation=is_deviation(metric))
    if metric.levels and number is not None:
        text = str(round(number))
    return ValueForm(metric=metric, prefs=user, initial={"value": text})


def words(receipt: Receipt, user: User) -> dict[str, Any]:
    """The receipt's numbers as the person reads them."""
    metric, row, value = receipt.metric, receipt.row, receipt.value
    said = row.value if row and not receipt.is_typed_in else None
    return {
        "receipt": receipt,
        "metric": metric,
        "day": receipt.day,
        "today": user.today(),
        "row": row_of(metric, value, user) if value else None,
        "source": source_label(row.source) if row else "",
        "said": "" if said is None else value_text(metric, said, user),
        "others": [(source_label(o.source), value_text(metric, o.effective or 0.0, user)) for o in receipt.others],
        "acts": [told(act, user, metric) for act in receipt.acts],
    }


def page_parts(request: HttpRequest, found: Metric, receipt: Receipt, user: User) -> dict[str, Any]:
    """What changes on the metric's page at the same time: the day's row and the chart's sentence."""
    window = window_of(user, shown_range(request), [found.key], "90")
    data = trend_data(user, found, window, with_marks=False)
    return {"swap": True, "summary": trend_sentence(found, window, data.known, user)}


def shown_range(request: HttpRequest) -> dict[str, str]:
    """The range of the page that the fragment is swapped into."""
    return dict(parse_qsl(urlsplit(request.headers.get("HX-Current-URL", "")).query))


@require_POST
@login_required
def change(request: HttpRequest, key: str, day: date, act: str) -> HttpResponse:
    """Correct a number, leave it out, bring it back, or let the source's stand again."""
    user = person(request)
    found = metric_or_404(user, key)
    receipt = read_receipt(user, found, day)
    if receipt.row is None or act not in ACTS:
        raise Http404
    form = ValueForm(request.POST, metric=found, prefs=user)
    if act == "correct" and not form.is_valid():
        return answer(request, found, day, form=form)
    try:
        done = ACTS[act](user, receipt, form)
    except ValidationError as error:
        form.is_valid()
        form.add_error(None if act != "correct" else "value", error)
        return answer(request, found, day, form=form)
    return after(request, found, day, done)


def after(request: HttpRequest, found: Metric, day: date, done: Correction) -> HttpResponse:
    user = person(request)
    if "HX-Request" in request.headers:
        notice = Notice(saved_text(done, found, user), done)
        return answer(request, found, day, notice=notice, changed=True)
    return redirect(f"{reverse('metric', args=[found.key])}?saved={done.pk}#day-{day}")


def reason_of(form: ValueForm) -> str:
    form.is_valid()
    return form.cleaned_data.get("reason", "")


def which(user: User, receipt: Receipt) -> dict[str, Any]:
    """Whose number is meant: the one that stands."""
    assert receipt.row is not None
    who = {"user": user, "by": user, "day": receipt.day}
    return {**who, "metric": receipt.metric.key, "source": receipt.row.source}


def correct(user: User, receipt: Receipt, form: ValueForm) -> Correction:
    value = form.cleaned_data["value"]
    return corrections.correct_daily(**which(user, receipt), value=value, reason=reason_of(form))


def exclude(user: User, receipt: Receipt, form: ValueForm) -> Correction:
    return corrections.exclude_daily(**which(user, receipt), excluded=True, reason=reason_of(form))


def include(user: User, receipt: Receipt, form: ValueForm) -> Correction:
    return corrections.exclude_daily(**which(user, receipt), excluded=False)


def use_source(user: User, receipt: Receipt, form: ValueForm) -> Correction:
    return corrections.use_source(**which(user, receipt))


ACTS: dict[str, Act] = {"correct": correct, "exclude": exclude, "include": include, "source": use_source}
