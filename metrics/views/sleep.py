"""Nights over a span of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from healthdash.lib import formats
from metrics import catalogue, selectors
from metrics.charts.registry import window_of
from metrics.charts.sentences import trend_sentence
from metrics.charts.sleep import DURATIONS, TIMES, SleepData, durations_sentence, times_sentence
from metrics.charts.window import Window
from metrics.charts.words import value_text
from metrics.selectors import Value
from metrics.stats import WINDOW, before, verdict

from .cards import Card, ranges
from .metric import person

SCORE = "sleep.score"
ROWS = 60
COLUMNS = ("sleep.total", SCORE, "sleep.bedtime", "sleep.waketime", "sleep.lowest_hr", "sleep.hrv")
KEYS = tuple(sorted({SCORE, *DURATIONS, *TIMES, *COLUMNS}))


@dataclass(frozen=True, slots=True)
class Night:
    """A night of the list: its numbers in the order of COLUMNS."""

    day: date
    texts: Sequence[tuple[str, bool]]  # each with whether it was corrected


@require_safe
@login_required
def sleep(request: HttpRequest) -> HttpResponse:
    user = person(request)
    window = window_of(user, request.GET.dict(), ["sleep.total"], "30")
    series = selectors.daily(user=user, metrics=KEYS, start=window.before(WINDOW), end=window.end)
    data = SleepData(series, window, user.today(), user)
    page = Paginator(days_with_a_night(data), ROWS).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "window": window,
        "ranges": ranges(window),
        "hero": hero(series, user),
        "cards": cards(data, user, window),
        "heads": [str(catalogue.get(key).short_label) for key in COLUMNS],
        "page": page,
        "nights": [night_of(data, day) for day in page],
        "today": user.today(),
    }
    return render(request, "metrics/sleep.html", context)


def cards(data: SleepData, user: User, window: Window) -> dict[str, Card]:
    """The charts by the names that a template can say."""
    scores = {day: value.value for day, value in data.series[SCORE].items() if value.value is not None}
    score = trend_sentence(catalogue.get(SCORE), window, scores, user)
    params = window.parameters
    return {
        "durations": Card.of("sleep-durations", durations_sentence(data), params),
        "times": Card.of("sleep-times", times_sentence(data), params),
        "score": Card.of("trend", score, {"metric": SCORE, **params}),
    }


@dataclass(frozen=True, slots=True)
class Hero:
    """The latest night in one number and one sentence."""

    day: date
    parts: Sequence[formats.Part]
    sentence: str


def hero(series: dict[str, dict[date, Value]], user: User) -> Hero | None:
    """The latest night of the window, by its own date."""
    numbers = {day: value.value for day, value in series["sleep.total"].items()}
    known = [day for day, number in numbers.items() if number is not None]
    if not known:
        return None
    day = max(known)
    number = numbers[day] or 0.0
    return Hero(
        day, formats.parts(number, "s", 0, user), hero_sentence(number, before(numbers, day), day, user)
    )


def hero_sentence(number: float, history: list[float], day: date, user: User) -> str:
    found = verdict(number, history)
    when = formats.day_label(day, user.today(), night=True)
    words = {"when": when, "total": formats.duration(number)}
    if found.median is None or found.low is None or found.high is None:
        return _("You slept %(total)s (%(when)s).") % words
    words |= {"gap": formats.difference(number, found.median, "s", 0, user)}
    words |= {"low": formats.duration(found.low), "high": formats.duration(found.high)}
    return _("You slept %(total)s (%(when)s), %(gap)s; usual for you is %(low)s to %(high)s.") % words


def days_with_a_night(data: SleepData) -> list[date]:
    return [day for day in reversed(data.window.days) if data.number("sleep.total", day) is not None]


def night_of(data: SleepData, day: date) -> Night:
    values = [data.series[key].get(day) for key in COLUMNS]
    return Night(
        day=day,
        texts=[text_of(key, value, data.prefs) for key, value in zip(COLUMNS, values, strict=True)],
    )


def text_of(key: str, value: Value | None, prefs: Any) -> tuple[str, bool]:
    if value is None or value.value is None:
        return formats.DASH, False
    return value_text(catalogue.get(key), value.value, prefs), value.corrected
