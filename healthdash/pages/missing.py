"""Where to go from a tile without a number: to what became of the day, and to typing it in."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from healthdash.lib.components import Action
from metrics.catalogue import Metric


def ways_on(metric: Metric, day: date, source: str) -> list[Action]:
    """`source`: whose days can be looked at, or nothing."""
    typed = Action(_("Type it in"), where_typed(metric, day), "pencil")
    if not source:
        return [typed]
    coverage = f"{reverse('connection_coverage', args=[source])}?year={day.year}#day-{day}"
    return [Action(_("What became of this day"), coverage, "calendar-days"), typed]


def where_typed(metric: Metric, day: date) -> str:
    """Money is written down entry by entry, and what a person says in the check-in."""
    if metric.group == "money":
        return f"{reverse('money_add')}?day={day}"
    if metric.group == "journal":
        return f"{reverse('check_in')}?day={day}"
    return f"{reverse('metric', args=[metric.key])}?day={day}#add"
