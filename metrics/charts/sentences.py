"""The sentence above a chart, made whole for translation."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.catalogue import Metric
from metrics.stats import ENOUGH, WINDOW

from .bands import at_tenths
from .window import Window
from .words import glance_text


def trend_sentence(metric: Metric, window: Window, known: Mapping[date, float], prefs: Any) -> str:
    found = sorted(value for day, value in known.items() if window.start <= day <= window.end)
    if not found:
        return _("No values in these %(days)s days.") % {"days": window.length}
    if metric.levels:
        return level_sentence(metric, found)
    if len(found) < ENOUGH:
        return too_few(len(found), known, window)
    low, middle, high = (glance_text(metric, value, prefs) for value in at_tenths(found))
    if low == high:
        return _("At least eight in ten of your values in these %(days)s days are %(median)s.") % {
            "days": window.length,
            "median": middle,
        }
    return _(
        "Half of your values in these %(days)s days are above %(median)s, "
        "and eight in ten lie between %(low)s and %(high)s."
    ) % {"days": window.length, "median": middle, "low": low, "high": high}


def earlier_sentence(metric: Metric, window: Window, known: Mapping[date, float], prefs: Any) -> str:
    """How the days before compare with these; both medians as they are read."""
    now, then = (
        [value for day, value in known.items() if one.start <= day <= one.end]
        for one in (window, window.earlier)
    )
    words: dict[str, Any] = {"days": window.length}
    if metric.levels or len(now) < ENOUGH or len(then) < ENOUGH:
        return _("The %(days)s days before hold too few values to compare.") % words
    words |= {
        "now": glance_text(metric, median(now), prefs),
        "then": glance_text(metric, median(then), prefs),
    }
    if words["now"] == words["then"]:
        return _("Their median is that of the %(days)s days before: %(now)s.") % words
    return _("Their median is %(now)s; of the %(days)s days before it was %(then)s.") % words


def level_sentence(metric: Metric, found: Sequence[float]) -> str:
    """Words are counted: a median of them would say little."""
    if metric.is_yes_no:
        return answer_sentence(found)
    level, count = Counter(round(value) for value in found).most_common(1)[0]
    words = {"word": metric.levels.get(level, level), "count": count, "days": len(found)}
    return _("Most often “%(word)s”: %(count)s of %(days)s days.") % words


def answer_sentence(found: Sequence[float]) -> str:
    """Out of the days that were answered: the others say neither yes nor no."""
    said = ngettext(
        "Yes on %(count)s of %(days)s answered day.",
        "Yes on %(count)s of %(days)s answered days.",
        len(found),
    )
    return said % {"count": sum(value > 0 for value in found), "days": len(found)}


def too_few(count: int, known: Iterable[date], window: Window) -> str:
    """What stands where a sentence about `count` values would say too much.

    `known`: the days of all that is known, those before the window, too.
    """
    first = window.before(WINDOW)
    is_begun = sum(first <= day <= window.end for day in known) < ENOUGH
    return few_values(count) if is_begun else rare_values(count, window)


def rare_values(count: int, window: Window) -> str:
    """Of what is measured now and then: the usual range is there, these days alone say little."""
    said = ngettext(
        "%(count)s value in these %(days)s days.", "%(count)s values in these %(days)s days.", count
    )
    return said % {"count": count, "days": window.length}


def few_values(count: int) -> str:
    return ngettext(
        "%(count)s value so far; your usual range appears after 7.",
        "%(count)s values so far; your usual range appears after 7.",
        count,
    ) % {"count": count}
