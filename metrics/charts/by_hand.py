"""What a person corrected or left out, in charts of daily values and in the tables below them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from healthdash.lib import formats
from metrics.selectors import Value

from . import axes, traces
from .figure import Cell, Column, Trace, role
from .rows import note_of, number_cell
from .series import DayData


@dataclass(frozen=True, slots=True)
class Place:
    """Numbers that share one bar, and how high it stands at a step; `sign` is -1 where bars hang down."""

    keys: Sequence[str]
    height: Callable[[date], float | None]
    sign: int = 1


def note_column() -> Column:
    return Column("note", _("Note"))


def note_cell(data: DayData, keys: Sequence[str], day: date) -> Cell:
    return notes_cell([data.series.get(key, {}).get(day) for key in keys])


def held_cell(data: DayData, key: str, day: date, write: Callable[[float], str]) -> Cell:
    """A day's number of a key, with the marks of what a person did to it."""
    return number_cell(data.series.get(key, {}).get(day), write)


def notes_cell(values: Sequence[Value | None]) -> Cell:
    """In words and as fixed words what was done to a day's numbers, each thing once."""
    notes = dict(note_of(value) for value in values if value is not None)
    notes.pop("", None)
    return Cell(", ".join(notes), " ".join(notes.values()))


def is_left_out(data: DayData, keys: Sequence[str], day: date) -> bool:
    """Whether a person took a number of that day out: the table still names such a day."""
    return any((value := data.series.get(key, {}).get(day)) and value.excluded for key in keys)


def hand_marks(data: DayData, domain: str, *places: Place) -> list[Trace]:
    """A ring where a number, or one of several days, was corrected; a cross where a day's was left out."""
    rings: list[tuple[date, float]] = []
    crosses: list[tuple[date, float]] = []
    for place in places:
        for step in data.steps:
            held, height = touched(data, place.keys, step), place.height(step)
            if height is not None and any(is_put_right(one) for one in held):
                rings.append((step, place.sign * height))
            if not data.window.is_wide:
                left_out = [one.raw for one in held if one.excluded and one.raw is not None]
                crosses += [(step, place.sign * raw) for raw in left_out[:1]]
    found = (("corrected", rings, ""), ("excluded", crosses, _("left out by you")))
    return [marks_of(data, name, domain, points, words) for name, points, words in found if points]


def touched(data: DayData, keys: Sequence[str], step: date) -> list[Value]:
    """What a person corrected or left out of some numbers at a step."""
    return [value for key in keys for value in data.by_hand.get(key, {}).get(step, ())]


def is_put_right(value: Value) -> bool:
    """Whether a corrected number is what is shown."""
    return value.corrected and value.value is not None


def said_of(data: DayData, keys: Sequence[str], step: date) -> list[str]:
    """The lines of a bar's label on what a person did to its numbers."""
    held = touched(data, keys, step)
    if data.window.is_wide:
        return days_by_hand(held)
    return note_lines(held)


def note_lines(values: Iterable[Value]) -> list[str]:
    """In words what was done to a day's numbers, each thing once."""
    return [words for words in dict(map(note_of, values)) if words]


def days_by_hand(values: Iterable[Value]) -> list[str]:
    """The same of several days together: how many hold a number that was corrected, how many one left out."""
    held = list(values)
    if not held:  # of nearly every week of ten years, whose plurals would be looked up for nothing
        return []
    right = len({value.day for value in held if is_put_right(value)})
    out = len({value.day for value in held if value.excluded})
    corrected = ngettext("%(count)s day corrected by you", "%(count)s days corrected by you", right)
    left_out = ngettext("%(count)s day left out by you", "%(count)s days left out by you", out)
    return [words % {"count": count} for words, count in ((corrected, right), (left_out, out)) if count]


def days_cell(values: Iterable[Value]) -> Cell:
    """The same for a table, with the fixed words of a CSV."""
    held = list(values)
    names = ("corrected", any(is_put_right(one) for one in held)), ("excluded", any(o.excluded for o in held))
    return Cell(", ".join(days_by_hand(held)), " ".join(name for name, is_there in names if is_there))


def marks_of(
    data: DayData, name: str, domain: str, points: Sequence[tuple[date, float]], words: str
) -> Trace:
    """A ring lies upon a bar that has a label of its own; a cross stands where nothing else is."""
    days = axes.isodays([day for day, _y in points])
    texts = [f"{traces.bold(formats.short_day(day, data.today))}<br>{words}" for day, _y in points]
    label = traces.labelled(texts, days) if words else {}
    return traces.dots(days, [y for _day, y in points], role(name, domain), showlegend=False, **label)
