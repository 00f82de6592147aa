"""Undoing, and whether a source has said something else since."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from metrics.models import Correction, DailyMetric, Span
from metrics.tables import TABLES
from metrics.upsert import locked

from . import daily, events, spans
from .daily import Number


@transaction.atomic
def undo(*, user: User, by: User, correction: Correction) -> Correction:
    """Return a value to what it was before an act, and keep that as an act of its own.

    Acts on one value are undone newest first. Raises ValidationError for one that was undone already, that
    is an undoing itself, or after which a later one stands.
    """
    # The reason plays no part, and one that cannot be read must not stand in the way.
    act = locked(Correction.objects.filter(user=user).defer("reason")).get(pk=correction.pk)
    _check(act)
    if act.target == Correction.Target.DAILY:
        number = Number(user, act.day, act.metric, act.source)
        row = locked(number.rows).first()
        return daily.record(number, by, row, _before(act, row), "", undoes=act)
    if act.target == Correction.Target.SPAN:
        return spans.take_back(
            Span.objects.select_related("user").get(user=user, pk=act.event_id or 0), by, act
        )
    event = events.own(user, TABLES[act.target], act.event_id)
    return events.record(event, by, act.field, act.before, "", undoes=act)


def _before(act: Correction, row: DailyMetric | None) -> daily.State:
    """What stood before; a span of days that came later has its own undo."""
    if row is None or row.span is None or "span" in act.after:
        return act.before
    return {**act.before, "excluded": row.excluded, "span": row.span}


def _check(act: Correction) -> None:
    if act.undoes_id:
        raise ValidationError(_("An undo cannot be undone. Make the change again instead."), code="is_undo")
    if Correction.objects.filter(undoes=act).exists():
        raise ValidationError(_("This was undone already."), code="undone")
    if _on_the_same_value(act).filter(pk__gt=act.pk, undoes=None, undone_by=None).exists():
        raise ValidationError(_("A later change stands here. Undo that one first."), code="later_act")


def _on_the_same_value(act: Correction) -> Any:
    acts = Correction.objects.filter(
        user=act.user,
        target=act.target,
        metric=act.metric,
        source=act.source,
        event_id=act.event_id,
        field=act.field,
    )
    # An event may have been moved to another day between two acts.
    return acts.filter(day=act.day) if act.target == Correction.Target.DAILY else acts


def source_changed(correction: Correction) -> bool:
    """Whether the source says something else now than it did at the moment of the correction."""
    if correction.field == "excluded" and correction.target != Correction.Target.DAILY:
        return False
    return bool(source_now(correction) != correction.source_value)


def source_now(correction: Correction) -> Any:
    """What the source says now of the corrected value; None if it says nothing. Instants as ISO text."""
    if correction.target == Correction.Target.DAILY:
        number = Number(correction.user, correction.day, correction.metric, correction.source)
        return number.source_value
    if correction.target == Correction.Target.SPAN:
        return correction.source_value
    rows = TABLES[correction.target]._default_manager.filter(user=correction.user, withdrawn=False)
    row = rows.filter(pk=correction.event_id).first()
    return events.source_value(row, correction.field) if row else None
