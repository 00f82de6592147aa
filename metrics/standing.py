"""The number that stands for a day, out of the rows that say something about it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from metrics import bare
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
COLUMNS = (
    "metric",
    bare.text("day"),
    "source",
    "value",
    "override",
    bare.flag("excluded"),
    bare.flag("from_correction"),
)


class Days(dict[str, date]):
    """Each day once, by the text of it."""

    def __missing__(self, text: str) -> date:
        day = self[text] = date.fromisoformat(text)
        return day


class Numbers(NamedTuple):
    """Per metric and day the bare number, of the days that have one, and what a person changed of them."""

    known: dict[str, dict[date, float]]
    touched: dict[str, list[Value]]


def numbers(rows: QuerySet[DailyMetric], order: Sequence[str] = ()) -> Numbers:
    """The same as bare numbers: of ten years much faster.

    A day that one row alone speaks of, and that nobody changed, takes one step and no object of its own.
    """
    known: dict[str, dict[date, float]] = defaultdict(dict)
    others: dict[tuple[str, date], list[Row]] = {}
    days, before = Days(), Row(COLUMNS)
    for row in in_order(rows):
        metric, text, _source, raw, override, excluded, from_correction = row
        if raw is None and override is None and not excluded:
            continue
        day = days[text]
        if text == before[1] and metric == before[0]:
            others.setdefault((metric, day), [before]).append(row)
        else:
            known[metric][day] = raw
            if not (override is None and excluded is from_correction is None):
                others[metric, day] = [row]
        before = row
    return Numbers(dict(known), settle(others, known, order))


def settle(
    others: Mapping[tuple[str, date], list[Row]], known: dict[str, dict[date, float]], order: Sequence[str]
) -> dict[str, list[Value]]:
    """Put in the days of which several sources speak or that a person changed; say what was changed."""
    touched: dict[str, list[Value]] = defaultdict(list)
    for (metric, day), several in others.items():
        if chosen := winner(several, order):
            value = value_of(day, chosen)
            if value.value is None:
                del known[metric][day]
            else:
                known[metric][day] = value.value
            if value.corrected or value.excluded:
                touched[metric].append(value)
    return dict(touched)


def in_order(rows: QuerySet[DailyMetric]) -> Iterator[Row]:
    """The order also keeps MariaDB, which guesses badly, from reading all that the person has."""
    return rows.order_by("metric", "day").values_list(*COLUMNS).iterator()


def standing(rows: QuerySet[DailyMetric], order: Sequence[str] = ()) -> dict[str, dict[date, Value]]:
    """Per metric and day the one number of these rows that stands, the days in their order.

    `order` names sources, the preferred one first; those that it leaves out follow by name.
    """
    found: dict[str, dict[date, Value]] = defaultdict(dict)
    contested: dict[tuple[str, date], list[Row]] = {}
    days, before = Days(), Row()
    for row in in_order(rows):
        metric, text, _source, raw, override, excluded, _from_correction = row
        if raw is None and override is None and not excluded:
            continue
        day, of_metric = days[text], found[metric]
        if day in of_metric:
            contested.setdefault((metric, day), [before]).append(row)
        else:
            of_metric[day] = value_of(day, row)
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
