"""What the label of a day says beside its numbers: how they lie among the days before, and who says so.

A label of a week or a month has none of it.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.html import escape
from django.utils.translation import gettext as _

from metrics.catalogue import METRICS
from metrics.reading import is_running

from .placing import place
from .series import DayData
from .words import source_label


def placed(data: DayData, key: str, step: date) -> list[str]:
    """One line, or none where there is nothing to hold the number to."""
    value = None if data.window.is_wide else data.number(key, step)
    usual = None if value is None else data.usual[key].get(step)
    if value is None or usual is None or is_running(METRICS[key], step, data.today):
        return []
    return [escape(place(METRICS[key], value, usual, data.prefs))]


def placed_by_name(data: DayData, names: Mapping[str, str], step: date) -> list[str]:
    """The same of numbers that share one line."""
    return [f"{escape(name)}: {line}" for key, name in names.items() for line in placed(data, key, step)]


def sources(data: DayData, keys: Sequence[str], step: date) -> list[str]:
    """Whether the day still runs, and from whom its numbers are."""
    if data.window.is_wide:
        return []
    held = [
        value for key in keys if (value := data.series.get(key, {}).get(step)) and value.value is not None
    ]
    if not held:
        return []
    names = escape(", ".join(dict.fromkeys(source_label(value.source) for value in held)))
    runs = any(is_running(METRICS[key], step, data.today) for key in keys)
    return [_("so far today"), names] if runs else [names]
