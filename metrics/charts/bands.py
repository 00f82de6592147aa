"""A person's usual range along the time axis, and weeks in place of days for long spans."""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.stats import ENOUGH, SETTLED, WINDOW, percentile_of_sorted

from .window import week_of


@dataclass(frozen=True, slots=True)
class Usual:
    """The 10th, 50th and 90th percentile of the days before `day`, and how many there were."""

    day: date
    n: int
    low: float
    median: float
    high: float

    @property
    def is_early(self) -> bool:
        return self.n < SETTLED


def usual_ranges(values: Mapping[date, float], days: Sequence[date]) -> dict[date, Usual]:
    """For each day the range of the 60 days before it; a day with fewer than seven has none.

    `days` follow one another without a gap. Sorted values slide along, so that a year costs milliseconds.
    """
    if not days:
        return {}
    window: list[float] = sorted(
        values[day] for n in range(1, WINDOW + 1) if (day := days[0] - timedelta(days=n)) in values
    )
    ranges = {}
    for day in days:
        if len(window) >= ENOUGH:
            ranges[day] = Usual(day, len(window), *at_tenths(window))
        slide(window, leaving=values.get(day - timedelta(days=WINDOW)), coming=values.get(day))
    return ranges


def slide(window: list[float], *, leaving: float | None, coming: float | None) -> None:
    if leaving is not None:
        del window[bisect_left(window, leaving)]
    if coming is not None:
        insort(window, coming)


def at_tenths(values: Sequence[float]) -> tuple[float, float, float]:
    ordered = sorted(values)
    low, middle, high = (percentile_of_sorted(ordered, q) for q in (10, 50, 90))
    return low, middle, high


def runs(days: Sequence[date], step: int = 1) -> list[list[date]]:
    """Days (or first days of weeks, with a step of 7) in stretches without a gap."""
    stretches: list[list[date]] = []
    for day in days:
        if stretches and day - stretches[-1][-1] == timedelta(days=step):
            stretches[-1].append(day)
        else:
            stretches.append([day])
    return stretches


def weekly_ranges(values: Mapping[date, float], days: Sequence[date], week_start: int) -> dict[date, Usual]:
    """The range of each week by its first day; a week without values is absent."""
    weeks: dict[date, list[float]] = {}
    for day in days:
        if day in values:
            weeks.setdefault(week_of(day, week_start), []).append(values[day])
    return {first: Usual(first, len(found), *at_tenths(found)) for first, found in weeks.items()}
