"""What a person corrected or left out, in charts of daily values and in the tables below them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.selectors import Value

from . import axes, traces
from .figure import Cell, Column, Trace, role
from .rows import note_of
from .series import DayData


@dataclass(frozen=True, slots=True)
class Place:
    """Numbers that share one bar, and how high it stands on a day; `sign` is -1 where bars hang down."""

    keys: Sequence[str]
    height: Callable[[date], float | None]
    sign: int = 1


def note_column() -> Column:
    return Column("note", _("Note"))


def note_cell(data: DayData, keys: Sequence[str], day: date) -> Cell:
    return notes_cell([data.series.get(key, {}).get(day) for key in keys])


def notes_cell(values: Sequence[Value | None]) -> Cell:
    """In words and as fixed words what was done to a day's numbers, each thing once."""
    notes = dict(note_of(value) for value in values if value is not None)
    notes.pop("", None)
    return Cell(", ".join(notes), " ".join(notes.values()))


def is_left_out(data: DayData, keys: Sequence[str], day: date) -> bool:
    """Whether a person took a number of that day out: the table still names such a day."""
    return any((value := data.series.get(key, {}).get(day)) and value.excluded for key in keys)


def hand_marks(data: DayData, domain: str, *places: Place) -> list[Trace]:
    """A ring where a day's number was corrected, a cross where it was left out; none on bars of weeks."""
    if data.window.is_wide:
        return []
    rings: list[tuple[date, float]] = []
    crosses: list[tuple[date, float]] = []
    for place in places:
        for day in data.window.days:
            held = [value for key in place.keys if (value := data.series.get(key, {}).get(day))]
            height = place.height(day)
            if height is not None and any(one.corrected and one.value is not None for one in held):
                rings.append((day, place.sign * height))
            left_out = [one.raw for one in held if one.excluded and one.raw is not None]
            crosses += [(day, place.sign * raw) for raw in left_out[:1]]
    found = (("corrected", rings, ""), ("excluded", crosses, _("left out by you")))
    return [marks_of(data, name, domain, points, words) for name, points, words in found if points]


def marks_of(
    data: DayData, name: str, domain: str, points: Sequence[tuple[date, float]], words: str
) -> Trace:
    """A ring lies upon a bar that has a label of its own; a cross stands where nothing else is."""
    days = axes.isodays([day for day, _y in points])
    texts = [f"{formats.short_day(day, data.today)}<br>{words}" for day, _y in points]
    label = traces.labelled(texts, days) if words else {}
    return traces.dots(days, [y for _day, y in points], role(name, domain), showlegend=False, **label)
