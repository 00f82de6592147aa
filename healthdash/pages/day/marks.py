"""What is drawn on the timeline: each mark on its lane, from one moment to another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.charts.night import Curve, NightData, stretches
from metrics.charts.stages import STAGE_NAMES, stage_words
from metrics.charts.words import bare, value_text
from metrics.charts.work_day import LANES as KINDS_OF_WORK
from metrics.charts.work_day import word_of
from metrics.charts.zones import zone_note
from metrics.models import FinanceEntry, SleepPeriod, Workout, WorkSession
from metrics.models.event import Event
from metrics.notes import note_name

from . import clock
from .entries import Entry
from .facts import Facts

# Awake on top.
ROWS = {4: 0, 3: 1, 2: 2, 1: 3}
SHORTEST = 4.0  # minutes: what is shorter could not be seen


@dataclass(frozen=True, slots=True)
class Mark:
    """`row` of the lane's `rows`, both from 0; minutes on the day's clock. No `end`: a moment.

    `label` is written beside it where there is room.
    """

    start: float
    end: float | None
    look: str
    title: str
    label: str = ""
    entry: str = ""  # the line of the list that tells it in full
    row: int = 0
    rows: int = 1
    excluded: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    key: str
    label: str
    short: str  # for a narrow column
    marks: Sequence[Mark]
    rows: Sequence[str] = field(default_factory=tuple)  # their names, from the top


def lanes(facts: Facts) -> list[Lane]:
    """From the top; a lane without a mark is left out."""
    words = stage_words()
    stages = [words[STAGE_NAMES[n]] for n in ROWS]
    found = [
        Lane("sleep", _("Night"), _("Night"), list(sleep_marks(facts)), stages),
        Lane("activity", _("Movement"), _("Move"), [workout_mark(one, facts) for one in facts.workouts]),
        Lane("work", _("Work"), _("Work"), [work_mark(one, facts) for one in facts.work]),
        Lane("money", _("Money"), _("Money"), list(entry_marks("finance", facts))),
        Lane("vitals", _("Vitals"), _("Vitals"), list(entry_marks("vital", facts))),
        Lane("journal", _("Words"), _("Words"), [*note_marks(facts), *tag_marks(facts)]),
    ]
    return [lane for lane in found if lane.marks]


def entry_of(kind: str, event: Event) -> str:
    return f"{kind}-{event.pk}"


def span(start: datetime, end: datetime | None, facts: Facts) -> tuple[float, float]:
    first = clock.minutes(start, facts.day)
    last = clock.minutes(end, facts.day) if end else first
    return first, max(last, first + SHORTEST)


def event_mark(kind: str, event: Event, facts: Facts, *, look: str, title: str, label: str = "") -> Mark:
    start, end = span(event.local_start, event.local_end, facts)
    return Mark(
        start=start,
        end=end,
        look=look,
        title=title,
        label=label,
        entry=entry_of(kind, event),
        excluded=event.excluded,
        corrected=event.is_corrected,
    )


def sleep_marks(facts: Facts) -> Iterator[Mark]:
    """The main night by its stages; other sleep, and a night without stages, as one bar."""
    for period in facts.sleep:
        curve = NightData(period, facts.user).curve("stages") if not period.excluded else None
        if curve is None:
            title = titled(str(period.get_kind_display()), period, facts)
            yield event_mark("sleep", period, facts, look="asleep", title=title)
        else:
            yield bed_mark(period, facts)
            yield from stage_marks(period, curve, facts)


def bed_mark(period: SleepPeriod, facts: Facts) -> Mark:
    """The ground below the stages: from lying down to getting up."""
    title = titled(str(period.get_kind_display()), period, facts)
    return event_mark("sleep", period, facts, look="bed", title=title)


def stage_marks(period: SleepPeriod, curve: Curve, facts: Facts) -> Iterator[Mark]:
    words = stage_words()
    for one in stretches(curve):
        name = STAGE_NAMES[one.stage]
        first, last = clock.minutes(one.start, facts.day), clock.minutes(one.end, facts.day)
        length = formats.duration((one.end - one.start) / timedelta(seconds=1))
        title = f"{words[name]}, {between(one.start, one.end, facts)}, {length}"
        entry = entry_of("sleep", period)
        yield Mark(first, last, f"stage-{name}", title, "", entry, ROWS[one.stage], len(ROWS))


def workout_mark(one: Workout, facts: Facts) -> Mark:
    name = sport(one)
    return event_mark("workout", one, facts, look="workout", title=titled(name, one, facts), label=name)


def sport(one: Workout) -> str:
    return one.activity.replace("_", " ").capitalize()


def work_mark(one: WorkSession, facts: Facts) -> Mark:
    kind = one.kind if one.kind in KINDS_OF_WORK else WorkSession.FOCUS
    return event_mark("work", one, facts, look=f"work-{kind}", title=titled(word_of(one.kind), one, facts))


def note_marks(facts: Facts) -> Iterator[Mark]:
    for note in facts.notes:
        if name := note_name(note):
            look = "note" if note.end else "moment"
            title = titled(name, note, facts)
            mark = event_mark("note", note, facts, look=look, title=title, label=name)
            yield mark if note.end else moment_of(mark)


def moment_of(mark: Mark) -> Mark:
    return replace(mark, end=None, corrected=False)


def entry_marks(table: str, facts: Facts) -> Iterator[Mark]:
    """Those whose time is known; the others stand in the list alone."""
    for one in facts.entries:
        if one.table == table and one.local_start is not None:
            at = clock.minutes(one.local_start, facts.day)
            name = entry_text(one, facts)
            title = f"{name}, {clock.text(one.local_start, facts.user)}"
            yield Mark(at, None, "moment", title, name, f"{table}-{one.pk}", excluded=not one.counts)


def entry_text(one: Entry, facts: Facts) -> str:
    """ "€23.40 spent", "Weight 72.4 kg"."""
    if not one.is_money:
        return _("%(name)s %(value)s") % measured(one, facts)
    amount = formats.number(one.number, one.currency, 3, facts.user)
    if one.way == FinanceEntry.Direction.INCOME:
        return _("%(amount)s income") % {"amount": amount}
    return _("%(amount)s spent") % {"amount": amount}


def measured(one: Entry, facts: Facts) -> dict[str, str]:
    """A vital's name and value; one of the person's own by the name in its key."""
    metric = facts.names.get(one.what)
    if metric:
        return {"name": str(metric.short_label), "value": value_text(metric, one.number, facts.user)}
    name = one.what.rpartition(".")[2].replace("-", " ").replace("_", " ").capitalize()
    return {"name": name, "value": bare(one.number, facts.user)}


def tag_marks(facts: Facts) -> Iterator[Mark]:
    """Tags of the check-in that name a time."""
    for number, tag in enumerate(facts.words.at):
        seconds = tag.at.hour * 3600 + tag.at.minute * 60
        title = f"{tag.name}, {formats.clock(seconds, facts.user)}"
        yield Mark(seconds / 60, None, "moment", title, tag.name, f"tag-{number}")


def titled(name: str, event: Event, facts: Facts) -> str:
    parts = [name, between(event.local_start, event.local_end, facts)]
    return ", ".join([*parts, *filter(None, [zone_note(event, facts.user)])])


def between(start: datetime, end: datetime | None, facts: Facts) -> str:
    if end is None:
        return clock.text(start, facts.user)
    words = {"start": clock.text(start, facts.user), "end": clock.text(end, facts.user)}
    return _("%(start)s to %(end)s") % words
