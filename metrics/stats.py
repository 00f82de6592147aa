"""What is usual for a person, and when a number is not. Pure; numbers in, numbers out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from statistics import correlation, median
from typing import Literal

# Fewer values than this say nothing about what is usual; fewer than SETTLED say it with "so far".
ENOUGH = 7
SETTLED = 21
WINDOW = 60
WINDOW_OF_SUMS = 90

Position = Literal["usual", "low", "high", "lowest", "highest"]
Level = Literal["growing", "early", "usual", "low", "high", "lowest", "highest"]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A person's usual range: 10th to 90th percentile, median and the extremes of `n` values."""

    n: int
    low: float
    high: float
    median: float
    lowest: float
    highest: float

    @property
    def is_early(self) -> bool:
        return self.n < SETTLED


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a number stands against `n` earlier ones.

    `level` is "growing" below 7 values and "early" up to 20, else the same as `position`. The range is None
    while it grows.
    """

    level: Level
    n: int
    low: float | None
    high: float | None
    median: float | None
    position: Position | None = None

    @property
    def is_extreme(self) -> bool:
        """Whether it is worth attention: beyond everything of a settled range."""
        return self.level in ("lowest", "highest")


def percentile(values: Sequence[float], q: float) -> float:
    """The q-th percentile (0 to 100), linear between neighbours. Raises ValueError without values."""
    if not values:
        raise ValueError("no values")
    return percentile_of_sorted(sorted(values), q)


def percentile_of_sorted(ordered: Sequence[float], q: float) -> float:
    place = (len(ordered) - 1) * q / 100
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    # This form never leaves the range of its two neighbours, nor turns equal ones into something else.
    share = place - below
    return (
        ordered[below]
        if ordered[below] == ordered[above]
        else ordered[below] * (1 - share) + ordered[above] * share
    )


def baseline(values_before: Sequence[float]) -> Baseline | None:
    """The usual range of earlier values; None while there are fewer than seven."""
    if len(values_before) < ENOUGH:
        return None
    return Baseline(
        n=len(values_before),
        low=percentile(values_before, 10),
        high=percentile(values_before, 90),
        median=median(values_before),
        lowest=min(values_before),
        highest=max(values_before),
    )


def verdict(value: float, history: Sequence[float]) -> Verdict:
    """How a number compares with those before it; `history` must not hold the number itself."""
    usual = baseline(history)
    return held_to(value, usual) if usual else Verdict("growing", len(history), None, None, None)


def held_to(value: float, usual: Baseline) -> Verdict:
    """How a number compares with a range that is known."""
    position = _position(value, usual)
    level: Level = "early" if usual.is_early else position
    return Verdict(level, usual.n, usual.low, usual.high, usual.median, position)


def _position(value: float, usual: Baseline) -> Position:
    if value < usual.lowest:
        return "lowest"
    if value > usual.highest:
        return "highest"
    if value < usual.low:
        return "low"
    return "high" if value > usual.high else "usual"


def before(series: Mapping[date, float | None], day: date, days: int = WINDOW) -> list[float]:
    """The values of the days before a day, oldest first; missing ones are left out."""
    span = (day - timedelta(days=back) for back in range(days, 0, -1))
    return [value for one in span if (value := series.get(one)) is not None]


def like_days_before(
    series: Mapping[date, float | None], day: date, days: int = WINDOW_OF_SUMS
) -> list[float]:
    """The values of earlier days of the same kind, working day or weekend: for sums of a day."""
    alike = {one: value for one, value in series.items() if is_weekend(one) == is_weekend(day)}
    return before(alike, day, days)


def is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def rolling_median(
    series: Sequence[float | None], days: int = 7, *, sparse: bool = False
) -> list[float | None]:
    """The median of each day and the days before it, one place per day.

    A day without a value has none (the line breaks there), nor has one with fewer than three values in
    its window. `sparse`: of what nobody measures every day, a day without a value is no gap.
    """
    medians: list[float | None] = []
    for at, value in enumerate(series):
        known = [one for one in series[max(0, at - days + 1) : at + 1] if one is not None]
        medians.append(median(known) if (sparse or value is not None) and len(known) >= 3 else None)
    return medians


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value from 1; equal ones share the mean of their places."""
    rank_of, below = {}, 0
    for value, count in sorted(Counter(values).items()):
        rank_of[value] = below + (count + 1) / 2
        below += count
    return [rank_of[value] for value in values]


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Spearman's rho, from -1 to 1, of values that belong together by their place.

    None for fewer than two pairs, or where one side never changes. Raises ValueError for unequal lengths.
    """
    if len(one) != len(other):
        raise ValueError("the two have different lengths")
    if len(set(one)) < 2 or len(set(other)) < 2:
        return None
    return max(-1.0, min(1.0, correlation(ranks(one), ranks(other))))
