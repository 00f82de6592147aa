"""The last 14 days: nights, mood, work, money and tags above one another, a column a day.

Numbers are shaded by the person's own fifths; a rating and a word have a step of their own.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.lib import formats, svg
from healthdash.lib.components import Cell, Column, Row, Strip
from journal import pixels
from metrics import catalogue
from metrics.catalogue import Metric
from metrics.charts.words import value_text
from metrics.reading import is_running, whole
from metrics.selectors import Value

from .held import spent
from .strip_tags import tags_row
from .tiles import Days, number_of, spark_days

ROWS = ("sleep.total", "readiness.score", "mood.rating", "work.focus")
FEWEST = 3  # rows; the tiles' numbers fill up to so many


def strip(
    series: Mapping[str, Days],
    tiles: Sequence[Metric],
    user: User,
    own: Mapping[str, Metric] = MappingProxyType({}),
) -> Strip | None:
    """None for a person who had nothing in these days. `own`: metrics of the person's own."""
    today = user.today()
    days = spark_days(today)
    tags = tags_row(series, own, days, today)
    metrics = rows_of(series, tiles, days, user, beside=1 if tags else 0)
    rows = [row(metric, series[metric.key], days, user) for metric in metrics]
    if not rows and tags is None:
        return None
    columns = [column(day, today) for day in days]
    return Strip(_("Your last 14 days"), columns, [*rows, *([tags] if tags else [])])


def rows_of(
    series: Mapping[str, Days], tiles: Sequence[Metric], days: Sequence[date], user: User, *, beside: int
) -> list[Metric]:
    """What the person had in these days. `beside`: how many rows stand below."""

    def is_held(metric: Metric) -> bool:
        return any(day in series.get(metric.key, {}) for day in days)

    found = [metric for key in (*ROWS, spent(user)) if is_held(metric := catalogue.get(key))]
    more = [one for one in tiles if one not in found and not one.is_yes_no and is_held(one)]
    return [*found, *more[: max(0, FEWEST - beside - len(found))]]


def column(day: date, today: date) -> Column:
    return Column(
        day=day,
        initial=formats.weekday_initial(day),
        label=formats.short_day(day, today),
        url=reverse("day", args=[day]),
        today=day == today,
    )


def row(metric: Metric, values: Days, days: Sequence[date], prefs: Any) -> Row:
    known = {day: value.value for day, value in values.items() if value.value is not None}
    borders = svg.cuts(list(whole(metric, known, prefs.today()).values()))
    cells = [cell(metric, values, day, borders, prefs) for day in days]
    return Row(str(metric.short_label), metric.domain, cells)


def cell(metric: Metric, values: Days, day: date, borders: Sequence[float], prefs: Any) -> Cell:
    value, number = values.get(day), number_of(values, day)
    if value and value.excluded:
        return Cell(None, _("left out by you"), excluded=True)
    if (value is None or number is None) and day == prefs.today():
        return Cell(None, _("nothing yet"), is_due=False)
    if value is None or number is None:
        return Cell(None, _("nothing recorded"))
    if is_running(metric, day, prefs.today()):
        return running(value, value_text(metric, number, prefs))
    step = pixels.step_of(metric, number, borders)
    words: dict[str, Any] = {"value": value_text(metric, number, prefs), "step": step}
    if pixels.has_own_steps(metric):
        text = words["value"]
        if value.corrected:
            text = _("%(value)s, corrected by you") % words
        return Cell(step, text, corrected=value.corrected)
    text = _("%(value)s, step %(step)s of 5 for you") % words
    if value.corrected:
        text = _("%(value)s, corrected by you, step %(step)s of 5 for you") % words
    return Cell(step, text, corrected=value.corrected)


def running(value: Value, text: str) -> Cell:
    """Of a day that is not over: every morning's would be the palest there is."""
    if value.corrected:
        said = _("%(value)s, corrected by you, so far today") % {"value": text}
    else:
        said = _("%(value)s so far today") % {"value": text}
    return Cell(None, said, is_due=False, corrected=value.corrected)
