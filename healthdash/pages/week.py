"""The last seven whole days against the person's own usual week, weekday by weekday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean, median

from django.urls import reverse
from django.utils.translation import gettext as _

from healthdash.lib import formats, svg
from metrics.catalogue import Metric
from metrics.charts.by_hand import days_by_hand, is_put_right
from metrics.reading import last_whole_day

from .tiles import Days, Reading, number_of

DAYS = 7
WEEKS = 8  # that the usual is taken from
FEWEST_DAYS = 4  # of this week
FEWEST_WEEKS = 3  # of a weekday
MOST = 5


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One metric: this week's mean, the usual of the same weekdays, and where both lie on one line.

    `by_hand` says how many of the week's days the person corrected or left out.
    """

    metric: Metric
    url: str
    now: str
    usual: str
    words: str
    drawing: svg.Dumbbell
    corrected: bool = False
    by_hand: Sequence[str] = ()


def week(found: Sequence[Reading]) -> list[WeekRow]:
    """Up to five rows, in the order of the tiles; words have no mean, so ordinals have no row."""
    rows = [row for reading in found if reading.metric.is_quantity and (row := week_row(reading))]
    return rows[:MOST]


def week_row(reading: Reading) -> WeekRow | None:
    """None with fewer than four days of this week, or weekdays that have no usual yet."""
    # Not the newest day that has a number: that may be of a week long past.
    last = last_whole_day(reading.metric, reading.today)
    days = [last - timedelta(days=back) for back in range(DAYS)]
    pairs = [pair for day in days if (pair := against_usual(reading.days, day))]
    if len(pairs) < FEWEST_DAYS:
        return None
    now, usual = mean(now for now, _usual in pairs), mean(usual for _now, usual in pairs)
    metric, prefs = reading.metric, reading.prefs
    decimals = min(metric.decimals, 1)

    def text(value: float) -> str:
        return formats.number(value, metric.unit, decimals, prefs, deviation=metric.is_deviation)

    gap = formats.difference(now, usual, metric.unit, decimals, prefs, deviation=metric.is_deviation)
    held = [reading.days[day] for day in days if day in reading.days]
    earlier = [value for value in weekly_means(reading.days, last) if value is not None]
    return WeekRow(
        metric=metric,
        url=reverse("metric", args=[metric.key]),
        now=text(now),
        usual=text(usual),
        words=gap or _("usual %(usual)s") % {"usual": text(usual)},
        drawing=svg.dumbbell(usual, now, [*earlier, now, usual]),
        corrected=any(map(is_put_right, held)),
        by_hand=days_by_hand(held),
    )


def against_usual(days: Days, day: date) -> tuple[float, float] | None:
    """A day's number and the median of its weekday in the weeks before; None where either is missing."""
    number = number_of(days, day)
    # From the week before this one on: the other days of this week are not part of their own usual.
    before = [number_of(days, day - timedelta(weeks=back)) for back in range(1, WEEKS + 1)]
    known = [value for value in before if value is not None]
    if number is None or len(known) < FEWEST_WEEKS:
        return None
    return number, median(known)


def weekly_means(days: Days, last: date) -> list[float | None]:
    """The mean of each of the weeks before: how far such means lie apart for this person."""
    means = []
    for back in range(1, WEEKS + 1):
        end = last - timedelta(weeks=back)
        known = [
            value for n in range(DAYS) if (value := number_of(days, end - timedelta(days=n))) is not None
        ]
        means.append(mean(known) if len(known) >= FEWEST_DAYS else None)
    return means
