"""Nights over a span of days."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from metrics.charts.sleep import DURATIONS, TIMES, durations_sentence, times_sentence

from .domain import Domain, Special, asked, show

SLEEP = Domain(
    name="sleep",
    title=_("Sleep"),
    missing=_("No nights in this span of days."),
    heroes=("sleep.total", "sleep.score"),
    trends=("sleep.score", "sleep.efficiency", "sleep.deep", "sleep.rem", "sleep.latency"),
    specials=(
        Special(
            "sleep-durations",
            _("How long"),
            DURATIONS,
            lambda user, data: durations_sentence(data),
            is_wide=True,
        ),
        Special(
            "sleep-times",
            _("From when to when"),
            TIMES,
            lambda user, data: times_sentence(data),
            is_wide=True,
        ),
    ),
    columns=(
        "sleep.total",
        "sleep.score",
        "sleep.bedtime",
        "sleep.waketime",
        "sleep.lowest_hr",
        "sleep.hrv",
    ),
    listed=_("Nights"),
    day_page="night",
    is_of_nights=True,
)


@require_safe
@login_required
def sleep(request: HttpRequest) -> HttpResponse:
    return show(request, asked(request, SLEEP), template="metrics/sleep.html")
