"""Reads of workouts."""

from datetime import date

from accounts.models import User
from metrics.models import Workout
from metrics.nights import counted


def workouts(*, user: User, start: date, end: date) -> list[Workout]:
    """The workouts of those days that count or that the person left out, newest first."""
    rows = Workout.objects.filter(user=user, day__range=(start, end)).defer("title").order_by("-start", "-pk")
    found = list(rows)
    counting = {one.pk for one in counted(found)}
    return [one for one in found if one.excluded or one.pk in counting]
