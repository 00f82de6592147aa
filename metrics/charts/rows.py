"""The table under a chart of one metric: for people as text, for machines as it is stored."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.catalogue import Metric
from metrics.selectors import Value

from .figure import Cell, Column
from .window import Window
from .words import source_label, value_text
from .zones import with_zone


def value_columns() -> list[Column]:
    return [
        Column("day", _("Day")),
        Column("value", _("Value"), is_number=True),
        Column("source", _("From")),
        Column("note", _("Note")),
    ]


def value_rows(
    metric: Metric,
    values: Mapping[date, Value],
    window: Window,
    today: date,
    prefs: Any,
    zones: Mapping[date, str],
) -> list[list[Cell]]:
    """One row per day that has or had a value, newest first. `zones`: of days that were not at home."""
    held = [values[day] for day in reversed(window.days) if day in values]
    return [value_row(metric, value, today, prefs, zones.get(value.day, "")) for value in held]


def number_cell(value: Value | None, write: Callable[[float], str]) -> Cell:
    """A day's number with its marks, as every table of numbers shows it. `write`: how it is written."""
    if value is None:
        return Cell(formats.DASH)
    was = write(value.raw) if value.raw is not None and (value.corrected or value.excluded) else ""
    return Cell(
        formats.DASH if value.value is None else write(value.value),
        value.value,
        was=was,
        corrected=value.corrected and value.value is not None,
        excluded=value.excluded,
    )


def value_row(metric: Metric, value: Value, today: date, prefs: Any, zone: str) -> list[Cell]:
    return [
        Cell(formats.short_day(value.day, today), value.day.isoformat()),
        number_cell(value, lambda number: with_zone(value_text(metric, number, prefs), zone)),
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
