"""How far a run has come: per stream what was read, and the marks that move."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from integrations.contract import Stream, Window
from integrations.models import Connection, StreamState

from .planning import Job, Marks, Purpose, contiguous_start


@dataclass(slots=True)
class StreamTally:
    """What one stream did in a run, as `SyncRun.streams` keeps it."""

    requests: int = 0
    records: int = 0
    changed: int = 0
    rejected: int = 0
    seconds: float = 0.0
    cursor: str = ""
    error: str = ""
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "seconds": round(self.seconds, 3)}


@dataclass(slots=True)
class StreamProgress:
    """One stream in one run: its jobs, what is done, and its state row."""

    stream: Stream
    state: StreamState
    jobs: list[Job] = field(default_factory=list)
    done: set[Window] = field(default_factory=set)
    tally: StreamTally = field(default_factory=StreamTally)
    deep: bool = False

    @property
    def marks(self) -> Marks:
        return marks_of(self.state)

    @property
    def unread(self) -> list[Job]:
        return [job for job in self.jobs if job.window not in self.done]

    def windows(self, purpose: Purpose) -> list[Window]:
        return [job.window for job in self.jobs if job.purpose is purpose]

    def finish(self, job: Job, today: date, now: datetime) -> None:
        """Notes a completely read window and moves the marks it allows. Inside its transaction."""
        self.done.add(job.window)
        changed = self._clear_trouble()
        if job.purpose is Purpose.RECENT:
            changed |= self._move_recent(today, now)
        elif job.purpose is Purpose.BACKFILL:
            changed |= self._move_backfill()
        else:
            changed |= self._move_asked(today)
        self.tally.cursor = self.state.synced_to.isoformat() if self.state.synced_to else ""
        self.state.save(update_fields=sorted(changed))

    def _clear_trouble(self) -> set[str]:
        state = self.state
        state.last_error = state.note = ""
        return {"last_error", "note"}

    def _move_recent(self, today: date, now: datetime) -> set[str]:
        recent = self.windows(Purpose.RECENT)
        if not self.done.issuperset(recent):
            return set()
        state = self.state
        state.synced_to = today
        state.read_at = now
        if self.deep:
            state.deep_read_at = now
        state.doubted_from = state.doubted_to = None
        if state.backfilled_to is None:
            state.backfilled_to = min(window.start for window in recent)
        self._move_backfill()
        return {"synced_to", "read_at", "deep_read_at", "doubted_from", "doubted_to", "backfilled_to"}

    def _move_backfill(self) -> set[str]:
        reached = contiguous_start(self.windows(Purpose.BACKFILL), self.done)
        # While the recent days are unread, history that is ahead of them would leave a hole.
        if self.state.synced_to is None or reached is None:
            return set()
        if self.state.backfilled_to and reached >= self.state.backfilled_to:
            return set()
        self.state.backfilled_to = reached
        return {"backfilled_to"}

    def _move_asked(self, today: date) -> set[str]:
        """A range that somebody named counts as read history where it joins what is read already."""
        asked = self.windows(Purpose.ASKED)
        if not self.done.issuperset(asked):
            return set()
        start, end = min(w.start for w in asked), max(w.end for w in asked)
        state = self.state
        if state.backfilled_to is None and end >= today:
            state.synced_to, state.backfilled_to = today, start
        elif state.backfilled_to and start < state.backfilled_to <= end:
            state.backfilled_to = start
        return {"synced_to", "backfilled_to"}


def marks_of(state: StreamState) -> Marks:
    return Marks(
        synced_to=state.synced_to,
        backfilled_to=state.backfilled_to,
        floor=state.backfill_floor,
        dirty=_window(state.dirty_from, state.dirty_to),
        doubted=_window(state.doubted_from, state.doubted_to),
    )


def _window(start: date | None, end: date | None) -> Window | None:
    return Window(start, end) if start and end else None


def states_of(connection: Connection, streams: Sequence[Stream]) -> dict[str, StreamState]:
    """The state row of every stream, made where it is missing. Two queries at most."""
    held = {state.stream: state for state in StreamState.objects.filter(connection=connection)}
    missing = [s.slug for s in streams if s.slug not in held]
    if missing:
        StreamState.objects.bulk_create(
            (StreamState(connection=connection, stream=slug) for slug in missing), ignore_conflicts=True
        )
        held = {state.stream: state for state in StreamState.objects.filter(connection=connection)}
    return held
