"""Vitals over a span of days: what a ring measures at night first, what a person measures below it."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from metrics import catalogue
from metrics.charts.vitals import PRESSURE, pressure_sentence
from metrics.models import CustomMetric

from .domain import Domain, Special, asked, show
from .metric import person

OVERNIGHT = (
    "sleep.lowest_hr",
    "sleep.hrv",
    "sleep.breath",
    "spo2.average",
    "readiness.temperature_deviation",
    "heart.average",
)
MEASURED = ("vital.weight", "vital.body_fat", "vital.pulse", "vital.glucose", "vital.temperature")
VITALS = Domain(
    name="vitals",
    title=_("Vitals"),
    missing=_("No vitals in this span of days."),
    heroes=(*OVERNIGHT, *MEASURED, *PRESSURE),
    trends=(*OVERNIGHT, *MEASURED),
    specials=(
        Special(
            "vitals-pressure",
            _("Blood pressure"),
            PRESSURE,
            lambda user, data: pressure_sentence(data),
        ),
    ),
    columns=(*OVERNIGHT, *MEASURED[:1], *PRESSURE, *MEASURED[1:]),
    listed=_("Days"),
    day_page="day",
)


@require_safe
@login_required
def vitals(request: HttpRequest) -> HttpResponse:
    rows = CustomMetric.objects.filter(user=person(request), group="vitals").order_by("label", "key")
    own = {row.key: catalogue.from_custom(row) for row in rows}
    domain = replace(
        VITALS,
        heroes=(*VITALS.heroes, *own),
        trends=(*VITALS.trends, *own),
        columns=(*VITALS.columns, *own),
        own=own,
    )
    return show(request, asked(request, domain), template="metrics/vitals.html")
