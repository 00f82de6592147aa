"""Reads of workouts."""

from datetime import date

from django.utils.translation import pgettext

from accounts.models import User
from healthdash.lib import formats
from metrics.models import Workout
from metrics.nights import counted


def workouts(*, user: User, start: date, end: date) -> list[Workout]:
    """The workouts of those days that count or that the person left out, newest first."""
    rows = Workout.objects.filter(user=user, day__range=(start, end)).defer("title").order_by("-start", "-pk")
    found = list(rows)
    counting = {one.pk for one in counted(found)}
    return [one for one in found if one.excluded or one.pk in counting]


def intensity_word(workout: Workout) -> str:
    """How hard it was; a source may have words of its own."""
    words = {
        "easy": pgettext("workout", "Easy"),
        "moderate": pgettext("workout", "Moderate"),
        "hard": pgettext("workout", "Hard"),
    }
    return words.get(workout.intensity, workout.intensity.capitalize()) or formats.DASH
