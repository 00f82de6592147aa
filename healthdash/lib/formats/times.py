"""Lengths of time and times of day. Both count in whole minutes, as they are shown."""

from django.utils.translation import gettext_noop

from .common import MINUS, NBSP, Part, Prefs, rounded, said

DAY_MINUTES = 24 * 60
HOURS, MINUTES = gettext_noop("h"), gettext_noop("min")
MORNING, AFTERNOON = gettext_noop("am"), gettext_noop("pm")


def minutes(seconds: float) -> int:
    """A length of time in the whole minutes that are shown."""
    return int(rounded(seconds / 60, 0))


def duration_parts(seconds: float) -> tuple[Part, ...]:
    total = minutes(seconds)
    hours, rest = divmod(abs(total), 60)
    sign = MINUS if total < 0 else ""
    if not hours:
        return (Part(f"{sign}{rest}", said(MINUTES)),)
    if not rest:
        return (Part(f"{sign}{hours}", said(HOURS)),)
    return Part(f"{sign}{hours}", said(HOURS)), Part(str(rest), said(MINUTES))


def duration(seconds: float) -> str:
    """ "7 h 28 min"; under an hour "42 min"."""
    return NBSP.join(str(part) for part in duration_parts(seconds))


def clock_minutes(seconds: float) -> int:
    """Minutes from midnight of the day, negative on the evening before; a clock never rounds up."""
    return int(seconds // 60)


def clock_part(seconds: float, prefs: Prefs) -> Part:
    hour, minute = divmod(clock_minutes(seconds) % DAY_MINUTES, 60)
    if prefs.clock != "12":
        return Part(f"{hour:02}:{minute:02}")
    return Part(f"{(hour - 1) % 12 + 1}:{minute:02}", said(MORNING if hour < 12 else AFTERNOON))


def clock(seconds: float, prefs: Prefs) -> str:
    """ "23:10" or "11:10 pm" for seconds from local midnight, which may be negative."""
    return str(clock_part(seconds, prefs))
