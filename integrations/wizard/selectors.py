"""A person's tables, as their list shows them."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F
from django.utils import timezone

from accounts.models import User
from integrations.models import RawRecord, RejectedRecord, StreamState, SyncRun, TableMapping
from integrations.selectors import MOVING, ConnectionStatus, State, connection_states
from integrations.wording import words_for

HOLDS_UP = {State.PAUSED, State.LATE, State.RECONNECT, State.WAITING}


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table. `read_at`: its last complete reading; `problem`: why a part of it could not be read;
    `note`: what holds up its whole source."""

    mapping: TableMapping
    source: str
    is_upload: bool
    left_out: int
    read_at: datetime | None
    problem: str
    state: State
    note: str
    file_name: str = ""
    rows: int = 0

    @property
    def is_moving(self) -> bool:
        return self.state in MOVING


def tables_of(user: User) -> list[TableEntry]:
    """The person's tables by name. The number of queries does not depend on how many there are."""
    sources = {one.connection.pk: one for one in connection_states(user) if one.connection}
    # Only the name of its file: the rows in it are large.
    mappings = TableMapping.objects.filter(connection__user=user).annotate(file=F("upload__file_name"))
    states = {
        (state.connection_id, state.stream): state
        for state in StreamState.objects.filter(connection__user=user, stream__startswith="table-")
    }
    held = {
        (connection, stream): n
        # Between two words, along the index: for "begins with" every record of every source is looked at.
        for connection, stream, n in RawRecord.objects.filter(
            connection__user=user, stream__gte="table-", stream__lt="table."
        )
        .values_list("connection", "stream")
        .annotate(n=Count("pk"))
        .order_by()
    }
    runs = latest_runs(user)
    found = []
    for mapping in mappings.select_related("connection__user"):
        if source := sources.get(mapping.connection_id):
            at = (mapping.connection_id, mapping.stream)
            last = last_run(mapping, runs.get(mapping.connection_id, []))
            entry = _entry(mapping, source, states.get(at), last)
            found.append(replace(entry, file_name=mapping.file or "", rows=held.get(at, 0)))
    return found


def latest_runs(user: User) -> dict[int, list[SyncRun]]:
    """The runs of the last days by connection, newest first; enough to find the last one of each table."""
    found: dict[int, list[SyncRun]] = {}
    runs = SyncRun.objects.filter(connection__user=user, connection__tables__isnull=False).distinct()
    for run in runs.order_by("-pk")[:100]:
        found.setdefault(run.connection_id, []).append(run)
    return found


def _entry(
    mapping: TableMapping, source: ConnectionStatus, held: StreamState | None, last: SyncRun | None
) -> TableEntry:
    return TableEntry(
        mapping=mapping,
        source=str(source.provider.label),
        is_upload=not mapping.sheet_id,
        left_out=last.streams[mapping.stream].get("rejected", 0) if last else 0,
        read_at=held.read_at if held else None,
        problem=(held.last_error or held.note) if held else "",
        state=_state(source, held),
        note=_note(source, mapping.connection.user),
    )


def _state(source: ConnectionStatus, held: StreamState | None) -> State:
    """That of its source; one that is due and was never read is about to be."""
    assert source.connection is not None
    due, is_new = source.connection.next_sync_at, held is None or held.read_at is None
    if source.state is State.IN_ORDER and is_new and due and due <= timezone.now():
        return State.QUEUED
    return source.state


def _note(source: ConnectionStatus, user: User) -> str:
    assert source.connection is not None
    if source.state in HOLDS_UP or (source.state is State.FAILING and source.connection.problem):
        return words_for(source, user).sentence
    return ""


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
