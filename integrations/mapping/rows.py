"""A table as records, one for each row that says something: only the cells of mapped columns are kept."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from integrations.errors import BadPayload

from . import dates
from .cells import is_absent, shown
from .grid import Cell, Grid, encode, letter
from .headers import Places, header_row
from .problems import CellProblem
from .spec import MONEY, Column, Spec

PLAIN = re.compile(r"[A-Za-z0-9_-]{1,40}")
Record = dict[str, Any]


def records_of(grid: Grid, spec: Spec) -> tuple[list[Record], dict[str, str]]:
    """The rows as `{"id": …, "day": …, "row": 214, "at": {header: "B"}, "cells": {header: cell}}`, and what
    could not be found (a metric, all money, or one column) with the sentence that says so.

    Raises BadPayload where nothing can be read, because the date or every mapped column is gone.
    """
    header = header_row(grid, spec)
    places = Places(grid, header)
    absent = absent_of(places, spec)
    where = {column: place for column in spec.columns if (place := places.of(column)) is not None}
    return list(_records(grid, spec, where, header)), absent


def absent_of(places: Places, spec: Spec) -> dict[str, str]:
    """What cannot be read this time. Raises BadPayload where that is everything."""
    if told := places.problem(spec.date) or places.problems(spec.naming, tell_apart=True):
        raise BadPayload(told)
    absent = {m.metric: told for m in spec.measures if (told := places.problem(m))}
    if spec.money and (told := places.problems(spec.money.needed)):
        absent[MONEY] = told
    if len(absent) == len(spec.metrics) + bool(spec.money):
        raise BadPayload(next(iter(absent.values()), _("No column of this table is mapped.")))
    # By its header, which is the name of no number: nothing else stops with it.
    return absent | {f"column {c.header}": told for c in spec.details if (told := places.problem(c))}


def _records(grid: Grid, spec: Spec, where: Mapping[Column, int], header: int) -> Iterator[Record]:
    at = {column.header: letter(place) for column, place in where.items()}
    values = [where[column] for column in spec.values if column in where]
    labels = {where[column] for column in spec.keys if column in where}
    numbers = [place for place in values if place not in labels] or values
    seen: Counter[str] = Counter()
    above: Cell = None
    for index in range(header, len(grid.rows)):
        stated = grid.cell(index, where[spec.date])
        if spec.date.repeats:
            above = stated = above if is_absent(stated) else stated
        if all(is_absent(grid.cell(index, place)) for place in numbers):
            continue
        cells = {column.header: encode(grid.cell(index, place)) for column, place in where.items()}
        cells[spec.date.header] = encode(stated)
        day, name = named(cells_of(grid, index, where), stated, spec)
        seen[name] += 1
        name = f"{name}.{seen[name]}" if seen[name] > 1 or "~" not in name else name
        yield {"id": name, "day": day and day.isoformat(), "row": index + 1, "at": at, "cells": cells}


def cells_of(grid: Grid, index: int, where: Mapping[Column, int]) -> dict[str, Cell]:
    return {column.header: grid.cell(index, place) for column, place in where.items()}


def named(cells: Mapping[str, Cell], stated: Cell, spec: Spec) -> tuple[date | None, str]:
    """The day of a row, and what it goes by: its id, else its day, time and words. A row without a day is
    kept as well, so that somebody is told of it."""
    try:
        day, clock = dates.moment(stated, spec.date.form) or (None, None)
    except CellProblem:
        day, clock = None, None
    if spec.id and not is_absent(cells.get(spec.id.header)):
        own = shown(cells[spec.id.header]).strip()
        return day, f"~{own if PLAIN.fullmatch(own) else _digest(own)}"
    if spec.time and not clock:
        try:
            clock = dates.time_of_day(cells.get(spec.time.header))
        except CellProblem:
            clock = None
    parts = [day.isoformat() if day else "undated"]
    parts += [clock.strftime("%H%M%S")] if clock else []
    words = [shown(cells.get(column.header)).strip() for column in spec.keys]
    parts += [_digest(*words)] if any(words) else []
    return day, ".".join(parts)


def _digest(*words: str) -> str:
    """Words become no part of an id that stands unencrypted in the database."""
    return hashlib.sha256(json.dumps(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def identify(record: Mapping[str, Any]) -> tuple[str, date | None]:
    """What the engine goes by. Raises KeyError, TypeError or ValueError."""
    name, day = record["id"], record["day"]
    if not isinstance(name, str):
        raise TypeError("no name")
    return name, None if day is None else date.fromisoformat(day)
