"""Nights over a span of days."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from healthdash.lib import formats
from metrics import selectors
from metrics.charts.sleep import DURATIONS, TIMES, durations_sentence, ends_of, times_sentence

from .cards import Card
from .domain import Asked, Domain, Special, asked, show
from .night import night_card

SLEEP = Domain(
    name="sleep",
    title=gettext_lazy("Sleep"),
    missing=gettext_lazy("No nights in this span of days."),
    heroes=("sleep.total", "sleep.score"),
    trends=("sleep.score", "sleep.efficiency", "sleep.deep", "sleep.rem", "sleep.latency"),
    specials=(
        Special(
            "sleep-durations",
            gettext_lazy("How long"),
            DURATIONS,
            lambda user, data: durations_sentence(data),
            is_wide=True,
        ),
        Special(
            "sleep-times",
            gettext_lazy("From when to when"),
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
        "sleep.naps",
        "sleep.lowest_hr",
        "sleep.hrv",
    ),
    listed=gettext_lazy("Nights"),
    day_page="night",
    is_of_nights=True,
)


@require_safe
@login_required
def sleep(request: HttpRequest) -> HttpResponse:
    found = asked(request, SLEEP)
    more = {"year": year_of_nights(found), "night": newest_night(found)}
    return show(request, found, template="metrics/sleep.html", more=more)


def newest_night(found: Asked) -> Card | None:
    """The last night of the window with its stages and curves, which leads to the night's own page."""
    window, known = found.data.window, found.data.of("sleep.total")
    days = [day for day in known if window.start <= day <= window.end]
    night = selectors.main_night(user=found.user, day=max(days)) if days else None
    if night is None:
        return None
    words = formats.day_label(night.day, found.data.today, night=True)
    address = reverse("night", args=[night.day])
    title, more = words[:1].upper() + words[1:], _("See this night")
    return replace(night_card(night, found.user), title=title, more_url=address, more=more)


def year_of_nights(found: Asked) -> int | None:
    """That of the last night shown, else of the newest one; None without any: its sheet would be empty."""
    beds, wakes = map(found.data.of, TIMES)
    if nights := ends_of(beds, beds, wakes):
        return max(nights).year
    newest = selectors.latest(user=found.user, metrics=TIMES)
    return max(value.day for value in newest.values()).year if newest else None
