"""The table under a chart of one metric: for people as text, for machines as it is stored."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.catalogue import Metric
from metrics.selectors import Value

from .figure import Cell, Column
from .window import Window
from .words import source_label, value_text


def value_columns() -> list[Column]:
    return [
        Column("day", _("Day")),
        Column("value", _("Value"), is_number=True),
        Column("source", _("From")),
        Column("note", _("Note")),
    ]


def value_rows(
    metric: Metric, values: Mapping[date, Value], window: Window, today: date, prefs: Any
) -> list[list[Cell]]:
    """One row per day that has or had a value, newest first."""
    held = [values[day] for day in reversed(window.days) if day in values]
    return [value_row(metric, value, today, prefs) for value in held]


def value_row(metric: Metric, value: Value, today: date, prefs: Any) -> list[Cell]:
    text = "–" if value.value is None else value_text(metric, value.value, prefs)
    return [
        Cell(formats.short_day(value.day, today), value.day.isoformat()),
        Cell(text, value.value),
        Cell(source_label(value.source), value.source),
        Cell(*note_of(value)),
    ]


def note_of(value: Value) -> tuple[str, str]:
    """What a person or the source did to a value, in words and as a fixed word."""
    if value.excluded:
        return _("left out by you"), "excluded"
    if value.corrected:
        return _("corrected by you"), "corrected"
    if value.withdrawn:
        return _("withdrawn by the source"), "withdrawn"
    return "", ""
