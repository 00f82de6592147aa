"""The last 14 days: a row a metric, a column a day, shaded by the person's own fifths."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.lib import formats, svg
from healthdash.lib.components import Cell, Column, Row, Strip
from metrics.catalogue import Metric
from metrics.charts.words import value_text
from metrics.reading import is_running, whole
from metrics.selectors import Value

from .tiles import Days, number_of, spark_days


def strip(series: Mapping[str, Days], metrics: Sequence[Metric], user: User) -> Strip | None:
    """A row for each of the metrics; None for a person who had nothing in these days."""
    today = user.today()
    days = spark_days(today)
    held = [metric for metric in metrics if any(day in series[metric.key] for day in days)]
    if not held:
        return None
    rows = [row(metric, series[metric.key], days, user) for metric in held]
    return Strip(_("Your last 14 days"), [column(day, today) for day in days], rows)


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
    step = svg.step(number, borders)
    words = {"value": value_text(metric, number, prefs), "step": step}
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
