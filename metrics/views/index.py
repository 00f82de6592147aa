"""Every number a person has, by domain: the way to a metric that no tile shows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from metrics import catalogue, selectors
from metrics.catalogue import METRICS, Metric
from metrics.charts.words import domain_words
from metrics.models import CustomMetric
from metrics.selectors import Value

from .metric import person, row_of

PLACES = {key: at for at, key in enumerate(METRICS)}


@dataclass(frozen=True, slots=True)
class Entry:
    """A metric and its newest number; `was`: the source's own where a person put theirs in its place."""

    metric: Metric
    text: str
    value: Value
    was: str


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    user = person(request)
    found: dict[str, list[Entry]] = defaultdict(list)
    held = held_metrics(user)
    for key, value in selectors.latest(user=user, metrics=list(held)).items():
        metric = held[key]
        row = row_of(metric, value, user)
        found[metric.domain].append(Entry(metric, row.text, value, row.was))
    groups = [
        (domain, label, sorted(found[domain], key=lambda entry: place_of(entry.metric)))
        for domain, label in domain_words().items()
        if found[domain]
    ]
    return render(request, "metrics/index.html", {"groups": groups})


def held_metrics(user: User) -> dict[str, Metric]:
    """The person's metrics; their own ones are read at once, not one by one."""
    own = {custom.key: custom for custom in CustomMetric.objects.filter(user=user)}
    return {
        key: catalogue.from_custom(own[key]) if key in own else catalogue.for_user(user, key)
        for key in selectors.metrics_held(user)
    }


def in_domains(metrics: Iterable[Metric]) -> list[tuple[str, list[Metric]]]:
    """Metrics under the names of their domains, both in the order of the pages."""
    found: dict[str, list[Metric]] = defaultdict(list)
    for metric in sorted(metrics, key=place_of):
        found[metric.domain].append(metric)
    return [(label, found[domain]) for domain, label in domain_words().items() if domain in found]


def place_of(metric: Metric) -> tuple[bool, int, str]:
    """As the catalogue lists them, contributors last; then the person's own by name."""
    place = PLACES.get(metric.key, len(PLACES))
    return ".contributor." in metric.key, place, str(metric.label)
