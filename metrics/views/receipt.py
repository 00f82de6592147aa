"""The receipt behind a number, and what a person may do with it: in the page by htmx, or as a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from healthdash.lib import formats
from metrics import corrections
from metrics.catalogue import Metric
from metrics.charts.night import clock_of
from metrics.charts.words import source_label, unit_word, value_text
from metrics.entries import readings
from metrics.entry_rows import Row as Line
from metrics.entry_rows import money_row, vital_row
from metrics.forms import ValueForm
from metrics.history import key_of, told
from metrics.models import Correction, FinanceEntry, SleepPeriod, Vital
from metrics.models.event import Event
from metrics.receipts import Receipt, facts, left_out_words
from metrics.receipts import receipt as read_receipt
from metrics.tables import table_of

from .events import what_of
from .metric import metric_or_404, person, row_of
from .saved import Notice, saved_notice, saved_text

Act = Callable[..., Correction]
# The receipt lies on the page of the metric, whose own form has the same fields.
IDS = "receipt_%s"


@dataclass(frozen=True, slots=True)
class Behind:
    """An event behind a number, and where it can be put right."""

    what: str
    times: str
    url: str
    corrected: bool
    excluded: bool


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
    """The receipt: a fragment for htmx, which after a change brings the day's row along.

    The charts and their sentences are told to be read again.
    """
    user = person(request)
    receipt = read_receipt(user, found, day)
    if receipt.row is None and notice is None and not changed:
        raise Http404
    context = {**words(receipt, user), "form": form or value_form(receipt, user), "notice": notice}
    if "HX-Request" not in request.headers:
        return render(request, "metrics/receipt_page.html", context)
    fragment = render(
        request,
        "metrics/receipt_fragment.html",
        {
            **context,
            "swap": changed and is_over_the_table(request, found),
            "titled": not is_page_of_its_own(request, found, day),
        },
    )
    if changed:
        fragment["HX-Trigger"] = "numbersChanged"
    return fragment


def is_over_the_table(request: HttpRequest, found: Metric) -> bool:
    """Only on the page of the metric there is a row of a table that can change along."""
    seen = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return seen in {"", reverse("metric", args=[found.key])}


def is_page_of_its_own(request: HttpRequest, found: Metric, day: date) -> bool:
    """Where the receipt is the page itself, there is no panel whose heading could change along."""
    seen = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return seen == reverse("receipt", args=[found.key, day])


def value_form(receipt: Receipt, user: User) -> ValueForm:
    metric, value = receipt.metric, receipt.value
    number = value.value if value and value.value is not None else value.raw if value else None
    text = formats.input_text(number, metric.unit, metric.decimals, user, deviation=metric.is_deviation)
    if metric.levels and number is not None:
        text = str(round(number))
    return ValueForm(metric=metric, prefs=user, initial={"value": text}, auto_id=IDS)


def words(receipt: Receipt, user: User) -> dict[str, Any]:
    """The receipt's numbers as the person reads them."""
    metric, row, value = receipt.metric, receipt.row, receipt.value
    return {
        "receipt": receipt,
        "metric": metric,
        "day": receipt.day,
        "row": row_of(metric, value, user) if value else None,
        "source": source_label(row.source) if row else "",
        "unit_word": unit_word(metric, user),
        "facts": facts(receipt, user),
        "source_changed": source_changed(receipt, user),
        "left_out": left_out_words(receipt.left_out_by, user) if receipt.left_out_by else "",
        "made_of": [made_of(event, metric, user) for event in receipt.made_of],
        "events": [behind(event, user) for event in receipt.events],
        "acts": [told(act, user, metric if key_of(act) == metric.key else None) for act in receipt.acts],
    }


def made_of(event: FinanceEntry | Vital, metric: Metric, user: User) -> tuple[Line, str]:
    """An entry behind the number, and the name of its address."""
    if isinstance(event, FinanceEntry):
        return money_row(event, user), "money_entry"
    return vital_row(readings([event])[0], {metric.key: metric}, user), "vital_entry"


def behind(event: Event, user: User) -> Behind:
    """A night, a workout or a stretch of work that the number is worked out from."""
    if isinstance(event, SleepPeriod):
        url = f"{reverse('night', args=[event.day])}#periods"
        what = str(event.get_kind_display())
    else:
        url, what = reverse("event", args=[table_of(event), event.pk]), what_of(event)
    times = " – ".join(clock_of(at, user) for at in (event.local_start, event.local_end) if at)
    return Behind(what, times, url, event.is_corrected, event.excluded)


def source_changed(receipt: Receipt, user: User) -> str:
    """What to say when the source has changed its mind since the correction; mostly nothing."""
    row = receipt.row
    if not receipt.source_changed or row is None or row.value is None:
        return ""
    names = {"source": source_label(row.source), "value": value_text(receipt.metric, row.value, user)}
    return (
        _(
            "%(source)s changed its own value to %(value)s after your correction. "
            "Keep yours, or use %(source)s's?"
        )
        % names
    )


@require_POST
@login_required
def change(request: HttpRequest, key: str, day: date, act: str) -> HttpResponse:
    """Correct a number, leave it out, bring it back, or let the source's stand again."""
    user = person(request)
    found = metric_or_404(user, key)
    receipt = read_receipt(user, found, day)
    if receipt.row is None or act not in ACTS:
        raise Http404
    form = ValueForm(request.POST, metric=found, prefs=user, auto_id=IDS)
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


def keep(user: User, receipt: Receipt, form: ValueForm) -> Correction:
    return corrections.keep_mine(**which(user, receipt))


ACTS: dict[str, Act] = {
    "correct": correct,
    "exclude": exclude,
    "include": include,
    "source": use_source,
    "keep": keep,
}
