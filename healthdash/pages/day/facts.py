"""Everything that is known about one day of a person, read once and in as few queries as there are tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from journal.selectors import Recorded
from journal.whole_day import WholeDay, whole_day
from metrics import catalogue, selectors
from metrics.catalogue import Metric
from metrics.models import Annotation, SleepPeriod, Workout, WorkSession
from metrics.nights import counted, main_night
from metrics.notes import HAPPENED, tag_name
from metrics.selectors import Value

from .entries import Entry, entries_of
from .shown import shown_metrics

HISTORY = 90  # days before the day, against which its numbers are read


@dataclass(frozen=True, slots=True)
class Facts:
    """One day. Events as the sources sent them, those left out included; `counted` ones make the numbers."""

    user: User
    day: date
    today: date
    values: Mapping[str, Mapping[date, Value]]
    sleep: Sequence[SleepPeriod]
    main: SleepPeriod | None
    workouts: Sequence[Workout]
    work: Sequence[WorkSession]
    notes: Sequence[Annotation]
    entries: Sequence[Entry]
    words: WholeDay

    @property
    def names(self) -> Mapping[str, Metric]:
        """The metrics of measured values that are in the catalogue."""
        keys = {one.what for one in self.entries if not one.is_money}
        return {key: catalogue.get(key) for key in keys if catalogue.is_declared(key)}

    @property
    def is_running(self) -> bool:
        return self.day == self.today

    @property
    def has_numbers(self) -> bool:
        return any(self.day in values for values in self.values.values())

    @property
    def has_others(self) -> bool:
        """Whether it has numbers of which none has a place on the page."""
        return self.words.has_numbers and not self.has_numbers

    @property
    def is_empty(self) -> bool:
        events = (self.sleep, self.workouts, self.work, self.notes, self.entries)
        return not (self.has_numbers or self.has_others or self.words.has_words or any(events))


def read(user: User, day: date) -> Facts:
    notes = [
        note
        for note in Annotation.objects.filter(user=user, day=day, kind__in=HAPPENED).order_by("start")
        if not note.withdrawn or note.overrides
    ]
    sleep = selectors.sleep_periods(user=user, start=day, end=day, everything=True, curves=True)
    standing = [period for period in sleep if not period.withdrawn or period.overrides or period.excluded]
    return Facts(
        user=user,
        day=day,
        today=user.today(),
        values=selectors.daily(
            user=user,
            metrics=[metric.key for metric in shown_metrics(user)],
            start=day - timedelta(days=HISTORY),
            end=day,
        ),
        sleep=[period for period in standing if period.kind != SleepPeriod.Kind.IGNORED],
        main=main_night(counted([p for p in sleep if p.kind != SleepPeriod.Kind.IGNORED])),
        workouts=[one for one in Workout.objects.filter(user=user, day=day).order_by("start") if stands(one)],
        work=[
            one
            for one in WorkSession.objects.filter(user=user, day=day).defer("description").order_by("start")
            if stands(one) and one.end
        ],
        notes=notes,
        entries=entries_of(user, day),
        words=whole_day(user, day, recorded(notes)),
    )


def stands(event: Workout | WorkSession) -> bool:
    """Whether it is still there, be it left out by the person."""
    return not event.withdrawn or bool(event.overrides) or event.excluded


def recorded(notes: Sequence[Annotation]) -> list[Recorded]:
    tags = [note for note in notes if note.kind == Annotation.Kind.TAG and not note.excluded]
    return [Recorded(name, note.source) for note in tags if (name := tag_name(note))]
