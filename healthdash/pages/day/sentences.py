"""The day in whole sentences, one for each of its lives."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.charts.night import NightData, night_sentence
from metrics.charts.work_day import WorkDay
from metrics.charts.work_day import day_sentence as work_sentence
from metrics.models import Workout
from metrics.nights import counted

from .facts import Facts
from .marks import sport


def sentences(facts: Facts) -> list[str]:
    """What happened. An empty day has a place that says so; one of numbers or words alone is told here."""
    found = list(_sentences(facts))
    if not found and not facts.is_empty:
        return [_("No night, no work and no workout is known of this day.")]
    return found


def _sentences(facts: Facts) -> Iterator[str]:
    if facts.main:
        yield night_sentence(NightData(facts.main, facts.user))
    if work := counted(facts.work):
        yield work_sentence(WorkDay(facts.day, work, facts.user))
    if workouts := counted(facts.workouts):
        yield workout_sentence(workouts)


def workout_sentence(workouts: Sequence[Workout]) -> str:
    seconds = sum((one.end - one.start).total_seconds() for one in workouts if one.end)
    words = {"length": formats.duration(seconds), "count": len(workouts), "sport": sport(workouts[0])}
    if len(workouts) > 1:
        return _("%(count)s workouts, %(length)s in all.") % words
    return _("%(sport)s for %(length)s.") % words
