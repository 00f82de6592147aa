"""Where a number lies among those that it is held to: as a line of a label, and as a sentence."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.catalogue import Metric
from metrics.reading import days_compared, kind_of_day
from metrics.stats import Verdict, held_to

from .bands import Usual
from .words import decimals_in_full


def place(metric: Metric, value: float, usual: Usual, prefs: Any) -> str:
    """As the tile of that day says it, with the usual that a chart has room for."""
    found = held_to(value, usual)
    return formats.verdict_words(
        (found.position or "usual") if found.level == "early" else found.level,
        n=found.n,
        value=value,
        median=found.median,
        unit=metric.unit,
        decimals=decimals_in_full(metric),
        prefs=prefs,
        kind=kind_of_day(metric, usual.day),
        days=days_compared(metric),
        deviation=metric.is_deviation,
        with_usual=True,
    )


def place_sentence(metric: Metric, found: Verdict, day: date, prefs: Any) -> str:
    """What the range alone does not say at once. A usual number needs no more words."""
    if found.level == "growing":
        return f"{growing(metric, found.n, prefs)}."
    if found.level == "early":
        return early_place(found, metric)
    return extreme_place(found, metric, day) if found.is_extreme else settled_place(found, metric)


def growing(metric: Metric, n: int, prefs: Any) -> str:
    night = metric.is_of_night
    return formats.verdict_words(
        "growing", n=n, value=None, median=None, unit=metric.unit, decimals=0, prefs=prefs, night=night
    )


def early_place(found: Verdict, metric: Metric) -> str:
    is_clock = metric.unit == "clock"
    if found.position in {"low", "lowest"}:
        return _("That is on the early side so far.") if is_clock else _("That is on the low side so far.")
    if found.position in {"high", "highest"}:
        return _("That is on the late side so far.") if is_clock else _("That is on the high side so far.")
    return ""


def extreme_place(found: Verdict, metric: Metric, day: date) -> str:
    kind, is_lowest = kind_of_day(metric, day), found.level == "lowest"
    if kind == "weekend" and is_lowest:
        said = _("That is the lowest of the weekend days in %(days)s days.")
    elif kind == "weekend":
        said = _("That is the highest of the weekend days in %(days)s days.")
    elif kind == "working" and is_lowest:
        said = _("That is the lowest of the working days in %(days)s days.")
    elif kind == "working":
        said = _("That is the highest of the working days in %(days)s days.")
    elif metric.unit == "clock" and is_lowest:
        said = _("That is the earliest in %(days)s days.")
    elif metric.unit == "clock":
        said = _("That is the latest in %(days)s days.")
    elif is_lowest:
        said = _("That is the lowest in %(days)s days.")
    else:
        said = _("That is the highest in %(days)s days.")
    return said % {"days": days_compared(metric)}


def settled_place(found: Verdict, metric: Metric) -> str:
    is_clock = metric.unit == "clock"
    if found.position == "low":
        return _("That is on the early side.") if is_clock else _("That is on the low side.")
    if found.position == "high":
        return _("That is on the late side.") if is_clock else _("That is on the high side.")
    return ""
