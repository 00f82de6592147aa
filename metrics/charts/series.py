"""A person's daily values within a window, and the places where their bars stand."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import median
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.selectors import Value

from . import axes
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
    """Daily values of some keys; those of days before the window are there for comparing."""

    series: Series
    window: Window
    today: date
    prefs: Any

    @cached_property
    def known(self) -> dict[str, dict[date, float]]:
        """The numbers alone, of the days that have one."""
        return {
            key: {day: value.value for day, value in values.items() if value.value is not None}
            for key, values in self.series.items()
        }

    @cached_property
    def medians(self) -> dict[str, dict[date, float]]:
        """Per key the median of each week's or month's numbers, by its first day."""
        return {key: medians_of(self, known) for key, known in self.known.items()}

    def number(self, key: str, day: date) -> float | None:
        return self.known[key].get(day) if key in self.known else None

    def has(self, key: str) -> bool:
        """Whether any day of the window has a number."""
        return any(self.number(key, day) is not None for day in self.window.days)

    def numbers(self, key: str) -> list[float | None]:
        return [self.number(key, day) for day in self.window.days]


def steps(data: DayData) -> list[date]:
    """Where the bars stand: days, or the first days of weeks and of months where days would be too thin."""
    days = data.window.days
    if not data.window.is_wide:
        return days
    return [day for day in days if day == step_of(data, day)]


def is_by_month(data: DayData) -> bool:
    return data.window.length > MONTHS_FROM


def days_of(data: DayData, step: date) -> list[date]:
    """The days that a bar stands for."""
    if not data.window.is_wide:
        return [step]
    length = monthrange(step.year, step.month)[1] if is_by_month(data) else 7
    return [step + timedelta(days=n) for n in range(length)]


def at_step(data: DayData, key: str, step: date) -> float | None:
    """The night's number, or the median of the nights of the week or month."""
    if not data.window.is_wide:
        return data.number(key, step)
    return data.medians[key].get(step) if key in data.medians else None


def medians_of(data: DayData, known: Mapping[date, float]) -> dict[date, float]:
    found: dict[date, list[float]] = defaultdict(list)
    for day, value in known.items():
        found[step_of(data, day)].append(value)
    return {step: median(values) for step, values in found.items()}


def step_of(data: DayData, day: date) -> date:
    """The first day of its week or month."""
    return day.replace(day=1) if is_by_month(data) else week_of(day, data.prefs.week_start)


def step_title(data: DayData, step: date) -> str:
    if not data.window.is_wide:
        return formats.short_day(step, data.today)
    if is_by_month(data):
        return _("Median of %(month)s") % {"month": date_format(step, "F Y")}
    return _("Median of the week of %(date)s") % {"date": formats.short_day(step, data.today)}


def links(data: DayData, found: Sequence[date]) -> list[str]:
    """A bar of one night leads to it; one of a week leads nowhere."""
    return ["" for _step in found] if data.window.is_wide else axes.isodays(found)
