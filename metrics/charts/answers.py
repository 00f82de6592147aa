"""Words and answers over a long span. They have no middle: a week of them is counted."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.catalogue import Metric

from . import axes, traces
from .figure import Trace, role
from .sentences import level_sentence
from .window import Window, week_of

Weeks = Mapping[date, Sequence[float]]


def by_week(known: Mapping[date, float], window: Window, prefs: Any) -> Weeks:
    """The values of each week of the window that has any, by its first day."""
    found: dict[date, list[float]] = defaultdict(list)
    for day in window.days:
        if day in known:
            found[week_of(day, prefs.week_start)].append(known[day])
    return found


def height_of(metric: Metric, found: Sequence[float]) -> float:
    """The share of yes between "no" and "yes"; of words the one that comes most often."""
    if metric.is_yes_no:
        return sum(value > 0 for value in found) / len(found)
    return Counter(sorted(found)).most_common(1)[0][0]


def weeks_of_words(metric: Metric, weeks: Weeks, said: Mapping[date, Sequence[str]], today: date) -> Trace:
    """A bar or a dot for each week; `said` are further lines of its label."""
    firsts = list(weeks)
    x, y = axes.isodays(firsts), [height_of(metric, weeks[first]) for first in firsts]
    title = _("Week of %(date)s")
    texts = [
        "<br>".join(
            [
                traces.bold(title % {"date": formats.short_day(first, today)}),
                escape(level_sentence(metric, weeks[first])),
                *said.get(first, ()),
            ]
        )
        for first in firsts
    ]
    label = traces.labelled(texts, x)
    if metric.is_yes_no:
        return {"type": "bar", "x": x, "y": y, "meta": role("bar", metric.domain), **label}
    return traces.dots(x, y, role("dot", metric.domain), **label)
