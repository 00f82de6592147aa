"""Any two metrics over the same days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from metrics.catalogue import Metric
from metrics.charts.explore import panels_sentence, scatter_sentence
from metrics.charts.registry import is_compared, pair_data, pair_window, weekday_of

from .cards import Card, Range, before_switch, ranges
from .index import held_metrics, in_domains
from .metric import person

# What is looked at first: two of the most asked for that the person has.
FIRST = ("sleep.total", "mood.rating", "activity.steps", "sleep.hrv", "work.focus", "readiness.score")


@dataclass(frozen=True, slots=True)
class Choice:
    """One metric in the list to choose from."""

    metric: Metric
    chosen: bool


@require_safe
@login_required
def explore(request: HttpRequest) -> HttpResponse:
    user = person(request)
    held = held_metrics(user)
    pair = chosen(held, request.GET)
    if pair is None:
        return render(request, "metrics/explore.html", {"is_empty": True})
    one, other = pair
    asked = {"a": one.key, "b": other.key}
    window = pair_window(user, {**request.GET.dict(), **asked})
    params, weekday = request.GET.dict(), weekday_of(request.GET)
    compare = is_compared(params, window)
    data = replace(pair_data(user, pair, window, compare=compare), weekday=weekday)
    also = {} if weekday is None else {"weekday": str(weekday)}
    kept = {**also, **({"compare": "before"} if compare else {})}
    parameters = {**asked, **window.parameters}
    context: dict[str, Any] = {
        "pair": pair,
        "lists": [("a", choices(held, one)), ("b", choices(held, other))],
        "window": window,
        "also": {**kept, **window.parameters},
        "kept": {**asked, **kept},
        "ranges": ranges(window, keep={**asked, **kept}),
        "before": before_switch(window, {**asked, **also}, compare),
        "weekdays": [] if window.is_long else weekdays(user, weekday, {**parameters, **kept}),
        "panels": Card.of("explore-panels", panels_sentence(data), {**parameters, **kept}),
        "scatter": Card.of("explore-scatter", scatter_sentence(data), {**parameters, **also}),
        "swapped": {"a": other.key, "b": one.key, **window.parameters, **kept},
        "today": user.today(),
    }
    return render(request, "metrics/explore.html", context)


def weekdays(user: User, chosen: int | None, params: Mapping[str, str]) -> list[Range]:
    """Links that set one weekday apart, in the order of the person's week; the first takes it back."""
    others = {name: value for name, value in params.items() if name != "weekday"}
    order = [(user.week_start + n) % 7 for n in range(7)]
    named = [(WEEKDAYS_ABBR[day], {**others, "weekday": str(day)}, day) for day in order]
    every = (_("Every weekday"), others, None)
    return [
        Range(label, f"?{urlencode(address)}#explore-scatter", day == chosen)
        for label, address, day in [every, *named]
    ]


def chosen(held: Mapping[str, Metric], asked: Mapping[str, str]) -> tuple[Metric, Metric] | None:
    """The two metrics of the address, or the first that the person has; None with fewer than two."""
    if len(held) < 2:
        return None
    wanted = [key for key in (asked.get("a", ""), asked.get("b", "")) if key in held]
    # A dictionary keeps the order and lets nothing in twice.
    one, other, *_rest = dict.fromkeys([*wanted, *(key for key in FIRST if key in held), *held])
    return held[one], held[other]


def choices(held: Mapping[str, Metric], current: Metric) -> Sequence[tuple[str, Sequence[Choice]]]:
    """The person's metrics by domain, as a list to choose from."""
    return [
        (label, [Choice(metric, metric.key == current.key) for metric in metrics])
        for label, metrics in in_domains(held.values())
    ]
