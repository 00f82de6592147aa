"""A person's tables, as their list shows them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from accounts.models import User
from integrations.models import Connection, RawRecord, RejectedRecord, StreamState, SyncRun, TableMapping
from integrations.registry import PROVIDERS


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table. `read_at`: its last complete reading; `problem`: why a part of it could not be read."""

    mapping: TableMapping
    source: str
    is_upload: bool
    file_name: str
    rows: int
    left_out: int
    read_at: datetime | None
    problem: str
    is_waiting: bool
    is_paused: bool


def tables_of(user: User) -> list[TableEntry]:
    """The person's tables by name. The number of queries does not depend on how many there are."""
    mappings = list(TableMapping.objects.filter(connection__user=user).select_related("connection"))
    names = dict(TableMapping.objects.filter(connection__user=user).values_list("pk", "upload__file_name"))
    states = {
        (state.connection_id, state.stream): state
        for state in StreamState.objects.filter(connection__user=user, stream__startswith="table-")
    }
    held = {
        (connection, stream): n
        for connection, stream, n in RawRecord.objects.filter(
            connection__user=user, stream__startswith="table-"
        )
        .values_list("connection", "stream")
        .annotate(n=Count("pk"))
        .order_by()
    }
    runs = latest_runs(user)
    return [
        _entry(mapping, names[mapping.pk], states, held, runs.get(mapping.connection_id, []))
        for mapping in mappings
    ]


def latest_runs(user: User) -> dict[int, list[SyncRun]]:
    """The runs of the last days by connection, newest first; enough to find the last one of each table."""
    found: dict[int, list[SyncRun]] = {}
    runs = SyncRun.objects.filter(connection__user=user, connection__tables__isnull=False).distinct()
    for run in runs.order_by("-pk")[:100]:
        found.setdefault(run.connection_id, []).append(run)
    return found


def _entry(
    mapping: TableMapping,
    file_name: str | None,
    states: Mapping[tuple[int, str], StreamState],
    held: Mapping[tuple[int, str], int],
    runs: list[SyncRun],
) -> TableEntry:
    connection, at = mapping.connection, (mapping.connection_id, mapping.stream)
    state, last = states.get(at), last_run(mapping, runs)
    return TableEntry(
        mapping=mapping,
        source=str(PROVIDERS[connection.provider].label) if connection.provider in PROVIDERS else "",
        is_upload=not mapping.sheet_id,
        file_name=file_name or "",
        rows=held.get(at, 0),
        left_out=last.streams[mapping.stream].get("rejected", 0) if last else 0,
        read_at=state.read_at if state else None,
        problem=(state.last_error or state.note) if state else "",
        is_waiting=bool(connection.next_sync_at and (not state or not state.read_at))
        or bool(connection.queued_until or connection.claimed_until),
        is_paused=connection.state == Connection.State.PAUSED,
    )


def last_run(mapping: TableMapping, runs: list[SyncRun]) -> SyncRun | None:
    """The newest run that read the table."""
    return next((run for run in runs if mapping.stream in run.streams), None)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A cell that was left out, in words."""

    where: str
    problem: str


def left_out(mapping: TableMapping) -> list[LeftOut]:
    """The cells that the last reading left out, by their addresses; at most as many as were kept."""
    runs = list(SyncRun.objects.filter(connection=mapping.connection).order_by("-pk")[:50])
    run = last_run(mapping, runs)
    if run is None:
        return []
    rows = RejectedRecord.objects.filter(run=run, stream=mapping.stream).order_by("pk")
    return [found for row in rows if (found := _said(row))]


def _said(row: RejectedRecord) -> LeftOut | None:
    try:
        said: Any = json.loads(row.payload)
    except ValueError:
        said = None
    if isinstance(said, dict) and {"where", "problem"} <= said.keys():
        return LeftOut(str(said["where"]), str(said["problem"]))
    return LeftOut(row.external_id, row.problem)
