"""The number that stands for a day, out of the rows that say something about it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextField
from django.db.models import Value as Literal
from django.db.models.functions import Cast, NullIf

from metrics.models import DailyMetric
from metrics.ranking import winner


class Value(NamedTuple):
    """The number that stands for a day. A tuple, because a figure over ten years makes tens of thousands.

    `value` is None where a person excluded it. `corrected`: a person put it there, or corrected an event
    that it is computed from. `raw` is what the source says; None where it withdrew its number, and where
    the number comes from a corrected event. Units are those of the catalogue.
    """

    value: float | None
    source: str
    day: date
    corrected: bool
    excluded: bool
    withdrawn: bool
    raw: float | None


# Metric, day, source, value, override, excluded, from_correction.
Row = tuple[Any, ...]


def flag(name: str) -> NullIf:
    """None, or something true."""
    return NullIf(name, Literal(False), output_field=TextField())


# As text and bare numbers: to turn each day and each flag into an object takes longer than the query does.
COLUMNS = (
    "metric",
    Cast("day", TextField()),
    "source",
    "value",
    "override",
    flag("excluded"),
    flag("from_correction"),
)


class Days(dict[str, date]):
    """Each day once, by the text of it."""

    def __missing__(self, text: str) -> date:
        day = self[text] = date.fromisoformat(text)
        return day


def standing(rows: QuerySet[DailyMetric], order: Sequence[str] = ()) -> dict[str, dict[date, Value]]:
    """Per metric and day the one number of these rows that stands, the days in their order.

    `order` names sources, the preferred one first; those that it leaves out follow by name.
    """
    found: dict[str, dict[date, Value]] = defaultdict(dict)
    contested: dict[tuple[str, date], list[Row]] = {}
    days, before = Days(), Row()
    # The order also keeps MariaDB, which guesses badly, from reading all that the person has.
    for row in rows.order_by("metric", "day").values_list(*COLUMNS):
        metric, text, _source, raw, override, excluded, _from_correction = row
        if raw is None and override is None and not excluded:
            continue
        day, values = days[text], found[metric]
        if day in values:
            contested.setdefault((metric, day), [before]).append(row)
        else:
            values[day] = value_of(day, row)
        before = row
    for (metric, day), several in contested.items():
        if chosen := winner(several, order):
            found[metric][day] = value_of(day, chosen)
    return dict(found)


def value_of(day: date, row: Row) -> Value:
    _metric, _text, source, raw, override, excluded, from_correction = row
    if override is None and excluded is from_correction is None:  # nearly always
        return Value(raw, source, day, False, False, False, raw)
    effective = raw if override is None else override
    return Value(
        None if excluded else effective,
        source,
        day,
        corrected=override is not None or bool(from_correction),
        excluded=bool(excluded),
        withdrawn=raw is None,
        raw=None if from_correction else raw,
    )
