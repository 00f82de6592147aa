"""Days and moments in words."""

from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import dateformat
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from .common import Part, Prefs
from .times import clock


def short_day(day: date, today: date) -> str:
    """ "Tue 17 Nov", with the year if it is another."""
    return _short_day(day, day.year == today.year, get_language())


@lru_cache(maxsize=8192)
def _short_day(day: date, this_year: bool, language: str) -> str:
    """Remembered, because a figure over ten years and a table name hundreds of days."""
    return dateformat.format(day, _("D j M") if this_year else _("D j M Y"))


def named_day(day: date, today: date) -> str:
    """ "Tuesday 17 Nov", as a sentence says it, with the year if it is another."""
    return dateformat.format(day, _("l j M") if day.year == today.year else _("l j M Y"))


def day_label(day: date, today: date, prefs: Prefs | None = None, *, night: bool = False) -> str:
    """ "today", "yesterday", then "Tue 17 Nov".

    `night`: the number is of a night: "last night", else its date, because "yesterday" could be two nights.
    """
    if day == today:
        return _("last night") if night else _("today")
    if day == today - timedelta(days=1) and not night:
        return _("yesterday")
    return short_day(day, today)


def weekday_initial(day: date) -> str:
    """The letter that stands for a weekday where there is room for one."""
    letters = (
        pgettext("Monday", "M"),
        pgettext("Tuesday", "T"),
        pgettext("Wednesday", "W"),
        pgettext("Thursday", "T"),
        pgettext("Friday", "F"),
        pgettext("Saturday", "S"),
        pgettext("Sunday", "S"),
    )
    return letters[day.weekday()]


def month_initial(day: date) -> str:
    """The same of a month."""
    letters = (
        pgettext("January", "J"),
        pgettext("February", "F"),
        pgettext("March", "M"),
        pgettext("April", "A"),
        pgettext("May", "M"),
        pgettext("June", "J"),
        pgettext("July", "J"),
        pgettext("August", "A"),
        pgettext("September", "S"),
        pgettext("October", "O"),
        pgettext("November", "N"),
        pgettext("December", "D"),
    )
    return letters[day.month - 1]


def exact_time(moment: datetime, zone: tzinfo, today: date, prefs: Prefs) -> str:
    """ "Tue 17 Nov, 23:10" where the person is."""
    local = moment.astimezone(zone)
    seconds = local.hour * 3600 + local.minute * 60
    return _("%(day)s, %(time)s") % {"day": short_day(local.date(), today), "time": clock(seconds, prefs)}


def ago(moment: datetime, now: datetime) -> str:
    """ "3 h ago", "in 5 min"; empty from 24 hours on, where the exact time has to be shown."""
    seconds = (now - moment).total_seconds()
    whole = int(abs(seconds) // 60)
    if whole >= 24 * 60:
        return ""
    if whole == 0:
        return _("just now")
    hours = whole // 60
    length = str(Part(str(hours), _("h")) if hours else Part(str(whole), _("min")))
    words = _("%(length)s ago") if seconds > 0 else _("in %(length)s")
    return words % {"length": length}
