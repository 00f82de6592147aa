"""One metric: its trend, how its values lie, every value with where it is from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.middleware import get_user
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from metrics import catalogue, corrections
from metrics.catalogue import Metric
from metrics.charts.marks import night_offsets
from metrics.charts.newest import hero_of, newest_sentence
from metrics.charts.profile import distribution_sentence, shown, weekday_sentence
from metrics.charts.registry import is_compared, trend_data, window_of
from metrics.charts.trend import TrendData, is_clock_of_night, trend_summary
from metrics.charts.window import parse_day
from metrics.charts.words import source_label, unit_word, value_text
from metrics.charts.zones import with_zone, zones_abroad
from metrics.forms import AddForm
from metrics.selectors import Value
from metrics.stats import ENOUGH, WINDOW_OF_SUMS

from .cards import Card, before_switch, ranges
from .saved import saved_notice

ROWS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A day of the table."""

    day: date
    value: Value
    text: str
    was: str  # the source's value under a corrected one
    source: str


def metric_or_404(user: User, key: str) -> Metric:
    try:
        return catalogue.for_user(user, key)
    except KeyError:
        raise Http404 from None


def person(request: HttpRequest) -> User:
    """Who is logged in; not the `request.user` that looks each attribute up through a proxy."""
    user = get_user(request)
    assert isinstance(user, User)
    return user


@require_safe
@login_required
def metric(request: HttpRequest, key: str) -> HttpResponse:
    user = person(request)
    found = metric_or_404(user, key)
    day = asked_day(request, user) or user.today()
    return page(request, found, AddForm(metric=found, prefs=user, initial={"day": day}))


def asked_day(request: HttpRequest, user: User) -> date | None:
    """The day that somebody came to type in."""
    day = parse_day(request.GET.get("day", ""))
    return day if day and day <= user.today() else None


def page(request: HttpRequest, found: Metric, form: AddForm) -> HttpResponse:
    user = person(request)
    window = window_of(user, request.GET.dict(), [found.key], "90")
    compare = is_compared(request.GET.dict(), window)
    data = trend_data(user, found, window, compare=compare, reach=WINDOW_OF_SUMS)
    kept = {"compare": "before"} if compare else {}
    hero = hero_of(data)
    page = Paginator(held(data), ROWS).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "metric": found,
        "window": window,
        "ranges": ranges(window, keep=kept),
        "before": before_switch(window, {}, compare),
        "kept": kept,
        "hero": hero,
        "lead": "" if hero else newest_sentence(data),
        "cards": cards(data),
        "page": page,
        "rows": rows_of(data, page),
        "form": form,
        "unit_word": unit_word(found, user),
        "notice": saved_notice(user, request.GET.get("saved"), found),
        "today": user.today(),
        "asked_day": asked_day(request, user),
    }
    return render(request, "metrics/metric.html", context)


def cards(data: TrendData) -> dict[str, Card]:
    """The charts of the page by name: the last two only where there is enough to see."""
    params = {"metric": data.metric.key, **data.window.parameters}
    sentences = {"trend": trend_summary(data)}
    if len(shown(data)) >= ENOUGH:
        sentences["distribution"] = distribution_sentence(data)
    if len(shown(data)) >= ENOUGH and not data.metric.levels:
        sentences["weekdays"] = weekday_sentence(data)
    compared = {"trend": {"compare": "before"}} if data.compare else {}
    return {
        name: Card.of(name, sentence, params | compared.get(name, {})) for name, sentence in sentences.items()
    }


def held(data: TrendData) -> list[Value]:
    """Every day of the window that has or had a value, newest first."""
    return [data.values[day] for day in reversed(data.window.days) if day in data.values]


def rows_of(data: TrendData, page: Iterable[Value]) -> list[Row]:
    """The days of a page; of a time of the night with the zone where it was not home's."""
    user, is_clock = data.prefs, is_clock_of_night(data.metric)
    zones = zones_abroad(night_offsets(user, data.window)) if is_clock else {}
    return [row_of(data.metric, value, user, zones.get(value.day, "")) for value in page]


def row_of(found: Metric, value: Value, prefs: Any, zone: str = "") -> Row:
    def write(number: float) -> str:
        return with_zone(value_text(found, number, prefs), zone)

    return Row(
        day=value.day,
        value=value,
        text="–" if value.value is None else write(value.value),
        was=write(value.raw) if differs(value) and value.raw is not None else "",
        source=source_label(value.source),
    )


def differs(value: Value) -> bool:
    return value.corrected or value.excluded


@require_POST
@login_required
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Type in a number of a day that has none."""
    user = person(request)
    found = metric_or_404(user, key)
    form = AddForm(request.POST, metric=found, prefs=user)
    if not form.is_valid():
        return page(request, found, form)
    said = form.cleaned_data
    try:
        act = corrections.add_manual(
            user=user, by=user, day=said["day"], metric=key, value=said["value"], reason=said["reason"]
        )
    except ValidationError as error:
        form.add_error("day" if error.code == "future" else "value", error)
        return page(request, found, form)
    return redirect(f"{reverse('metric', args=[key])}?saved={act.pk}#day-{said['day']}")
