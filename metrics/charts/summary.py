"""The three questions at the top of a domain: how was it, against my usual, which way is it going."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.catalogue import Metric
from metrics.reading import Direction, direction, history_of, last_whole_day
from metrics.selectors import Value
from metrics.stats import Verdict, is_weekend, verdict

from .openings import opening_of, so_far_of
from .placing import place_sentence
from .window import Window


@dataclass(frozen=True, slots=True)
class Reading:
    """A metric's newest whole day of a window, with what it is compared to."""

    metric: Metric
    numbers: Mapping[date, float | None]
    day: date
    number: float
    today: date
    prefs: Any
    corrected: bool = False

    @property
    def verdict(self) -> Verdict:
        return verdict(self.number, history_of(self.metric, self.numbers, self.day))

    @property
    def direction(self) -> Direction:
        return direction(self.metric, self.numbers, self.day)

    @property
    def when(self) -> str:
        return formats.day_label(self.day, self.today, night=self.metric.is_of_night)

    @property
    def so_far(self) -> float | None:
        """What the running day has come to; nothing yet says nothing."""
        is_newest = self.day >= self.today - timedelta(days=1)
        return (
            (self.numbers.get(self.today) or None) if is_newest and self.metric.aggregate == "sum" else None
        )

    @property
    def decimals(self) -> int:
        """As on a tile: one decimal is enough at a glance."""
        return min(self.metric.decimals, 1)

    def text(self, value: float) -> str:
        deviation = self.metric.is_deviation
        return formats.number(value, self.metric.unit, self.decimals, self.prefs, deviation=deviation)


def reading(
    metric: Metric, values: Mapping[date, Value], window: Window, today: date, prefs: Any
) -> Reading | None:
    """None where no whole day of the window has a number. Today's sum is still growing."""
    numbers = {day: value.value for day, value in values.items()}
    last = min(window.end, last_whole_day(metric, today))
    known = [day for day, number in numbers.items() if number is not None and window.start <= day <= last]
    if not known:
        return None
    day = max(known)
    return Reading(metric, numbers, day, numbers[day] or 0.0, today, prefs, values[day].corrected)


@dataclass(frozen=True, slots=True)
class Hero:
    """One number, whose day the sentence names, and the answers to the three questions."""

    day: date
    parts: Sequence[formats.Part]
    sentence: str
    key: str = ""  # of the metric whose receipt stands behind the number, where it is of one day
    corrected: bool = False


def hero(found: Reading) -> Hero:
    metric = found.metric
    deviation = metric.is_deviation
    parts = formats.parts(found.number, metric.unit, found.decimals, found.prefs, deviation=deviation)
    return Hero(found.day, parts, answers(found), metric.key, found.corrected)


def answers(found: Reading) -> str:
    """Whole sentences, one after another."""
    said = [held_to_usual(found), so_far(found), which_way(found)]
    return " ".join(sentence for sentence in said if sentence)


def held_to_usual(found: Reading) -> str:
    """The first two of them."""
    return f"{how_it_was(found)} {place_of(found)}".strip()


def how_it_was(found: Reading) -> str:
    usual = found.verdict
    words = {"metric": noun(found.metric), "value": found.text(found.number), "when": found.when}
    opening = opening_of(found.metric)
    if usual.median is None or usual.low is None or usual.high is None:
        return str(opening.alone) % words
    words["gap"] = formats.difference(
        found.number, usual.median, found.metric.unit, found.decimals, found.prefs
    )
    words |= {"low": found.text(usual.low), "high": found.text(usual.high)}
    if found.metric.aggregate != "sum":
        return str(opening.usual) % words
    return str(opening.weekend if is_weekend(found.day) else opening.working) % words


def place_of(found: Reading) -> str:
    return place_sentence(found.metric, found.verdict, found.day, found.prefs)


def so_far(found: Reading) -> str:
    amount = found.so_far
    return "" if amount is None else so_far_of(found.metric) % {"amount": found.text(amount)}


def which_way(found: Reading) -> str:
    """Where the last 14 days lie among the 60 before them, never why."""
    way = found.direction
    if way.now is None or way.then is None:
        return _("There are too few days yet to say which way it is going.")
    words = {"now": found.text(way.now), "then": found.text(way.then)}
    is_current = found.day >= last_whole_day(found.metric, found.today) - timedelta(days=1)
    words["day"] = formats.day_label(found.day, found.today)
    if way.way == "unclear" or words["now"] == words["then"]:
        if is_current:
            return _("No clear direction: the last 14 days lie among the 60 before them.")
        return _("No clear direction: the 14 days up to %(day)s lie among the 60 before them.") % words
    return (current_way if is_current else past_way)(way) % words


def current_way(way: Direction) -> str:
    if way.way == "higher":
        return _("The last 14 days run higher: their median is %(now)s, of the 60 before them %(then)s.")
    return _("The last 14 days run lower: their median is %(now)s, of the 60 before them %(then)s.")


def past_way(way: Direction) -> str:
    if way.way == "higher":
        return _(
            "The 14 days up to %(day)s run higher: their median is %(now)s, of the 60 before them %(then)s."
        )
    return _("The 14 days up to %(day)s run lower: their median is %(now)s, of the 60 before them %(then)s.")


def noun(metric: Metric) -> str:
    """The metric's short name as it stands inside a sentence: "lowest pulse", but "HRV"."""
    name = str(metric.short_label)
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
