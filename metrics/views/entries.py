"""What the lists of money and of vitals share: the page of a list, saving, leaving out, taking back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
from healthdash.lib.coming_back import came_from, with_query
from healthdash.lib.components import Fact
from metrics import corrections, entering, undoing
from metrics.charts.words import source_label
from metrics.corrections import Offer
from metrics.entering import Act
from metrics.entries import reading_of, readings
from metrics.entry_rows import Row, money_row, vital_rows
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
    return back(request, rows[0], acts[-1] if acts else None)


def leave_out(request: HttpRequest, rows: Sequence[EventOfADay], excluded: bool) -> HttpResponse:
    """Take rows out of what is counted, or bring them back. Pressed twice, it stands as asked already."""
    user, acts = person(request), []
    for row in rows:
        if row.excluded != excluded:
            acts.append(corrections.exclude_event(user=user, by=user, event=row, excluded=excluded))
    return back(request, rows[0], acts[-1] if acts else None)


@dataclass(frozen=True, slots=True)
class Offered:
    """A correction that waits: what it was laid over, what the source sends now, and that in words."""

    offers: Sequence[Offer]
    row: Row
    page: str

    @property
    def pk(self) -> int:
        return self.offers[0].old.pk


def offered(user: User, table: str) -> list[Offered]:
    """The corrected rows that a source withdrew and sent anew; the values of a reading together."""
    together: dict[Any, list[Offer]] = {}
    for offer in corrections.offers_of_table(user, table):
        one = reading_of(offer.old) if isinstance(offer.old, Vital) else offer.old.pk
        together.setdefault(one, []).append(offer)
    pages = {"finance": "money_entry", "vital": "vital_entry"}
    return [Offered(offers, row_of_new(offers, user), pages[table]) for offers in together.values()]


def row_of_new(offers: Sequence[Offer], user: User) -> Row:
    sent = [offer.new for offer in offers]
    if isinstance(sent[0], FinanceEntry):
        return money_row(sent[0], user)
    return vital_rows(readings(one for one in sent if isinstance(one, Vital)), user)[0]


def carry(request: HttpRequest, row: EventOfADay) -> HttpResponse:
    """Lay a correction over what came in its place, or drop it; answered twice, it stands as said."""
    user, table, over = person(request), table_of(row), request.POST.get("carry") == "yes"
    waiting = next((one for one in offered(user, table) if row.pk in {o.old.pk for o in one.offers}), None)
    with transaction.atomic():
        for offer in waiting.offers if waiting else ():
            if over:
                corrections.carry_over(user=user, by=user, old=offer.old, new=offer.new)
            else:
                corrections.let_go(user=user, by=user, old=offer.old)
    return redirect(f"{reverse(LISTS[table])}#entries")


def back(request: HttpRequest, row: EventOfADay, act: Correction | None) -> HttpResponse:
    """To the page that the person came from, else to the list. With undo beside it."""
    address = came_from(request) or f"{reverse(LISTS[table_of(row)])}#entries"
    return redirect(with_query(address, saved=str(act.pk)) if act else address)


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
