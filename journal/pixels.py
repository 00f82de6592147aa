"""A month and a year as squares, one a day."""

from calendar import Calendar, monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.lib import formats, svg
from metrics import catalogue, selectors
from metrics.catalogue import Metric
from metrics.charts.words import value_text
from metrics.models import CustomMetric
from metrics.reading import is_running, whole
from metrics.selectors import Value


@dataclass(frozen=True, slots=True)
class Pixel:
    """A day. `step` is 1 to 5, None where nothing is known."""

    day: date
    step: int | None
    text: str
    is_today: bool = False
    corrected: bool = False
    excluded: bool = False
    has_words: bool = False
    is_to_come: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    first: date
    weeks: Sequence[Sequence[Pixel | None]]


@dataclass(frozen=True, slots=True)
class Year:
    """Rows are the days of the month, columns the months; None where a month has no such day.

    Of each month its letter, and its name."""

    year: int
    months: Sequence[tuple[str, str]]
    rows: Sequence[tuple[int, Sequence[Pixel | None]]]
    count: int


def choices(user: User) -> list[Metric]:
    """The metrics that this person has numbers of, moods and tags first."""
    held = selectors.metrics_held(user)
    own = {
        one.key: catalogue.from_custom(one) for one in CustomMetric.objects.filter(user=user, key__in=held)
    }
    known = [own[key] if key in own else catalogue.get(key) for key in sorted(held)]
    return sorted(known, key=lambda metric: (metric.group != "journal", str(metric.label).casefold()))


def has_own_steps(metric: Metric) -> bool:
    """Whether a value says its step by itself: a rating, a word, a yes or a no."""
    return metric.key.startswith("mood.") or not metric.is_quantity


def step_of(metric: Metric, value: float, borders: Sequence[float]) -> int:
    """What is said from 1 to 5 is its own step; words have theirs by their place, a no is the lowest."""
    if metric.key.startswith("mood."):
        return min(5, max(1, round(value)))
    if not metric.is_quantity:
        return 1 + round(4 * svg.scaled(value, min(metric.levels), max(metric.levels)))
    return svg.step(value, borders)


class Painter:
    """Turns the days of one metric into squares."""

    def __init__(
        self, user: User, metric: Metric, values: Mapping[date, Value], words: frozenset[date]
    ) -> None:
        self.user, self.metric, self.values, self.words = user, metric, values, words
        self.today = user.today()
        known = {day: one.value for day, one in values.items() if one.value is not None}
        self.borders = svg.cuts(list(whole(metric, known, self.today).values()))

    def pixel(self, day: date) -> Pixel:
        value = self.values.get(day)
        number = value.value if value else None
        text = self.text_of(day, value)
        return Pixel(
            day=day,
            step=None if number is None else self.step_of(day, number),
            text=_("%(day)s: %(text)s") % {"day": formats.short_day(day, self.today), "text": text},
            is_today=day == self.today,
            corrected=bool(value and value.corrected),
            excluded=bool(value and value.excluded),
            has_words=day in self.words,
            is_to_come=day > self.today,
        )

    def text_of(self, day: date, value: Value | None) -> str:
        if value is None or value.value is None:
            return _("left out by you") if value and value.excluded else _("nothing recorded")
        text = value_text(self.metric, value.value, self.user)
        is_growing = is_running(self.metric, day, self.today)
        return _("%(value)s so far today") % {"value": text} if is_growing else text

    def step_of(self, day: date, number: float) -> int | None:
        """None while the day runs: every morning's sum would be the lowest there is."""
        return (
            None if is_running(self.metric, day, self.today) else step_of(self.metric, number, self.borders)
        )


def month(painter: Painter, first: date) -> Month:
    """The weeks of a month, beginning with the person's first weekday."""
    weeks = Calendar(painter.user.week_start).monthdatescalendar(first.year, first.month)
    squares = [[painter.pixel(day) if day.month == first.month else None for day in week] for week in weeks]
    name = _("%(month)s %(year)s") % {"month": MONTHS[first.month], "year": first.year}
    return Month(name, first, squares)


def year(painter: Painter, number: int) -> Year:
    lengths = [monthrange(number, at)[1] for at in range(1, 13)]
    rows = [
        (day, [painter.pixel(date(number, at + 1, day)) if day <= lengths[at] else None for at in range(12)])
        for day in range(1, 32)
    ]
    count = sum(value.value is not None for value in painter.values.values())
    months = [(formats.month_initial(date(number, at, 1)), str(MONTHS[at])) for at in range(1, 13)]
    return Year(number, months, rows, count)
