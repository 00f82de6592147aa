"""Recovery over a span of days."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from metrics.charts.recovery import REST, STRESS, TEMPERATURE, stress_sentence, temperature_sentence

from .domain import Domain, Special, asked, show

RECOVERY = Domain(
    name="recovery",
    title=_("Recovery"),
    missing=_("No readiness, stress or blood oxygen in this span of days."),
    heroes=("readiness.score", "sleep.hrv", "sleep.lowest_hr", "stress.recovery", "spo2.average"),
    trends=("sleep.hrv", "sleep.lowest_hr", "spo2.average", "resilience.level"),
    specials=(
        Special(
            "recovery-stress",
            _("Stress against recovery"),
            (STRESS, REST),
            lambda user, data: stress_sentence(data),
            is_wide=True,
        ),
        Special(
            "recovery-temperature",
            _("Skin temperature against your usual"),
            (TEMPERATURE,),
            lambda user, data: temperature_sentence(data),
        ),
    ),
    columns=(
        "readiness.score",
        "sleep.hrv",
        "sleep.lowest_hr",
        TEMPERATURE,
        STRESS,
        REST,
        "resilience.level",
        "spo2.average",
    ),
    listed=_("Days"),
    day_page="day",
)


@require_safe
@login_required
def recovery(request: HttpRequest) -> HttpResponse:
    return show(request, asked(request, RECOVERY))
