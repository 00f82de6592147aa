"""The day's numbers: each against the person's own usual, with its source and its receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.lib.components import Level
from healthdash.lib.svg import RangeBar
from metrics import catalogue
from metrics.catalogue import Metric
from metrics.charts.words import source_label, value_text
from metrics.reading import is_running
from metrics.selectors import Value

from ..tiles import Days, Reading, level_of, range_bar, verdict_words
from .facts import Facts
from .shown import LABELS, keys_of


@dataclass(frozen=True, slots=True)
class Number:
    """`words` say how it compares; no `bar` where nothing may be said yet."""

    metric: Metric
    text: str
    was: str
    words: str
    level: Level
    bar: RangeBar | None
    value: Value
    source: str

    @property
    def mark(self) -> str:
        return {"low": "arrow-down", "high": "arrow-up", "usual": "circle"}.get(self.level, "")

    @property
    def is_extreme(self) -> bool:
        return self.level in ("lowest", "highest")


@dataclass(frozen=True, slots=True)
class Life:
    """One of the day's lives with its numbers."""

    domain: str
    label: str
    numbers: Sequence[Number]


def lives(facts: Facts) -> list[Life]:
    """Those that the day has a number of."""
    found = []
    for domain, keys in keys_of(facts.user).items():
        metrics = [catalogue.get(key) for key in keys]
        numbers = numbers_of(metrics, facts.values, facts.day, facts.user)
        if numbers:
            found.append(Life(domain, str(LABELS[domain]), numbers))
    return found


def numbers_of(metrics: Sequence[Metric], values: Mapping[str, Days], day: date, user: User) -> list[Number]:
    held = [metric for metric in metrics if day in values.get(metric.key, {})]
    return [number(metric, values[metric.key], day, user) for metric in held]


def number(metric: Metric, days: Days, day: date, user: User) -> Number:
    value = days[day]
    reading = Reading(metric, days, day, day, user)
    found = reading.verdict if is_compared(metric, day, user) else None
    shown = value.value if value.value is not None else value.raw
    return Number(
        metric=metric,
        text="–" if shown is None else value_text(metric, shown, user),
        was=value_text(metric, value.raw, user) if value.corrected and value.raw is not None else "",
        words=words_of(reading, user),
        level=level_of(found),
        bar=range_bar(reading) if found else None,
        value=value,
        source=source_label(value.source),
    )


def is_compared(metric: Metric, day: date, user: User) -> bool:
    """Whether there is a usual range to hold the number to: words have none, a growing sum not yet."""
    return metric.is_quantity and not is_running(metric, day, user.today())


def words_of(reading: Reading, user: User) -> str:
    if reading.value and reading.value.excluded:
        return _("Left out by you")
    if is_running(reading.metric, reading.day, user.today()):
        return _("So far; compared when the day is over")
    found = reading.verdict if is_compared(reading.metric, reading.day, user) else None
    return verdict_words(reading, found, with_usual=True) if found else ""
