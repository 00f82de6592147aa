"""Activity over a span of days, and its workouts."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from healthdash.lib import formats
from healthdash.lib.coming_back import with_query
from metrics.charts.activity import KEYS as ACTIVE
from metrics.charts.activity import intensity_sentence
from metrics.charts.pulse import pulse_sentence
from metrics.charts.registry import pulse_data
from metrics.models import Correction, Workout
from metrics.receipts import own_act
from metrics.workouts import intensity_word, workouts

from .cards import Card
from .domain import Asked, Domain, Special, asked, show

MOST = 30  # workouts that are listed

ACTIVITY = Domain(
    name="activity",
    title=gettext_lazy("Activity"),
    missing=gettext_lazy("No steps and no activity in this span of days."),
    heroes=("activity.steps", "activity.active_calories", "activity.score"),
    trends=("activity.active_calories", "activity.score", "activity.sedentary", "activity.distance"),
    specials=(
        Special(
            "activity-intensity",
            gettext_lazy("Active time by intensity"),
            ACTIVE,
            lambda user, data: intensity_sentence(data),
            is_wide=True,
        ),
    ),
    columns=("activity.steps", *ACTIVE, "activity.active_calories", "activity.distance", "activity.score"),
    listed=gettext_lazy("Days"),
    day_page="day",
)


@dataclass(frozen=True, slots=True)
class Training:
    """A workout in words."""

    pk: int
    url: str
    day: date
    name: str
    begin: str
    length: str
    distance: str
    energy: str
    intensity: str
    corrected: bool
    excluded: bool

    @property
    def numbers(self) -> tuple[str, ...]:
        """In the order of the heads."""
        return self.begin, self.length, self.distance, self.energy


@require_safe
@login_required
def activity(request: HttpRequest) -> HttpResponse:
    found = asked(request, ACTIVITY)
    window = found.data.window
    held = workouts(user=found.user, start=window.start, end=window.end)
    here = f"{request.get_full_path()}#workouts"
    more = {
        "workouts": [training(workout, found.user, here) for workout in held[:MOST]],
        "pulse": pulse_card(found),
        "unlisted": max(0, len(held) - MOST),
        "here": here,
        "notice": own_act(found.user, request.GET.get("saved"), target=Correction.Target.WORKOUT),
    }
    return show(request, found, template="metrics/activity.html", more=more)


def pulse_card(found: Asked) -> Card | None:
    """The pulse of the last day of the window that is over, where a source measures it all day."""
    today = found.data.today
    data = pulse_data(found.user, min(found.data.window.end, today - timedelta(days=1)))
    if not data.points:
        return None
    words = {"day": formats.day_label(data.day, today)}
    title = _("Pulse of the day: %(day)s") % words
    return Card.of("activity-pulse", pulse_sentence(data), {"day": data.day.isoformat()}, title=title)


def training(workout: Workout, prefs: User, here: str) -> Training:
    """`here`: where the person comes back to after putting it right."""
    start, end = workout.start, workout.end
    clock = workout.local_start
    return Training(
        pk=workout.pk,
        url=with_query(reverse("event", args=["workout", workout.pk]), next=here),
        day=workout.day,
        name=workout.activity.replace("_", " ").capitalize(),
        begin=formats.clock(clock.hour * 3600 + clock.minute * 60, prefs),
        length=formats.duration((end - start).total_seconds()) if end else formats.DASH,
        distance=formats.number(workout.distance, "m", 1, prefs),
        energy=formats.number(workout.calories, "kcal", 0, prefs),
        intensity=intensity_word(workout),
        corrected=workout.is_corrected,
        excluded=workout.excluded,
    )
