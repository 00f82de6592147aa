"""Corrections whose event the source has sent again under a new id."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from metrics import overrides
from metrics.models import Correction
from metrics.models.event import Event
from metrics.nights import succeeds
from metrics.tables import TABLES

from .events import correct_event, exclude_event, own, use_source_of_event


@dataclass(frozen=True, slots=True)
class Offer:
    """`old` was corrected and then withdrawn; `new` is what the source sends in its place."""

    table: str
    old: Event
    new: Event


def carry_over_offers(user: User) -> list[Offer]:
    """The corrections that wait for the person's word. Until then the corrected event stands alone."""
    return [offer for table in TABLES for offer in offers_of_table(user, table)]


def offers_of_table(user: User, table: str) -> list[Offer]:
    """Those of one table; nearly always none, which one query tells."""
    kept, candidates = _kept(user, TABLES[table])
    return [
        Offer(table, old, new)
        for old in kept
        if (new := next((one for one in candidates if succeeds(one, old)), None))
    ]


def waiting(user: User, model: type[Event]) -> list[int]:
    """The ids of new events that do not count until the person said what becomes of their correction.

    Nearly always none, which one query tells.
    """
    kept, candidates = _kept(user, model)
    return [one.pk for one in candidates if not one.overrides and any(succeeds(one, old) for old in kept)]


def _kept(user: User, model: type[Event]) -> tuple[list[Event], list[Event]]:
    """What a source withdrew and a person's word keeps, and what it still says of those days."""
    rows: QuerySet[Event] = model._default_manager.filter(user=user)
    kept = list(rows.filter(withdrawn__in=[True]))  # with a bare column SQLite passes by its index
    days = {old.day for old in kept}
    return kept, list(rows.filter(withdrawn=False, day__in=days)) if kept else []


@transaction.atomic
def carry_over(*, user: User, by: User, old: Event, new: Event, reason: str = "") -> list[Correction]:
    """Lay the person's values over the new event and let the old one go.

    Raises ValidationError when one of the two is gone.
    """
    kept, successor = own(user, type(old), old.pk), own(user, type(new), new.pk)
    acts = []
    if kept.excluded and not successor.excluded:
        acts.append(exclude_event(user=user, by=by, event=successor, excluded=True, reason=reason))
    for field, value in overrides.persons(kept.overrides).items():
        acts.append(correct_event(user=user, by=by, event=successor, field=field, value=value, reason=reason))
    let_go(user=user, by=by, old=kept, reason=reason)
    return acts


@transaction.atomic
def let_go(*, user: User, by: User, old: Event, reason: str = "") -> None:
    """Drop every correction of an event that the source withdrew; with the last one it is deleted."""
    old = own(user, type(old), old.pk)
    for field in overrides.persons(old.overrides):
        use_source_of_event(user=user, by=by, event=old, field=field, reason=reason)
    if old.excluded:
        exclude_event(user=user, by=by, event=old, excluded=False, reason=reason)
