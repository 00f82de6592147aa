"""How a number is read: of which day, against which earlier ones, and which way it has been going. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import median
from typing import Literal

from metrics.catalogue import Metric
from metrics.stats import ENOUGH, SETTLED, WINDOW, WINDOW_OF_SUMS, before, is_weekend, like_days_before

RECENT = 14
# In standard deviations of the rank sum. Of numbers that only vary by chance, this calls 0.2% of fortnights a
# direction, and 5% where each day leans on the one before it (autocorrelation 0.5; simulated).
CLEAR = 3.0

Way = Literal["higher", "lower", "unclear", "unknown"]
Numbers = Mapping[date, float | None]


def grows_all_day(metric: Metric) -> bool:
    """Whether today's number is not whole before the day is over."""
    return not metric.is_of_night and (metric.aggregate == "sum" or metric.group in {"activity", "heart"})


def last_whole_day(metric: Metric, today: date) -> date:
    return today - timedelta(days=1) if grows_all_day(metric) else today


def is_running(metric: Metric, day: date, today: date) -> bool:
    """Whether the day's number still grows, so that it is compared with nothing."""
    return day > last_whole_day(metric, today)


def whole(metric: Metric, known: Mapping[date, float], today: date) -> Mapping[date, float]:
    """Without a running day, whose number still grows and is compared with nothing; alone, it stays."""
    last = last_whole_day(metric, today)
    return {day: value for day, value in known.items() if day <= last} or known


def history_of(metric: Metric, numbers: Numbers, day: date) -> list[float]:
    """The 60 days before; for the sum of a day the days of its kind among the 90 before."""
    return (like_days_before if metric.aggregate == "sum" else before)(numbers, day)


def kind_of_day(metric: Metric, day: date) -> str:
    """With which kind of day the sum of a day is compared: "weekend" or "working"; else nothing."""
    if metric.aggregate != "sum":
        return ""
    return "weekend" if is_weekend(day) else "working"


def days_compared(metric: Metric) -> int:
    return WINDOW_OF_SUMS if metric.aggregate == "sum" else WINDOW


@dataclass(frozen=True, slots=True)
class Direction:
    """Where the last values lie among those before them; medians are None where there are too few."""

    way: Way
    now: float | None = None
    then: float | None = None


UNKNOWN = Direction("unknown")


def direction(metric: Metric, numbers: Numbers, last: date) -> Direction:
    """The last 14 days against the 60 before them."""
    recent = before(numbers, last + timedelta(days=1), RECENT)
    earlier = before(numbers, last - timedelta(days=RECENT - 1), WINDOW)
    if metric.levels:
        return UNKNOWN
    return compared(recent, earlier)


def compared(
    recent: Sequence[float], earlier: Sequence[float], least: tuple[int, int] = (ENOUGH, SETTLED)
) -> Direction:
    """By ranks, so that one wild day decides nothing. Fewer values than `least` say nothing."""
    if len(recent) < least[0] or len(earlier) < least[1]:
        return UNKNOWN
    now, then, z = median(recent), median(earlier), rank_score(recent, earlier)
    if z >= CLEAR and now > then:
        return Direction("higher", now, then)
    if z <= -CLEAR and now < then:
        return Direction("lower", now, then)
    return Direction("unclear", now, then)


def rank_score(recent: Sequence[float], earlier: Sequence[float]) -> float:
    """The rank sum of Mann and Whitney in its standard deviations, above zero where `recent` is higher."""
    pairs = len(recent) * len(earlier)
    wins = sum((a > b) + 0.5 * (a == b) for a in recent for b in earlier)
    return (wins - pairs / 2) / sqrt(pairs * (len(recent) + len(earlier) + 1) / 12)
