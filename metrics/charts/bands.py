"""A person's usual range along the time axis, and weeks in place of days for long spans."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.catalogue import Metric
from metrics.reading import days_compared, kind_of_day
from metrics.stats import ENOUGH, WINDOW, Baseline, percentile_of_sorted

from .window import week_of


@dataclass(frozen=True, slots=True)
class Usual(Baseline):
    """The range that a day is held to: of the days before it, as many as `n`."""

    day: date


def ranges_of(metric: Metric, values: Mapping[date, float], days: Sequence[date]) -> dict[date, Usual]:
    """What each day is held to, as on a tile: sums to the days of their kind. Words and answers: to none."""
    if not metric.is_quantity:
        return {}
    return usual_ranges(values, days, days_compared(metric), lambda day: kind_of_day(metric, day))


def usual_ranges(
    values: Mapping[date, float],
    days: Sequence[date],
    reach: int = WINDOW,
    kind: Callable[[date], str] = lambda _day: "",
) -> dict[date, Usual]:
    """For each day the range of the days of its kind among the `reach` before it; fewer than seven are none.

    `days` follow one another without a gap. Sorted values slide along, a row of them for each kind, so that
    a year costs milliseconds.
    """
    if not days:
        return {}
    windows: dict[str, list[float]] = defaultdict(list)
    for day in (days[0] - timedelta(days=n) for n in range(1, reach + 1)):
        slide(windows[kind(day)], leaving=None, coming=values.get(day))
    ranges = {}
    for day in days:
        window, last = windows[kind(day)], day - timedelta(days=reach)
        if len(window) >= ENOUGH:
            ranges[day] = usual_of(day, window)
        slide(windows[kind(last)], leaving=values.get(last), coming=None)
        slide(window, leaving=None, coming=values.get(day))
    return ranges


def usual_of(day: date, ordered: Sequence[float]) -> Usual:
    low, middle, high = (percentile_of_sorted(ordered, q) for q in (10, 50, 90))
    return Usual(len(ordered), low, high, middle, ordered[0], ordered[-1], day)


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
    return {first: usual_of(first, sorted(found)) for first, found in weeks.items()}
