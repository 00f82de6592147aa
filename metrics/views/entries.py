"""What the lists of money and of vitals share: the page of a list, saving, leaving out, taking back."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from healthdash.lib.components import Fact
from metrics import corrections, entering, undoing
from metrics.charts.words import source_label
from metrics.entering import Act
from metrics.history import Told, key_of, told
from metrics.models import Correction, FinanceEntry, Vital
from metrics.models.event import EventOfADay
from metrics.provenance import corrections_of
from metrics.ranking import MANUAL
from metrics.receipts import moment, own_act
from metrics.tables import table_of

from .metric import metric_or_404, person

ROWS = 50
LISTS = {"finance": "money_entries", "vital": "vital_entries"}


def month_of(asked: dict[str, Any]) -> dict[str, date]:
    """The days of the chosen month, as a filter."""
    if "month" not in asked:
        return {}
    first = date.fromisoformat(f"{asked['month']}-01")
    following = (first + timedelta(days=32)).replace(day=1)
    return {"day__gte": first, "day__lt": following}


def saved(request: HttpRequest, act: Act, words: str) -> HttpResponseRedirect:
    """Back to the list, with a sentence and a way back."""
    token = undoing.remember(request.session, person(request), act, words)
    return redirect(f"{reverse(LISTS[act.table])}?done={token}")


def notice(request: HttpRequest) -> dict[str, Any]:
    """What has just been done to one's own rows, or put right of a source's."""
    user = person(request)
    act = own_act(user, request.GET.get("saved")) if "saved" in request.GET else None
    return {"done": undoing.last(request.session, user, request.GET.get("done")), "act": act}


@require_POST
@login_required
def take_back(request: HttpRequest) -> HttpResponse:
    """Bring one's own rows back to what they were before the last act."""
    user = person(request)
    last = undoing.last(request.session, user, request.POST.get("token"))
    if last is None:
        messages.warning(request, _("This cannot be taken back any more. Change the entry instead."))
        return redirect("metrics")
    entering.take_back(user, last.act)
    undoing.forget(request.session)
    messages.success(request, _("Undone: what stood before stands again."))
    return redirect(LISTS[last.act.table])


def correct(
    request: HttpRequest, form: Any, rows: Sequence[EventOfADay], changes: Callable[[Any], dict[str, Any]]
) -> HttpResponse | None:
    """Put what differs in a source's rows right; None where the form has something to say."""
    user, acts = person(request), []
    try:
        with transaction.atomic():
            for row in rows:
                acts += [
                    corrections.correct_event(
                        user=user,
                        by=user,
                        event=row,
                        field=name,
                        value=value,
                        reason=form.cleaned_data["reason"],
                        sure=form.cleaned_data.get("sure", False),
                    )
                    for name, value in changes(row).items()
                ]
    except ValidationError as error:
        form.add_error(None, error)
        return None
    return back(rows[0], acts[-1] if acts else None)


def leave_out(request: HttpRequest, rows: Sequence[EventOfADay], excluded: bool) -> HttpResponse:
    """Take rows out of what is counted, or bring them back. Pressed twice, it stands as asked already."""
    user, acts = person(request), []
    for row in rows:
        if row.excluded != excluded:
            acts.append(corrections.exclude_event(user=user, by=user, event=row, excluded=excluded))
    return back(rows[0], acts[-1] if acts else None)


def back(row: EventOfADay, act: Correction | None) -> HttpResponse:
    address = reverse(LISTS[table_of(row)])
    return redirect(f"{address}?saved={act.pk}#entries" if act else address)


def facts(row: EventOfADay, user: User) -> list[Fact]:
    """Where an entry is from."""
    lines = [Fact(_("From"), source_label(row.source)), Fact(_("First here"), moment(row.first_seen, user))]
    if row.source != MANUAL:
        lines.append(Fact(_("Last changed by the source"), moment(row.changed_at, user)))
    if row.withdrawn:
        lines.append(Fact(_("State"), _("the source withdrew this; your correction keeps it")))
    return lines


def acts_on(rows: Sequence[FinanceEntry] | Sequence[Vital], user: User) -> list[Told]:
    """What was put right of these rows, newest first."""
    acts = corrections_of(user=user).filter(target=table_of(rows[0]), event_id__in=[row.pk for row in rows])
    return [told(act, user, metric_or_404(user, key) if (key := key_of(act)) else None) for act in acts]
