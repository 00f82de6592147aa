"""Which numbers stand on *Today*, of which day, and how each compares with the person's own usual."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from healthdash.lib import formats, svg
from healthdash.lib.components import Action, Level, Tile
from metrics import catalogue
from metrics.catalogue import Metric
from metrics.layout import Layout
from metrics.reading import days_compared, grows_all_day, history_of, kind_of_day, last_whole_day
from metrics.selectors import Value
from metrics.stats import WINDOW, Verdict, before, verdict

from .answers import counted
from .missing import ways_on

# In this order, as far as the person holds them; six stand on the page unless they arranged it otherwise.
CANDIDATES = (
    "sleep.total",
    "readiness.score",
    "sleep.lowest_hr",
    "sleep.hrv",
    "activity.steps",
    "work.focus",
    "readiness.temperature_deviation",
    "sleep.score",
    "activity.score",
    "stress.high",
    "spo2.average",
    "sleep.efficiency",
    "mood.rating",
    "vital.weight",
)
SPARK_DAYS = 14
HISTORY = 91  # days that are read: 90 before the newest whole day
# How long a number speaks for now: what is measured by hand nobody expects every day.
FRESH, FRESH_BY_HAND = timedelta(days=1), timedelta(days=7)
BY_HAND = {"vitals", "money"}

Days = Mapping[date, Value]


@dataclass(frozen=True)
class Reading:
    """One number of *Today* with what it is compared to, which is worked out once."""

    metric: Metric
    days: Days
    day: date
    today: date
    prefs: Any
    hours_off: int = 0  # how long the device was off over last night, where that is why it is missing

    @cached_property
    def numbers(self) -> dict[date, float | None]:
        return {day: value.value for day, value in self.days.items()}

    @property
    def value(self) -> Value | None:
        return self.days.get(self.day)

    @property
    def number(self) -> float | None:
        return self.value.value if self.value else None

    @property
    def is_corrected(self) -> bool:
        return bool(self.value and self.value.corrected and self.value.value is not None)

    @property
    def is_sum(self) -> bool:
        return self.metric.aggregate == "sum"

    @cached_property
    def history(self) -> list[float]:
        return history_of(self.metric, self.numbers, self.day)

    @property
    def said(self) -> list[float]:
        """Of words and answers: those of the last 60 days, the shown one among them."""
        return before(self.numbers, self.day + timedelta(days=1))

    @property
    def kind(self) -> str:
        """With which kind of day a sum is compared."""
        return kind_of_day(self.metric, self.day)

    @property
    def newest(self) -> date | None:
        """The last day up to today of which anything is known."""
        return max((day for day in self.days if day <= self.today), default=None)

    @property
    def is_stale(self) -> bool:
        """Whether the number is too old to say how this day is."""
        return self.today - self.day > (FRESH_BY_HAND if self.metric.group in BY_HAND else FRESH)

    @cached_property
    def verdict(self) -> Verdict | None:
        """None without a number, of words, and of one that is stale: old data say nothing of now."""
        if self.number is None or self.is_stale or not self.metric.is_quantity:
            return None
        return verdict(self.number, self.history)

    @property
    def so_far(self) -> float | None:
        """What the running day has come to, where the last whole day is shown; nothing yet says nothing."""
        running = self.days.get(self.today) if self.day != self.today else None
        return (running.value or None) if running and self.is_sum else None


def readings(
    series: Mapping[str, Days],
    today: date,
    prefs: Any,
    *,
    night_is_due: bool = True,
    layout: Layout = Layout(),  # noqa: B008  frozen
    own: Mapping[str, Metric] = MappingProxyType({}),
    candidates: Sequence[str] = CANDIDATES,
) -> list[Reading]:
    """What stands on the page, of what the person has had lately. `own`: metrics of the person's own."""
    return [
        reading(metric, series.get(key, {}), today, prefs, night_is_due=night_is_due)
        for key in layout.shown(held_lately(series, today, candidates))
        if (metric := known(key, own))
    ]


def held_lately(series: Mapping[str, Days], today: date, candidates: Sequence[str] = CANDIDATES) -> list[str]:
    """The candidates of which the person has had anything in the last 60 days, in their order."""
    start = today - timedelta(days=WINDOW)
    return [key for key in candidates if any(day > start for day in series.get(key, {}))]


def known(key: str, own: Mapping[str, Metric]) -> Metric | None:
    """The metric of a pinned key; one that is not there any more has none."""
    if key in own:
        return own[key]
    return catalogue.get(key) if catalogue.is_declared(key) else None


def night_is_missing(found: Sequence[Reading]) -> bool:
    """Whether a person who has nights has nothing of the last one. One they left out is not missing.

    Nor is one of which it is known that it will not come.
    """
    due = [reading for reading in nights(found) if reading.day == reading.today and not reading.hours_off]
    return bool(due) and not any(reading.day in reading.days for reading in nights(found))


def explained(found: Sequence[Reading], hours_off: int) -> list[Reading]:
    """The same, with why last night is missing."""
    return [replace(one, hours_off=hours_off if one.metric.is_of_night else 0) for one in found]


def reading(metric: Metric, days: Days, today: date, prefs: Any, *, night_is_due: bool = True) -> Reading:
    return Reading(metric, days, shown_day(metric, days, today, night_is_due), today, prefs)


def shown_day(metric: Metric, days: Days, today: date, night_is_due: bool = True) -> date:
    """Of which day the number is: a night's of today, a running day's of yesterday, else the newest.

    While the person still sleeps, today's night is not missing: the one before stands with its date.
    """
    if metric.is_of_night and (night_is_due or today in days):
        return today
    last = last_whole_day(metric, today)
    if grows_all_day(metric) and metric.group not in BY_HAND:
        return last
    # Nobody spends, or steps on the scales, every day: a day without is not missing.
    return max((day for day in days if day <= last), default=last)


def nights(found: Sequence[Reading]) -> list[Reading]:
    return [reading for reading in found if reading.metric.is_of_night]


def tile(reading: Reading, sources: Collection[str] = ()) -> Tile:
    """`sources`: those that the person is connected to, whose days can be looked at."""
    metric = reading.metric
    label, words = str(metric.short_label), words_of(reading)
    when = when_of(reading)
    return Tile(
        label=label,
        domain=metric.domain,
        url=reverse("metric", args=[metric.key]),
        when=when,
        spoken=spoken(reading, when, words_of(reading, with_usual=True)),
        number=parts(reading),
        level=level_of(reading.verdict),
        words=words,
        range_bar=range_bar(reading),
        sparkline=svg.sparkline([number_of(reading.days, day) for day in spark_days(reading.day)]),
        corrected=reading.is_corrected,
        menu=menu(reading, sources),
        key=metric.key,
    )


def menu(reading: Reading, sources: Collection[str] = ()) -> list[Action]:
    """What can be done with a tile: for a finger and for the keyboard."""
    key = reading.metric.key

    def act(name: str, label: str, icon: str) -> Action:
        return Action(label, reverse("tile_act", args=[name, key]), icon, post=True)

    actions = [
        act("earlier", _("Move earlier"), "arrow-left"),
        act("later", _("Move later"), "arrow-right"),
        act("hide", _("Hide from Today"), "eye-off"),
        Action(_("Arrange Today"), reverse("arrange"), "settings"),
    ]
    if reading.value is None:
        return [*ways_on(reading.metric, reading.day, source_of(reading, sources)), *actions]
    receipt = reverse("receipt", args=[key, reading.day])
    return [Action(_("Receipt and correction"), receipt, "pencil", sheet="receipt"), *actions]


def source_of(reading: Reading, sources: Collection[str]) -> str:
    """Which source last sent this number; nothing where the person is not connected to it any more."""
    newest = reading.days[reading.newest].source if reading.newest else ""
    return newest if newest in sources else ""


def when_of(reading: Reading) -> str:
    return formats.day_label(reading.day, reading.today, reading.prefs, night=reading.metric.is_of_night)


def parts(reading: Reading) -> Sequence[formats.Part]:
    metric, number = reading.metric, reading.number
    if number is None:
        return ()
    if metric.levels:
        return (formats.Part(str(metric.levels.get(round(number), number))),)
    deviation = metric.is_deviation
    # One decimal is enough at a glance; the table has them all.
    decimals = min(metric.decimals, 1)
    return formats.parts(number, metric.unit, decimals, reading.prefs, deviation=deviation)


def level_of(found: Verdict | None) -> Level:
    """What the tile's mark says. An early range has no extremes, only sides."""
    if found is None:
        return "none"
    if found.level != "early":
        return found.level
    return {"lowest": "low", "highest": "high"}.get(found.position or "", found.position or "usual")  # type: ignore[return-value]


def words_of(reading: Reading, *, with_usual: bool = False) -> str:
    found = reading.verdict
    if found is None:
        return why_missing(reading)
    words = verdict_words(reading, found, with_usual=with_usual)
    if reading.so_far is None:
        return words
    so_far = formats.number(reading.so_far, reading.metric.unit, reading.metric.decimals, reading.prefs)
    return _("%(verdict)s. %(amount)s so far today") % {"verdict": words, "amount": so_far}


def verdict_words(reading: Reading, found: Verdict, *, with_usual: bool = False) -> str:
    metric = reading.metric
    return formats.verdict_words(
        found.position if found.level == "early" and found.position else found.level,
        n=found.n,
        value=reading.number,
        median=found.median,
        unit=metric.unit,
        decimals=min(metric.decimals, 1),
        prefs=reading.prefs,
        low=found.low,
        high=found.high,
        night=metric.is_of_night,
        kind=reading.kind,
        days=days_compared(metric),
        deviation=metric.is_deviation,
        with_usual=with_usual,
    )


def why_missing(reading: Reading) -> str:
    if reading.value and reading.value.excluded:
        return _("Left out by you")
    if reading.number is not None:
        return _("Nothing newer yet") if reading.is_stale else counted(reading.metric, reading.said)
    if reading.hours_off:
        return no_night(reading.hours_off)
    if reading.metric.is_of_night:
        return _("Nothing from last night yet")
    if reading.so_far is not None:
        amount = formats.number(reading.so_far, reading.metric.unit, reading.metric.decimals, reading.prefs)
        return _("Nothing recorded; %(amount)s so far today") % {"amount": amount}
    return _("Nothing recorded")


def no_night(hours: int) -> str:
    return ngettext(
        "No night: the ring was off for %(hours)s hour",
        "No night: the ring was off for %(hours)s hours",
        hours,
    ) % {"hours": hours}


def spoken(reading: Reading, when: str, words: str) -> str:
    """The whole tile as one sentence."""
    metric, number = reading.metric, reading.number
    if number is None:
        said = _("no value")
    elif metric.levels:
        said = str(metric.levels.get(round(number), number))
    else:
        deviation = metric.is_deviation
        said = formats.spoken(
            number, metric.unit, min(metric.decimals, 1), reading.prefs, deviation=deviation
        )
    parts = {"label": metric.short_label, "value": said, "when": when, "words": words}
    if reading.is_corrected:
        return _("%(label)s, %(value)s, corrected by you, %(when)s. %(words)s") % parts
    return _("%(label)s, %(value)s, %(when)s. %(words)s") % parts


def range_bar(reading: Reading) -> svg.RangeBar | None:
    found, number, history = reading.verdict, reading.number, reading.history
    if found is None or found.median is None or number is None:
        return None
    known = [*history, number]
    return svg.range_bar(
        number,
        lowest=min(known),
        highest=max(known),
        low=found.low,
        high=found.high,
        median=found.median,
        extreme=found.is_extreme,
        early=found.level == "early",
    )


def number_of(days: Days, day: date) -> float | None:
    value = days.get(day)
    return value.value if value else None


def spark_days(last: date) -> list[date]:
    return [last - timedelta(days=back) for back in range(SPARK_DAYS - 1, -1, -1)]
