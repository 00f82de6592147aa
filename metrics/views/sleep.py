"""Nights over a span of days."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from metrics import selectors
from metrics.charts.sleep import DURATIONS, TIMES, durations_sentence, ends_of, times_sentence

from .domain import Asked, Domain, Special, asked, show

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
    found = asked(request, SLEEP)
    more = {"year": year_of_nights(found)}
    return show(request, found, template="metrics/sleep.html", more=more)


def year_of_nights(found: Asked) -> int | None:
    """That of the last night shown, else of the newest one; None without any: its sheet would be empty."""
    beds, wakes = map(found.data.of, TIMES)
    if nights := ends_of(beds, beds, wakes):
        return max(nights).year
    newest = selectors.latest(user=found.user, metrics=TIMES)
    return max(value.day for value in newest.values()).year if newest else None
