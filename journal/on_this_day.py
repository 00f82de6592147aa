"""One line from the same day of last month or of an earlier year, for those who asked for it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User

from . import selectors
from .entries import month_before, years_before
from .models import DailyLog, JournalSettings

# A day that was hard is not put before anybody unasked.
HARD = 2
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Memory:
    """`when` is how long ago: "A year ago"."""

    day: date
    when: str
    text: str


def memory(user: User, settings: JournalSettings, today: date) -> Memory | None:
    """The line of the year before, else of the month before, else of the latest year that has one.

    None where it was not asked for, was put away today, or nothing was written. One query.
    """
    if not settings.on_this_day or settings.on_this_day_hidden == today:
        return None
    month, years = month_before(today), years_before(today)
    order = [day for day in (*years[:1], month, *years[1:]) if day]
    logs = DailyLog.objects.filter(user=user, day__in=order)
    lines = {log.day: _line(log) for log in logs}
    day = next((day for day in order if lines.get(day)), None)
    return Memory(day, how_long_ago(day, today), lines[day]) if day else None


def _line(log: DailyLog) -> str:
    is_hard = log.mood is not None and log.mood <= HARD
    if is_hard or selectors.is_unreadable(log):
        return ""
    first = log.text.strip().split("\n")[0]
    return first if len(first) <= LONGEST else first[:LONGEST].rsplit(" ", 1)[0] + "…"


def how_long_ago(day: date, today: date) -> str:
    if day.month != today.month:
        return _("A month ago")
    years = today.year - day.year
    return ngettext("A year ago", "%(years)s years ago", years) % {"years": years}
