"""Who did what to one value, and which of it can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.lib.fields import Unreadable
from metrics import corrections
from metrics.catalogue import Metric
from metrics.corrections.history import source_now
from metrics.models import Correction, DailyMetric
from metrics.models.event import Event
from metrics.tables import TABLES, table_of

from . import wording

# Older acts are in the list of corrections.
SHOWN = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One act as the page of its value shows it. `now`: what the source says now, "" if nothing new."""

    act: Correction
    at: datetime
    by: str
    subject: str
    before: str
    after: str
    said: str
    now: str
    reason: str
    is_undone: bool
    can_be_undone: bool


def on(row: DailyMetric | Event) -> QuerySet[Correction]:
    """Every act on one value, newest first. Reasons are read one by one: one may be unreadable."""
    acts = Correction.objects.filter(user=row.user_id, source=row.source)
    if isinstance(row, DailyMetric):
        acts = acts.filter(target=Correction.Target.DAILY, day=row.day, metric=row.metric, event_id=None)
    else:
        acts = acts.filter(target=table_of(row), event_id=row.pk)
    return acts.order_by("-pk").defer("reason")


def place(act: Correction) -> str:
    """The address of the value that an act is about; "" if it is gone."""
    if act.target == Correction.Target.SPAN:
        return ""
    if act.target == Correction.Target.DAILY:
        named = {"day": act.day, "metric": act.metric, "source": act.source}
        rows: QuerySet[Any] = DailyMetric.objects.filter(user=act.user_id, **named)
    else:
        rows = TABLES[act.target]._default_manager.filter(user=act.user_id, pk=act.event_id)
    pk = rows.values_list("pk", flat=True).first()
    return reverse(f"admin:metrics_{rows.model._meta.model_name}_change", args=[pk]) if pk else ""


def latest(row: DailyMetric | Event) -> Correction | None:
    """The act that an undo would take back."""
    return on(row).filter(undoes=None, undone_by=None).first()


def undo(row: DailyMetric | Event, by: User) -> None:
    act = latest(row)
    if act:
        corrections.undo(user=row.user, by=by, correction=act)


def lines(row: DailyMetric | Event, metric: Metric | None, zone: tzinfo) -> list[Line]:
    """The history of one value for its page."""
    acts = list(
        on(row).select_related("user", "by", "undone_by").defer("reason", "undone_by__reason")[:SHOWN]
    )
    open_ones = undoable(acts)
    return [_line(act, metric, zone, act.pk in open_ones) for act in acts]


def undoable(acts: Sequence[Correction]) -> set[int]:
    """Of each field the newest act that stands; `acts` newest first."""
    newest: dict[str, int] = {}
    for act in acts:
        if act.undoes_id is None and not is_undone(act):
            newest.setdefault(act.field, act.pk)
    return set(newest.values())


def is_undone(act: Correction) -> bool:
    return hasattr(act, "undone_by")


def _line(act: Correction, metric: Metric | None, zone: tzinfo, stands: bool) -> Line:
    changed = stands and corrections.source_changed(act)
    return Line(
        act=act,
        at=act.at,
        by=str(act.by or _("somebody who is gone")),
        subject=wording.subject(act, metric),
        before=wording.state(act, act.before, metric, zone),
        after=wording.state(act, act.after, metric, zone),
        said=wording.source_said(act, act.source_value, metric, zone),
        now=wording.source_said(act, source_now(act), metric, zone) if changed else "",
        reason=reason(act),
        is_undone=is_undone(act),
        can_be_undone=stands,
    )


def reason(act: Correction) -> str:
    if isinstance(act.reason, Unreadable):
        return _("The reason cannot be read with this server's key.")
    return act.reason
