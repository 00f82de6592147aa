"""One run of one connection, from claim to release."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from integrations import credentials, raw, registry
from integrations.contract import Provider, Shape, Stream, Window
from integrations.errors import (
    CredentialsRefused,
    ProviderError,
    RateLimited,
    StreamRefused,
    Unavailable,
)
from integrations.models import Connection, StreamState, SyncRun

from . import claims, planning, scheduling
from .fetching import Arrival, Fetcher
from .planning import Job, Purpose
from .progress import StreamProgress, states_of
from .writing import Doubted, Target, WindowWriter

logger = logging.getLogger(__name__)

DEEP_EVERY = timedelta(days=7)
# A run that only goes on with the history need not look at the recent days again so soon.
RECENT_ENOUGH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked to do.

    `since`/`until`: read these days now. `streams`: only these. `windows`: how many windows of history at
    most (None: all there are). `on_progress` hears (windows read, windows planned, stream, window).
    """

    trigger: str = SyncRun.Trigger.SCHEDULE
    since: date | None = None
    until: date | None = None
    streams: frozenset[str] | None = None
    windows: int | None = None
    on_progress: Callable[[int, int, str, Window], None] | None = None


class Busy(Exception):
    """Another worker holds the connection."""


def sync(connection: Connection, options: Options) -> SyncRun:
    """Runs a connection's sync here and returns the finished run. Raises Busy when another one is at it.

    Everything that goes wrong with the vendor ends in the run and on the connection, never in an exception.
    """
    token = claims.claim(connection.pk)
    if token is None:
        raise Busy
    _end_abandoned(connection)
    run = SyncRun.objects.create(connection=connection, trigger=options.trigger, claim_token=token)
    try:
        return Run(connection, registry.PROVIDERS[connection.provider], run, token, options).go()
    except claims.ClaimLost:
        return _finish_as_lost(run)
    except BaseException as error:
        # Also a time limit or a shutdown: the run says so, and the claim is free for the next one.
        _finish_as_broken(run, error)
        scheduling.after_failure(connection, token, Unavailable("The sync failed on our side."))
        raise


def _end_abandoned(connection: Connection) -> None:
    """Runs whose worker died are ended by the next one that gets the claim."""
    SyncRun.objects.filter(connection=connection, status=SyncRun.Status.RUNNING).update(
        status=SyncRun.Status.FAILED,
        finished_at=timezone.now(),
        error="The part that fetches stopped before this run ended. What was read is kept.",
    )


def _finish_as_lost(run: SyncRun) -> SyncRun:
    run.refresh_from_db()
    return run


def _finish_as_broken(run: SyncRun, error: BaseException) -> None:
    run.status, run.finished_at = SyncRun.Status.FAILED, timezone.now()
    run.error = f"The sync failed on our side ({type(error).__name__})."
    run.save(update_fields=["status", "finished_at", "error"])


class Run:
    """The work between claim and release."""

    def __init__(
        self, connection: Connection, provider: Provider, run: SyncRun, token: str, options: Options
    ) -> None:
        self.connection, self.provider, self.run, self.options = connection, provider, run, options
        self.token = token
        self.target = Target(connection, provider, run, token)
        self.today = connection.user.today()
        self.streams: dict[str, StreamProgress] = {}
        self.refused: set[str] = set()
        self.answered: set[str] = set()
        self.halt: ProviderError | None = None
        self.unavailable: Unavailable | None = None
        self.stopped: ProviderError | None = None
        self.secret: dict[str, str] = {}

    def go(self) -> SyncRun:
        try:
            self.secret = dict(credentials.valid_secret(self.connection))
            self._read(self._jobs())
        except ProviderError as error:
            self.stopped = error
        return self._end()

    # --- what to read ------------------------------------------------------------------------------

    def _jobs(self) -> list[Job]:
        """First what says since when there can be data, then everything else."""
        chosen = [s for s in self.provider.streams if self._is_chosen(s)]
        states = states_of(self.connection, chosen)
        for stream in chosen:
            self.streams[stream.slug] = StreamProgress(stream, states[stream.slug])
        granted = self.connection.credential.scopes
        readable = [p for p in self.streams.values() if self._is_granted(p, granted)]
        jobs = [job for p in readable for job in self._recent(p)]
        if any(p.state.backfill_floor is None for p in readable):
            first = [job for job in jobs if job.stream.sets_floor]
            self._read(first)
            jobs = [job for job in jobs if job not in first]
        history = planning.newest_first(job for p in readable for job in self._history(p))
        return planning.newest_first(jobs) + self._bounded(history)

    def _is_chosen(self, stream: Stream) -> bool:
        return self.options.streams is None or stream.slug in self.options.streams

    def _is_granted(self, progress: StreamProgress, granted: Sequence[str] | None) -> bool:
        scope = progress.stream.scope
        if scope is None or granted is None or scope in granted:
            return True
        self._note(progress, f"Not shared with us: {progress.stream.label}. Reconnect to share it.")
        return False

    def _recent(self, progress: StreamProgress) -> list[Job]:
        stream, state = progress.stream, progress.state
        if self.options.since or self.options.until:
            start = self.options.since or self.today - timedelta(days=settings.SYNC_LOOKBACK_DAYS)
            end = self.options.until or self.today + planning.DAY
            jobs = planning.asked_jobs(stream, Window(start, end))
        elif self._was_just_read(state):
            jobs = []
        else:
            now = timezone.now()
            progress.deep = state.deep_read_at is None or now - state.deep_read_at > DEEP_EVERY
            days = settings.SYNC_DEEP_LOOKBACK_DAYS if progress.deep else settings.SYNC_LOOKBACK_DAYS
            jobs = planning.recent_jobs(stream, self.today, progress.marks, days)
        progress.jobs += jobs
        return jobs

    def _was_just_read(self, state: StreamState) -> bool:
        going_on = self.options.trigger == SyncRun.Trigger.BACKFILL
        return bool(
            going_on
            and state.read_at
            and not state.dirty_from
            and timezone.now() - state.read_at < RECENT_ENOUGH
        )

    def _history(self, progress: StreamProgress) -> list[Job]:
        if progress.stream.shape is Shape.SNAPSHOT or self.options.since or self.options.until:
            return []
        marks = progress.marks
        recent = progress.windows(Purpose.RECENT)
        if marks.backfilled_to is None and recent:
            marks = planning.Marks(backfilled_to=min(window.start for window in recent))
        return [
            Job(progress.stream, window, Purpose.BACKFILL)
            for window in planning.backfill_windows(marks, self._floor(progress), progress.stream.chunk_days)
        ]

    def _floor(self, progress: StreamProgress) -> date:
        """Since when there can be data. Kept on the stream, where an operator may set it."""
        state = progress.state
        if state.backfill_floor is None:
            state.backfill_floor = floor_of(self.connection, self.provider, self.today)
            # While the devices could not be asked, the guess is for this run only.
            if not any(p.tally.error for p in self.streams.values() if p.stream.sets_floor):
                state.save(update_fields=["backfill_floor"])
        return state.backfill_floor

    def _bounded(self, history: list[Job]) -> list[Job]:
        chosen = history if self.options.windows is None else history[: self.options.windows]
        for job in chosen:
            self.streams[job.stream.slug].jobs.append(job)
        return chosen

    # --- reading -----------------------------------------------------------------------------------

    def _read(self, jobs: Sequence[Job]) -> None:
        """Reads jobs; when the key is refused before anything answered, once more with a fresh one."""
        if not jobs:
            return
        self._fetch(jobs)
        if self.refused and not self.answered and self.provider.refresh:
            self.refused, self.halt = set(), None
            self.secret = dict(credentials.refresh_now(self.connection, self.secret["access_token"]))
            self._fetch([job for job in jobs if job.window not in self.streams[job.stream.slug].done])
        self._settle_refused()
        if self.halt:
            raise self.halt
        if self.unavailable and not self.answered:
            raise self.unavailable

    def _settle_refused(self) -> None:
        """401 for one stream while others answer is a matter of scope; for all, of the connection."""
        vendor = self.provider.label
        if self.refused and not self.answered:
            raise CredentialsRefused(
                f"{vendor} stopped accepting our key. Reconnect; nothing you have is lost."
            )
        for slug in self.refused:
            self._note(
                self.streams[slug], f"{vendor} does not share {self.streams[slug].stream.label} with us."
            )
        self.refused = set()

    def _fetch(self, jobs: Sequence[Job]) -> None:
        fetcher = Fetcher(
            jobs,
            lambda: self.provider.client(self.secret, self.connection.world),
            threads=min(settings.SYNC_FETCH_THREADS, len(jobs)),
        )
        writers: dict[Job, WindowWriter] = {}
        try:
            for arrival in fetcher.arrivals():
                if isinstance(arrival, Arrival):
                    self._take(arrival, writers)
                else:
                    claims.renew(self.connection.pk, self.token)
        finally:
            self.run.requests += fetcher.requests

    def _take(self, arrival: Arrival, writers: dict[Job, WindowWriter]) -> None:
        progress = self.streams[arrival.job.stream.slug]
        if arrival.error:
            self._take_error(progress, arrival.error)
            return
        assert arrival.page is not None
        self.answered.add(progress.stream.slug)
        writer = writers.setdefault(arrival.job, self._writer(progress, arrival.job))
        started = time.monotonic()
        try:
            counts = writer.write(arrival.page, on_last=lambda: self._window_read(progress, arrival.job))
        except Doubted as doubt:
            self._doubt(progress, arrival.job, doubt)
            return
        tally = progress.tally
        tally.requests += 1
        tally.records += counts.records
        tally.changed += counts.changed
        tally.rejected += counts.rejected
        tally.seconds += time.monotonic() - started
        if arrival.page.is_last:
            writers.pop(arrival.job)
            self._report(arrival.job)

    def _report(self, job: Job) -> None:
        if self.options.on_progress:
            done = sum(len(p.done) for p in self.streams.values())
            planned = sum(len(p.jobs) for p in self.streams.values())
            self.options.on_progress(done, planned, job.stream.slug, job.window)

    def _writer(self, progress: StreamProgress, job: Job) -> WindowWriter:
        doubted = progress.marks.doubted
        overlaps = bool(doubted and doubted.start <= job.window.end and doubted.end >= job.window.start)
        return WindowWriter(self.target, job, believe_empty=overlaps)

    def _window_read(self, progress: StreamProgress, job: Job) -> None:
        progress.finish(job, self.today, timezone.now())

    def _take_error(self, progress: StreamProgress, error: ProviderError) -> None:
        progress.tally.requests += 1
        if isinstance(error, CredentialsRefused):
            self.refused.add(progress.stream.slug)
        elif isinstance(error, StreamRefused):
            self.answered.add(progress.stream.slug)
            self._note(progress, str(error))
        else:
            self._fail(progress, str(error))
            if isinstance(error, RateLimited):
                self.halt = error
            elif isinstance(error, Unavailable):
                self.unavailable = error

    def _doubt(self, progress: StreamProgress, job: Job, doubt: Doubted) -> None:
        progress.state.doubted_from, progress.state.doubted_to = job.window.start, job.window.end
        self._fail(
            progress,
            f"{self.provider.label} sent nothing for days of which we hold {doubt.held} records. "
            "They are kept until a second look agrees.",
        )

    def _fail(self, progress: StreamProgress, problem: str) -> None:
        progress.tally.error = problem[:300]
        state = progress.state
        state.last_error, state.last_error_at = problem[:300], timezone.now()
        state.save(update_fields=["last_error", "last_error_at", "doubted_from", "doubted_to"])

    def _note(self, progress: StreamProgress, note: str) -> None:
        progress.tally.note = note[:300]
        if progress.state.note != note[:300]:
            progress.state.note = note[:300]
            progress.state.save(update_fields=["note"])

    # --- the end -----------------------------------------------------------------------------------

    def _end(self) -> SyncRun:
        run = self.run
        tallies = {slug: p.tally for slug, p in self.streams.items()}
        run.streams = {slug: tally.as_json() for slug, tally in tallies.items()}
        run.records = sum(t.records for t in tallies.values())
        run.changed = sum(t.changed for t in tallies.values())
        run.rejected = sum(t.rejected for t in tallies.values())
        run.status, run.error = self._status(), str(self.stopped or "")[:300]
        run.finished_at = timezone.now()
        run.claim_token = ""
        run.save()
        if self.stopped:
            scheduling.after_failure(self.connection, self.token, self.stopped)
        else:
            scheduling.after_reading(
                self.connection, self.token, run, self._history_remains(), self.unavailable
            )
        return run

    def _status(self) -> str:
        read_something = any(p.done for p in self.streams.values())
        trouble = self.stopped or any(
            p.tally.error or p.tally.rejected or (p.unread and not p.tally.note)
            for p in self.streams.values()
        )
        if not trouble:
            return SyncRun.Status.OK
        return SyncRun.Status.PARTIAL if read_something else SyncRun.Status.FAILED

    def _history_remains(self) -> bool:
        return any(
            p.state.backfilled_to
            and p.state.backfill_floor
            and p.state.backfilled_to > p.state.backfill_floor
            for p in self.streams.values()
            if not p.tally.error and not p.tally.note
        )


def floor_of(connection: Connection, provider: Provider, today: date) -> date:
    """The first day that can hold data: what the vendor says of its devices, else a setting."""
    slugs = [stream.slug for stream in provider.streams if stream.sets_floor]
    days = [
        day
        for slug in slugs
        if (day := raw.within(connection, slug, None).order_by("day").values_list("day", flat=True).first())
    ]
    # A day of grace: the set-up is an instant in UTC, and the first night may carry the date before.
    return (
        min(days) - planning.DAY
        if days
        else today - timedelta(days=round(settings.SYNC_BACKFILL_YEARS * 365.25))
    )
