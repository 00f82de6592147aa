"""A person's mappings as streams of their connection."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from integrations.contract import EventScope, Page, Shape, Stream

from .grid import Grid
from .normalise import normalise
from .rows import identify, records_of
from .spec import Spec

if TYPE_CHECKING:
    from integrations.models import Connection, TableMapping

PAGE = 1000  # rows that one transaction writes


@dataclass(frozen=True, slots=True)
class TableData:
    """What a client must know of a mapping. `grid` only where the table is stored here."""

    mapping: int
    spec: Spec
    sheet_id: str = ""
    tab: str = ""
    tab_id: str = ""
    grid: Grid | None = None


def streams_of(connection: "Connection") -> tuple[Stream, ...]:
    """One stream for each active mapping of a connection, those of one tab side by side, so that a client
    can read it once for all of them. One query."""
    mappings = connection.tables.filter(active=True).order_by("sheet_id", "tab", "pk")
    return tuple(stream_of(mapping) for mapping in mappings)


def stream_of(mapping: "TableMapping") -> Stream:
    spec, prefix = Spec.from_json(mapping.spec), mapping.prefix
    # Of both tables: a column may have been something else before.
    scopes = (EventScope("vital", prefix=prefix), EventScope("finance", prefix=prefix))
    return Stream(
        slug=mapping.stream,
        label=mapping.name,
        normalise=partial(normalise, spec=spec, prefix=prefix),
        identify=identify,
        shape=Shape.SNAPSHOT,
        events=scopes,
        data=TableData(mapping.pk, spec, mapping.sheet_id, mapping.tab, mapping.tab_id),
        unhashed=frozenset({"row", "at"}),
        # A run that began before the mapping was changed cannot pass its rows off as read by the new one.
        meaning=json.dumps(spec.as_json(), sort_keys=True),
    )


def pages_of(grid: Grid, spec: Spec) -> Iterator[Page]:
    """A table's rows in pages. Raises BadPayload where nothing of it can be read."""
    records, absent = records_of(grid, spec)
    for start in range(0, max(len(records), 1), PAGE):
        yield Page(records[start : start + PAGE], is_last=start + PAGE >= len(records), absent=absent)
