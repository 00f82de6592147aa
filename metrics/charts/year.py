"""A year of nights as one drawing: a bar for each, from bed to wake, and what was slept away from home."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from math import ceil, floor
from statistics import median
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from healthdash.lib import formats
from healthdash.lib.svg import text

from .marks import signed_hours

HOUR = 3600.0
WIDTH, LEFT, RIGHT, TOP, BOTTOM, ROW = 600.0, 56.0, 64.0, 34.0, 12.0, 2.75
# The hours that are always there, and the furthest that are drawn: evening before, and after midnight.
USUAL, FURTHEST = (-3 * HOUR, 9 * HOUR), (-12 * HOUR, 18 * HOUR)
LEAST_BETWEEN = 16.0  # down the page between two words

Night = tuple[float, float]


@dataclass(frozen=True, slots=True)
class YearOfNights:
    """Nights by their day, as seconds from its midnight; `away`: seconds ahead of home, where not at home.

    `corrected`: the nights whose times the person put right. `left_out`: those that they took out, by what
    the source says.
    """

    year: int
    nights: Mapping[date, Night]
    away: Mapping[date, int]
    prefs: Any
    corrected: Collection[date] = ()
    left_out: Mapping[date, Night] = field(default_factory=dict)

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    def hours(self) -> tuple[float, float]:
        """From the full hour before the earliest bedtime to the one after the latest waking."""
        ends = [end for nights in (self.nights, self.left_out) for night in nights.values() for end in night]
        low = max(floor(min([*ends, USUAL[0]]) / HOUR) * HOUR, FURTHEST[0])
        return low, min(ceil(max([*ends, USUAL[1]]) / HOUR) * HOUR, FURTHEST[1])


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the drawing and where it stands."""

    text: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Values of SVG attributes."""

    view_box: str
    home: str
    away: str
    months: Sequence[Word]
    rules: Sequence[str]  # paths between the months
    hours: Sequence[Word]
    lines: Sequence[str]  # paths down the hours
    travels: Sequence[Word]
    brackets: str
    corrected: str
    left_out: str


def drawing(data: YearOfNights) -> Drawing:
    days = (date(data.year + 1, 1, 1) - data.first).days
    height = TOP + days * ROW + BOTTOM
    at_home = {day: night for day, night in data.nights.items() if not data.away.get(day)}
    elsewhere = {day: night for day, night in data.nights.items() if data.away.get(day)}
    months = [date(data.year, month, 1) for month in range(1, 13)]
    found, end, hours = travels(data), text(height - BOTTOM), data.hours()
    return Drawing(
        view_box=f"0 0 {text(WIDTH)} {text(height)}",
        home=bars(data, hours, at_home),
        away=bars(data, hours, elsewhere),
        months=[Word(date_format(month, "M"), "0", text(down(data, month) + 15 * ROW)) for month in months],
        rules=[f"M0 {text(down(data, month))}H{text(WIDTH - RIGHT)}" for month in months[1:]],
        hours=hour_words(data, hours),
        lines=[f"M{text(across(hours, hour))} {text(TOP)}V{end}" for hour in full_hours(hours)],
        travels=travel_words(data, found),
        brackets="".join(bracket(data, first, last) for first, last, _away in found),
        corrected="".join(notch(data, hours, day) for day in data.corrected if day in data.nights),
        left_out=bars(data, hours, data.left_out),
    )


def down(data: YearOfNights, day: date) -> float:
    """Where the row of a day begins."""
    return TOP + (day - data.first).days * ROW


def across(hours: Night, seconds: float) -> float:
    low, high = hours
    return LEFT + (WIDTH - LEFT - RIGHT) * (min(max(seconds, low), high) - low) / (high - low)


def bars(data: YearOfNights, hours: Night, nights: Mapping[date, Night]) -> str:
    """One path of level strokes, a night each."""
    strokes = (
        f"M{text(across(hours, bed))} {text(down(data, day) + ROW / 2)}H{text(across(hours, wake))}"
        for day, (bed, wake) in nights.items()
    )
    return "".join(strokes)


def notch(data: YearOfNights, hours: Night, day: date) -> str:
    """A stroke beside the end of a night that the person put right."""
    _bed, wake = data.nights[day]
    return f"M{text(across(hours, wake) + 3)} {text(down(data, day) + ROW / 2)}h8"


def full_hours(hours: Night) -> list[float]:
    """Every third hour of the clock."""
    low, high = hours
    step = 3 * HOUR
    return [n * step for n in range(ceil(low / step), floor(high / step) + 1)]


def hour_words(data: YearOfNights, hours: Night) -> list[Word]:
    return [
        Word(formats.clock(hour, data.prefs), text(across(hours, hour)), text(TOP - 12))
        for hour in full_hours(hours)
    ]


def travels(data: YearOfNights) -> list[tuple[date, date, int]]:
    """Stretches of nights at one distance from home, with that distance; a missing night does not end one."""
    nights = sorted(data.nights)
    groups = groupby(nights, key=lambda day: data.away.get(day, 0))
    found = [(away, list(days)) for away, days in groups]
    return [(days[0], days[-1], away) for away, days in found if away]


def bracket(data: YearOfNights, first: date, last: date) -> str:
    x = WIDTH - RIGHT + 6
    return f"M{text(x)} {text(down(data, first))}V{text(down(data, last + timedelta(days=1)))}"


def travel_words(data: YearOfNights, found: Sequence[tuple[date, date, int]]) -> list[Word]:
    """The hours from home beside each stretch that has room for them."""
    words: list[Word] = []
    below = 0.0
    for first, last, away in found:
        y = (down(data, first) + down(data, last) + ROW) / 2
        if y - below >= LEAST_BETWEEN:
            hours = _("%(hours)s h") % {"hours": signed_hours(away, data.prefs)}
            words.append(Word(hours, text(WIDTH - RIGHT + 14), text(y)))
            below = y
    return words


def year_sentence(data: YearOfNights) -> str:
    if not data.nights:
        return _("No night of %(year)s is known from bed to wake.") % {"year": data.year}
    bed, wake = (formats.clock(median(ends), data.prefs) for ends in zip(*data.nights.values(), strict=True))
    words = {"count": len(data.nights), "year": data.year, "bed": bed, "wake": wake}
    sentence = ngettext(
        "%(count)s night of %(year)s, from %(bed)s to %(wake)s.",
        "%(count)s nights of %(year)s: half begin before %(bed)s, and half end before %(wake)s.",
        len(data.nights),
    )
    return f"{sentence % words} {away_sentence(data)}".strip()


def away_sentence(data: YearOfNights) -> str:
    """Nothing where every night was at home's own time."""
    count = sum(bool(data.away.get(day)) for day in data.nights)
    if not count:
        return ""
    sentence = ngettext(
        "%(count)s of them was by another clock than home's; its hours from home stand beside it.",
        "%(count)s of them were by another clock than home's; the hours from home stand beside them.",
        count,
    )
    return sentence % {"count": count}
