"""Where a number lies, in words: to one side of the usual range, or beyond all that came before.

Looked up one at a time, because a chart has a label for every one of its days.
"""

from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from .common import said


class Side(NamedTuple):
    """The same place without an amount, with one, and with the usual that the amount is taken from."""

    bare: str
    by: str
    from_usual: str


LOW = Side(
    _("On the low side"),
    _("On the low side: %(amount)s under your usual"),
    _("On the low side: %(amount)s under your usual %(usual)s"),
)
LOW_SO_FAR = Side(
    _("On the low side so far"),
    _("On the low side so far: %(amount)s under your usual"),
    _("On the low side so far: %(amount)s under your usual %(usual)s"),
)
HIGH = Side(
    _("On the high side"),
    _("On the high side: %(amount)s above your usual"),
    _("On the high side: %(amount)s above your usual %(usual)s"),
)
HIGH_SO_FAR = Side(
    _("On the high side so far"),
    _("On the high side so far: %(amount)s above your usual"),
    _("On the high side so far: %(amount)s above your usual %(usual)s"),
)
EARLY = Side(
    _("On the early side"),
    _("On the early side: %(amount)s before your usual"),
    _("On the early side: %(amount)s before your usual %(usual)s"),
)
EARLY_SO_FAR = Side(
    _("On the early side so far"),
    _("On the early side so far: %(amount)s before your usual"),
    _("On the early side so far: %(amount)s before your usual %(usual)s"),
)
LATE = Side(
    _("On the late side"),
    _("On the late side: %(amount)s after your usual"),
    _("On the late side: %(amount)s after your usual %(usual)s"),
)
LATE_SO_FAR = Side(
    _("On the late side so far"),
    _("On the late side so far: %(amount)s after your usual"),
    _("On the late side so far: %(amount)s after your usual %(usual)s"),
)


def side_of(level: str, unit: str, so_far: bool) -> Side:
    if unit == "clock" and level == "low":
        return EARLY_SO_FAR if so_far else EARLY
    if unit == "clock":
        return LATE_SO_FAR if so_far else LATE
    if level == "low":
        return LOW_SO_FAR if so_far else LOW
    return HIGH_SO_FAR if so_far else HIGH


# Settled and so far, by what was compared: days of one kind, times of day, or any number.
LOWEST = {
    "weekend": (_("Lowest weekend day in %(days)s days"), _("Lowest weekend day so far")),
    "working": (_("Lowest working day in %(days)s days"), _("Lowest working day so far")),
    "clock": (_("Earliest in %(days)s days"), _("Earliest so far")),
    "": (_("Lowest in %(days)s days"), _("Lowest so far")),
}
HIGHEST = {
    "weekend": (_("Highest weekend day in %(days)s days"), _("Highest weekend day so far")),
    "working": (_("Highest working day in %(days)s days"), _("Highest working day so far")),
    "clock": (_("Latest in %(days)s days"), _("Latest so far")),
    "": (_("Highest in %(days)s days"), _("Highest so far")),
}
USUAL = {
    "weekend": (_("Usual for a weekend day"), _("Usual for a weekend day so far")),
    "working": (_("Usual for a working day"), _("Usual for a working day so far")),
    "": (_("Usual for you"), _("Usual for you so far")),
}


def usual(kind: str, so_far: bool) -> str:
    return said(USUAL[kind][so_far])


def extreme(level: str, unit: str, so_far: bool, days: int, kind: str) -> str:
    """`kind`: "weekend" or "working" where only such days were compared."""
    found = LOWEST if level == "lowest" else HIGHEST
    return said(found[kind or ("clock" if unit == "clock" else "")][so_far]) % {"days": days}
