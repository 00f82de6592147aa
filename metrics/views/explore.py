"""Any two metrics over the same days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from metrics.catalogue import Metric
from metrics.charts.explore import pair_sentence, panels_sentence
from metrics.charts.registry import pair_data, pair_window

from .cards import Card, ranges
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
    data = pair_data(user, pair, window)
    parameters = {**asked, **window.parameters}
    context: dict[str, Any] = {
        "pair": pair,
        "lists": [("a", choices(held, one)), ("b", choices(held, other))],
        "window": window,
        "kept": asked,
        "ranges": ranges(window, keep=asked),
        "panels": Card.of("explore-panels", panels_sentence(data), parameters),
        "scatter": Card.of("explore-scatter", pair_sentence(data), parameters),
        "swapped": {"a": other.key, "b": one.key, **window.parameters},
        "today": user.today(),
    }
    return render(request, "metrics/explore.html", context)


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
