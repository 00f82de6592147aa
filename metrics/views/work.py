"""Work over a span of days, and one day of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from healthdash.lib import formats
from metrics import catalogue
from metrics.charts.registry import window_of
from metrics.charts.sentences import trend_sentence
from metrics.charts.window import Window
from metrics.charts.work import WORK, WorkData, days_sentence, has_work, work_text
from metrics.charts.work_categories import categories_sentence
from metrics.charts.work_data import category_data, day_data, hour_data, work_data
from metrics.charts.work_day import day_sentence
from metrics.charts.work_hours import hours_sentence, means
from metrics.stats import is_weekend, like_days_before, verdict
from metrics.stretches import last_day_of_work

from .cards import Card, ranges
from .metric import person

FOCUS = "work.focus"
ROWS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A day of the list: its numbers in the order of WORK, each with whether it was corrected."""

    day: date
    numbers: Sequence[tuple[str, str, bool]]  # key, text, corrected


@require_safe
@login_required
def work(request: HttpRequest, day: date | None = None) -> HttpResponse:
    user = person(request)
    if day and day > user.today():
        raise Http404
    window = window_of(user, request.GET.dict(), [FOCUS], "30")
    data = work_data(user, window)
    shown = day or last_day_of_work(user=user, start=window.start, end=window.end)
    page = Paginator([one for one in reversed(window.days) if has_work(data, one)], ROWS)
    listed = page.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "window": window,
        "ranges": ranges(window),
        "hero": hero(data, user),
        "cards": cards(data, user, window, shown),
        "day": shown,
        "earlier": shown - timedelta(days=1) if shown else None,
        "later": shown + timedelta(days=1) if shown and shown < user.today() else None,
        "heads": [(key, catalogue.get(key).short_label) for key in WORK],
        "page": listed,
        "days": [row_of(data, one) for one in listed],
        "today": user.today(),
    }
    return render(request, "metrics/work.html", context)


def cards(data: WorkData, user: User, window: Window, day: date | None) -> dict[str, Card]:
    """The charts by the names that a template can say."""
    focus = {day: value.value for day, value in data.series[FOCUS].items() if value.value is not None}
    hours, params = hour_data(user, window), window.parameters
    found = {
        "days": Card.of("work-days", days_sentence(data), params),
        "focus": Card.of(
            "trend",
            trend_sentence(catalogue.get(FOCUS), window, focus, user),
            {"metric": FOCUS, **params},
        ),
        "categories": Card.of("work-categories", categories_sentence(category_data(user, window)), params),
        "hours": Card.of("work-hours", hours_sentence(hours, means(hours)), params),
    }
    if day:
        found["day"] = Card.of("work-day", day_sentence(day_data(user, day)), {"day": day.isoformat()})
    return found


@dataclass(frozen=True, slots=True)
class Hero:
    """The focus of the latest whole day, in one number and one sentence."""

    day: date
    parts: Sequence[formats.Part]
    sentence: str


def hero(data: WorkData, user: User) -> Hero | None:
    """Today is still growing: it is compared when it is over."""
    numbers = {day: value.value for day, value in data.series[FOCUS].items()}
    known = [day for day, number in numbers.items() if number is not None and day < user.today()]
    if not known:
        return None
    day = max(known)
    focus = numbers[day] or 0.0
    sentence = hero_sentence(focus, like_days_before(numbers, day), day, user)
    so_far = numbers.get(user.today())
    if so_far is not None:
        more = _("%(focus)s so far today. The day is compared when it is over.")
        sentence = f"{sentence} {more % {'focus': formats.duration(so_far)}}"
    return Hero(day, formats.parts(focus, "s", 0, user), sentence)


def hero_sentence(focus: float, history: list[float], day: date, user: User) -> str:
    found = verdict(focus, history)
    words = {"when": formats.day_label(day, user.today()), "total": formats.duration(focus)}
    if found.median is None or found.low is None or found.high is None:
        return _("You focused %(total)s (%(when)s).") % words
    words |= {"gap": formats.difference(focus, found.median, "s", 0, user)}
    words |= {"low": formats.duration(found.low), "high": formats.duration(found.high)}
    if is_weekend(day):
        sentence = _(
            "You focused %(total)s (%(when)s), %(gap)s; "
            "usual for a weekend day of yours is %(low)s to %(high)s."
        )
    else:
        sentence = _(
            "You focused %(total)s (%(when)s), %(gap)s; "
            "usual for a working day of yours is %(low)s to %(high)s."
        )
    return sentence % words


def row_of(data: WorkData, day: date) -> Row:
    return Row(day, [number_of(data, key, day) for key in WORK])


def number_of(data: WorkData, key: str, day: date) -> tuple[str, str, bool]:
    value = data.series.get(key, {}).get(day)
    corrected = value is not None and value.corrected
    return key, work_text(key, value.value if value else None, data.prefs), corrected
