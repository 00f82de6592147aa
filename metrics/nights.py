"""Which periods count, and which one is the main night. Pure."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import TypeVar

from metrics.models import SleepPeriod
from metrics.models.event import Event
from metrics.overrides import decode

E = TypeVar("E", bound=Event)

SAME_START = timedelta(minutes=30)
SLEPT = (SleepPeriod.Kind.NIGHT, SleepPeriod.Kind.NAP, SleepPeriod.Kind.FRAGMENT)


def counted(events: Iterable[E]) -> list[E]:
    """The events that numbers are made of.

    Excluded ones are not, nor withdrawn ones, unless a person corrected them: a correction outlives the
    source's own row. Where the source has sent the same thing under a new id, the person's word on the old
    one stands and the new one waits until it was carried over or dropped.
    """
    known = list(events)
    kept = [e for e in known if e.withdrawn and (e.overrides or e.excluded)]
    standing = [e for e in known if not e.excluded and (not e.withdrawn or e.overrides)]
    return [e for e in standing if e.withdrawn or e.overrides or not any(succeeds(e, old) for old in kept)]


def succeeds(new: Event, old: Event) -> bool:
    """Whether `new` is what the source now sends in place of `old`: same start, give or take half an hour."""
    if new.source != old.source or new.pk == old.pk or not new.is_like(old):
        return False
    if new.start is None or old.start is None:
        # Without times a twin that was there from the beginning looks the same: two coffees of one day.
        return new.start is old.start and new.first_seen > old.first_seen
    return any(abs(new.start - start) <= SAME_START for start in (old.start, source_start(old)))


def source_start(event: Event) -> datetime:
    entry = event.overrides.get("start")
    start: datetime = decode("start", entry["source"]) if entry else event.start
    return start


def as_the_source_says(event: E) -> E:
    """A copy of an event without what a person said about it. Not to be saved."""
    said = copy(event)
    for name, entry in event.overrides.items():
        setattr(said, name, decode(name, entry["source"]))
    return said


def main_night(periods: Sequence[SleepPeriod]) -> SleepPeriod | None:
    """The longest finished night of one day's periods that count, else the longest finished nap."""
    for kind in (SleepPeriod.Kind.NIGHT, SleepPeriod.Kind.NAP):
        candidates = [p for p in periods if p.kind == kind and p.end is not None]
        if candidates:
            return max(candidates, key=_length)
    return None


def _length(period: SleepPeriod) -> tuple[float, float, str]:
    """By time asleep, then by time in bed; the id only makes the choice the same every time."""
    in_bed = (period.end - period.start).total_seconds() if period.end else 0
    return period.total or 0, in_bed, period.external_id
