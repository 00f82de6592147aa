"""Words and numbers that several charts and pages say."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from healthdash.lib import formats
from healthdash.lib.formats.common import rounded, said
from healthdash.lib.formats.money import with_symbol
from metrics.catalogue import Metric, is_declared

IN_FULL = 3  # decimals of money that ask for the cents in any case
UNITS_IN_TICKS = {"s", "clock", "level", "count", "score", ""}


# Sources that are no vendor's; translated one at a time, because a page of numbers names hundreds.
OWN_SOURCES = {
    "manual": gettext_noop("you"),
    "entries": gettext_noop("your entries"),
    "journal": gettext_noop("your journal"),
    "files": gettext_noop("your tables"),
    "derived": gettext_noop("worked out here"),
}


def source_label(source: str) -> str:
    """A source as a person calls it."""
    return said(OWN_SOURCES[source]) if source in OWN_SOURCES else source.replace("_", " ").title()


def domain_words() -> dict[str, str]:
    """The domains in the order of the navigation, as a person calls them."""
    return {
        "sleep": _("Sleep"),
        "recovery": _("Recovery"),
        "activity": _("Activity"),
        "work": _("Work"),
        "money": _("Money"),
        "vitals": _("Vitals"),
        "journal": _("Journal"),
    }


def value_text(metric: Metric, value: float, prefs: Any) -> str:
    """A value with its unit, as a table, a label or a receipt says it: money with its cents."""
    if metric.levels:
        return str(metric.levels.get(round(value), f"{value:g}"))
    return formats.number(value, metric.unit, decimals_in_full(metric), prefs, deviation=metric.is_deviation)


def glance_text(metric: Metric, value: float, prefs: Any) -> str:
    """The same as a sentence says it: without cents from 100 up."""
    if not formats.is_money(metric.unit):
        return value_text(metric, value, prefs)
    return formats.number(value, metric.unit, metric.decimals, prefs)


def decimals_in_full(metric: Metric) -> int:
    return IN_FULL if formats.is_money(metric.unit) else metric.decimals


def unit_word(metric: Metric, prefs: Any) -> str:
    """What stands behind an input: lengths and times say it themselves."""
    return scale_of(metric, prefs).unit


@dataclass(frozen=True, slots=True)
class Scale:
    """From what is stored to what this person reads: `shown = stored * factor + offset`."""

    factor: float
    offset: float
    unit: str

    def shown(self, value: float) -> float:
        return value * self.factor + self.offset

    def stored(self, shown: float) -> float:
        return (shown - self.offset) / self.factor


def scale_of(metric: Metric, prefs: Any) -> Scale:
    def convert(value: float) -> tuple[Decimal, str]:
        return formats.shown(value, metric.unit, 6, prefs, deviation=metric.is_deviation)

    if metric.unit in {"s", "clock"} or len(metric.unit) == 3 and metric.unit.isupper():
        return Scale(1.0, 0.0, "")
    (zero, unit), (thousand, _unit) = convert(0), convert(1000)
    bare = metric.unit in UNITS_IN_TICKS or bool(metric.levels)
    return Scale(float(thousand - zero) / 1000, float(zero), "" if bare else unit)


def axis_text(metric: Metric, prefs: Any) -> Callable[[float], str]:
    """How a rule of the y axis is written: short, and without the unit that stands above the axis."""
    if metric.levels:
        return lambda value: str(metric.levels.get(int(value), "")) if value == int(value) else ""
    if metric.unit == "s":
        return lambda value: hours_text(value, prefs)
    if metric.unit == "clock":
        return lambda value: formats.clock(value, prefs)
    if len(metric.unit) == 3 and metric.unit.isupper():
        return lambda value: with_symbol(rounded(value, decimals_of(value)), metric.unit, prefs)
    signed = metric.is_deviation
    return lambda value: formats.number(value, "", decimals_of(value), prefs, deviation=signed)


def decimals_of(value: float) -> int:
    """As many as a round value needs."""
    return next((count for count in range(3) if abs(round(value, count) - value) < 1e-9), 3)


def hours_text(seconds: float, prefs: Any) -> str:
    """7 h or 7.5 h; minutes under an hour."""
    if 0 < seconds < 3600:
        return _("%(minutes)s min") % {"minutes": bare(seconds / 60, prefs)}
    return _("%(hours)s h") % {"hours": bare(seconds / 3600, prefs)}


def bare(value: float, prefs: Any) -> str:
    """A round value with the person's decimal mark and no more places than it needs."""
    return formats.number(value, "", decimals_of(value), prefs)


def least_spread(metric: Metric) -> float:
    """The smallest span a y axis shows, so that a flat line does not look like mountains."""
    return {
        "s": 3600.0,
        "clock": 3600.0,
        "level": 2.0,
        "°C": 1.0,
        "kg": 2.0,
        "%": 5.0,
        "/min": 4.0,
        "mmol/L": 4.0,
    }.get(metric.unit, 10.0 if is_declared(metric.key) else 4.0)
