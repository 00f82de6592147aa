"""How far a run has come: per stream what was read, and the marks that move."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from integrations.contract import Stream, Window
from integrations.models import Connection, StreamState

from . import planning
from .planning import Job, Marks, Purpose, contiguous_start

if TYPE_CHECKING:
    from .writing import Counts


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

    def count(self, counts: "Counts", seconds: float) -> None:
        self.records += counts.records
        self.changed += counts.changed
        self.rejected += counts.rejected
        self.seconds += seconds

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "seconds": round(self.seconds, 3)}


# What a reading may move.
MARKS = (
    *("synced_to", "backfilled_to", "read_at", "deep_read_at", "doubted_from", "doubted_to"),
    *("dirty_from", "dirty_to", "last_error", "note", "troubled_since"),
)


@dataclass(slots=True)
class StreamProgress:
    """One stream in one run: its jobs, what is done, and its state row."""

    stream: Stream
    state: StreamState
    jobs: list[Job] = field(default_factory=list)
    done: set[Window] = field(default_factory=set)
    tally: StreamTally = field(default_factory=StreamTally)
    deep: bool = False
    # Days that an earlier run wants to be read again, and those that this one does.
    second_look: Window | None = None
    again: Window | None = None
    unsaved: bool = False

    def __post_init__(self) -> None:
        self.second_look = self.marks.dirty

    @property
    def marks(self) -> Marks:
        return marks_of(self.state)

    @property
    def unread(self) -> list[Job]:
        return [job for job in self.jobs if job.window not in self.done]

    def windows(self, purpose: Purpose) -> list[Window]:
        return [job.window for job in self.jobs if job.purpose is purpose]

    def save(self, *names: str) -> None:
        """Stores those fields of the state; quietly nothing when the connection is gone."""
        values = {name: getattr(self.state, name) for name in names}
        StreamState.objects.filter(pk=self.state.pk).update(**values)

    # --- what went well ----------------------------------------------------------------------------

    def finish(
        self,
        job: Job,
        today: date,
        now: datetime,
        clean: bool = True,
        changed: bool = True,
        lacking: str = "",
    ) -> None:
        """Notes a completely read window and moves the marks it allows. Inside its transaction.

        `clean` is False when records of the window could not be understood; `lacking` says what its source
        had lost. Where recent days are as they were, the marks wait for the end of the run: then one commit
        does for all streams.
        """
        self.done.add(job.window)
        self.state.last_error = self.state.note = ""
        if lacking:
            self.fail(lacking)
        if not self.unread and not self.tally.error:
            self.state.troubled_since = None
        if not clean:
            self._want_again(job.window)
        if job.purpose is Purpose.RECENT:
            self._move_recent(today, now)
        elif job.purpose is Purpose.BACKFILL:
            self._move_backfill()
        elif job.purpose is Purpose.TOLD:
            self._move_told()
        else:
            self._move_asked(today)
        self.tally.cursor = self.state.synced_to.isoformat() if self.state.synced_to else ""
        self.unsaved = True
        if changed or not clean or job.purpose is not Purpose.RECENT:
            self.save_marks()

    def save_marks(self) -> None:
        """Stores what `finish` moved, unless that has been done."""
        if self.unsaved:
            self.save(*MARKS)
            self.unsaved = False

    def _want_again(self, window: Window) -> None:
        """The next ordinary run looks once more at days with records that were not understood.

        Once: what is still not understood then waits for a replay, or a vendor's mistake would be fetched
        for ever.
        """
        if self.second_look is None or not planning.overlap(self.second_look, window):
            self.again = planning.span(self.again, window)
            self._set_dirty(planning.span(self.second_look, self.again))

    def _set_dirty(self, window: Window | None) -> None:
        self.state.dirty_from = window.start if window else None
        self.state.dirty_to = window.end if window else None

    def _move_recent(self, today: date, now: datetime) -> None:
        recent = self.windows(Purpose.RECENT)
        if not self.done.issuperset(recent):
            return
        state = self.state
        state.synced_to = today
        state.read_at = now
        if self.deep:
            state.deep_read_at = now
        state.doubted_from = state.doubted_to = None
        self.second_look = None
        self._set_dirty(self.again)
        if state.backfilled_to is None:
            state.backfilled_to = min(window.start for window in recent)
        self._move_backfill()

    def _move_told(self) -> None:
        if self.done.issuperset(self.windows(Purpose.TOLD)):
            self.second_look = None
            self._set_dirty(self.again)

    def _move_backfill(self) -> None:
        state, reached = self.state, contiguous_start(self.windows(Purpose.BACKFILL), self.done)
        # While the recent days are unread, history that is ahead of them would leave a hole.
        if state.synced_to and reached and (state.backfilled_to is None or reached < state.backfilled_to):
            state.backfilled_to = reached

    def _move_asked(self, today: date) -> None:
        """A range that somebody named counts as read history where it joins what is read already."""
        asked = self.windows(Purpose.ASKED)
        if not self.done.issuperset(asked):
            return
        start, end = min(w.start for w in asked), max(w.end for w in asked)
        state = self.state
        if state.backfilled_to is None and end >= today:
            state.synced_to, state.backfilled_to = today, start
        elif state.backfilled_to and start < state.backfilled_to <= end + planning.DAY:
            state.backfilled_to = start

    # --- what did not ------------------------------------------------------------------------------

    def fail(self, problem: str, *, is_wait: bool = False) -> None:
        """`is_wait`: the vendor wants to be asked later, which is no trouble of the stream."""
        now = timezone.now()
        self.tally.error = self.state.last_error = problem[:300]
        self.state.last_error_at = now
        if not is_wait:
            self.state.troubled_since = self.state.troubled_since or now
        self.save("last_error", "last_error_at", "troubled_since")

    def note(self, note: str) -> None:
        self.tally.note = note[:300]
        if self.state.note != note[:300]:
            self.state.note = note[:300]
            self.state.troubled_since = self.state.troubled_since or timezone.now()
            self.save("note", "troubled_since")

    def doubt(self, window: Window) -> None:
        """Days that held data and came back empty: the next run looks at them again."""
        wanted = planning.span(self.marks.doubted, window)
        self.state.doubted_from, self.state.doubted_to = wanted.start, wanted.end
        self.save("doubted_from", "doubted_to")


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
