"""A person's daily values within a window, and the places where their bars stand."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from statistics import median
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.catalogue import METRICS
from metrics.reading import whole
from metrics.selectors import Value

from . import axes, traces
from .bands import Usual, ranges_of
from .window import Window, week_of

# Days from which on a bar stands for a month.
MONTHS_FROM = 1100

# Three colours need a word each, above the bars and not to be pressed.
LEGEND: dict[str, Any] = {
    "showlegend": True,
    "legend": {
        "orientation": "h",
        "x": 0,
        "y": 1,
        "yanchor": "bottom",
        "itemclick": False,
        "itemdoubleclick": False,
        "traceorder": "normal",
    },
    "margin": {"l": 40, "r": 12, "t": 28, "b": 28},
}

Series = Mapping[str, Mapping[date, Value]]


@dataclass(frozen=True)
class DayData:
    """Daily values of some keys; those of days before the window are there for comparing.

    `known`: the numbers alone, by key, `touched`: the values that a person corrected or left out. What is
    not there yet is taken from `series` when it is needed, so that a long span, drawn from numbers, never
    looks at a `series` that is read when somebody does.
    """

    series: Series
    window: Window
    today: date
    prefs: Any
    known: dict[str, Mapping[date, float]] = field(default_factory=dict)
    touched: Mapping[str, Iterable[Value]] | None = None

    def of(self, key: str) -> Mapping[date, float]:
        """The numbers of a key by their days, without the days that have none."""
        if key not in self.known:
            values = self.series.get(key, {}).items()
            self.known[key] = {day: value.value for day, value in values if value.value is not None}
        return self.known[key]

    @cached_property
    def whole_days(self) -> list[date]:
        """The days of the window without today, whose sums are still growing."""
        return [day for day in self.window.days if day < self.today]

    @cached_property
    def medians(self) -> "Medians":
        return Medians(self)

    @cached_property
    def usual(self) -> "Ranges":
        return Ranges(self)

    @cached_property
    def is_by_month(self) -> bool:
        return self.window.length > MONTHS_FROM

    @cached_property
    def steps(self) -> list[date]:
        """Where the bars stand: days, or the first days of weeks and months where days would be too thin."""
        days = self.window.days
        if not self.window.is_wide:
            return days
        return [day for day in days if self.first_days[day] == day]

    @cached_property
    def first_days(self) -> "FirstDays":
        return FirstDays(self.is_by_month, self.prefs.week_start)

    def at_steps(self, key: str) -> Mapping[date, float]:
        """How high the bars stand: each day's number, or the median of the days of the week or month."""
        if not self.window.is_wide:
            return self.of(key)
        return self.medians[key]

    @cached_property
    def by_hand(self) -> dict[str, dict[date, list[Value]]]:
        """Per key and step what a person corrected or left out there."""
        held = self.touched
        if held is None:
            held = {key: values.values() for key, values in self.series.items()}
        return {key: touched_by(values, self.step_of) for key, values in held.items()}

    def step_of(self, day: date) -> date:
        """The day, or the first one of its week or month."""
        return self.first_days[day] if self.window.is_wide else day

    def number(self, key: str, day: date) -> float | None:
        return self.of(key).get(day)

    def has(self, key: str) -> bool:
        """Whether any day of the window has a number."""
        known = self.of(key)
        return any(day in known for day in self.window.days)

    def numbers(self, key: str) -> list[float | None]:
        known = self.of(key)
        return [known.get(day) for day in self.window.days]


class FirstDays(dict[date, date]):
    """The first day of each day's week or month, found once for all keys."""

    def __init__(self, by_month: bool, week_start: int) -> None:
        super().__init__()
        self.by_month, self.week_start = by_month, week_start

    def __missing__(self, day: date) -> date:
        first = self[day] = day.replace(day=1) if self.by_month else week_of(day, self.week_start)
        return first


class Medians(dict[str, dict[date, float]]):
    """Per key the median of each week's or month's numbers, by its first day."""

    def __init__(self, data: DayData) -> None:
        super().__init__()
        self.data = data

    def __missing__(self, key: str) -> dict[date, float]:
        found = self[key] = medians_of(self.data, self.data.of(key))
        return found


class Ranges(dict[str, dict[date, Usual]]):
    """Per key what each day of the window is held to, as far as the days before it were read."""

    def __init__(self, data: DayData) -> None:
        super().__init__()
        self.data = data

    def __missing__(self, key: str) -> dict[date, Usual]:
        data, metric = self.data, METRICS[key]
        known = whole(metric, data.of(key), data.today)
        found = self[key] = ranges_of(metric, known, data.window.days)
        return found


def at_step(data: DayData, key: str, step: date) -> float | None:
    return data.at_steps(key).get(step)


def medians_of(data: DayData, known: Mapping[date, float]) -> dict[date, float]:
    """The median of each week or month by its first day."""
    found: dict[date, list[float]] = defaultdict(list)
    first_days = data.first_days
    for day, value in known.items():
        found[first_days[day]].append(value)
    return {step: median(values) for step, values in found.items()}


def touched_by(values: Iterable[Value], place: Callable[[date], date]) -> dict[date, list[Value]]:
    """What a person corrected or left out, by the place of its day."""
    found: dict[date, list[Value]] = defaultdict(list)
    for value in values:
        if value.corrected or value.excluded:
            found[place(value.day)].append(value)
    return dict(found)


def step_title(data: DayData, step: date) -> str:
    if not data.window.is_wide:
        return traces.bold(formats.short_day(step, data.today))
    if data.is_by_month:
        return traces.bold(_("Median of %(month)s") % {"month": date_format(step, "F Y")})
    return traces.bold(_("Median of the week of %(date)s") % {"date": formats.short_day(step, data.today)})


def links(data: DayData, found: Sequence[date]) -> list[str]:
    """A bar of one night leads to it; one of a week leads nowhere."""
    return ["" for _step in found] if data.window.is_wide else axes.isodays(found)
