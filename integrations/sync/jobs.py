"""What one run reads: the jobs of every stream that the person shares with us."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations import raw
from integrations.contract import Provider, Shape, Window
from integrations.models import Connection, Credential, StreamState, SyncRun

from . import planning
from .planning import Job, Purpose
from .progress import StreamProgress, states_of

DEEP_EVERY = timedelta(days=7)
# A run that only goes on with the history need not look at the recent days again so soon.
RECENT_ENOUGH = timedelta(minutes=30)
# A vendor's word on its devices is not believed further back than this.
EARLIEST = date(2010, 1, 1)


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

    @property
    def names_days(self) -> bool:
        return bool(self.since or self.until)

    @property
    def is_narrow(self) -> bool:
        """Whether it reads what a webhook named and nothing else."""
        return self.trigger == SyncRun.Trigger.WEBHOOK

    @property
    def is_whole(self) -> bool:
        """Whether it looks at all that there is: then nothing read means a source that cannot be read."""
        return self.takes_news and not self.is_narrow

    @property
    def takes_news(self) -> bool:
        """Whether it may look after what webhooks named, beside its own."""
        return not self.names_days and self.streams is None


class Plan:
    """The jobs of a run; `streams` holds the progress of every chosen stream."""

    def __init__(self, connection: Connection, provider: Provider, options: Options, today: date) -> None:
        self.connection, self.provider, self.options, self.today = connection, provider, options, today
        streams = provider.streams_for(connection)
        chosen = [s for s in streams if options.streams is None or s.slug in options.streams]
        if load := provider.load:
            chosen = [replace(stream, data=load(stream)) for stream in chosen]
        states = states_of(connection, chosen)
        if options.is_narrow:
            chosen = [stream for stream in chosen if states[stream.slug].dirty_from]
        self.streams = {s.slug: StreamProgress(s, states[s.slug]) for s in chosen}
        self._readable = self._granted(_granted_scopes(connection))
        self._jobs = [job for p in self._readable for job in self._recent(p)]

    def first(self) -> list[Job]:
        """What says since when there can be data, while that is not known of every stream."""
        if all(p.state.backfill_floor or p.stream.shape is Shape.SNAPSHOT for p in self._readable):
            return []
        return [job for job in self._jobs if job.stream.sets_floor]

    def rest(self, already: Iterable[Job]) -> list[Job]:
        """Everything else: the recent days, then as much of the history as the run may read."""
        read = set(already)
        recent = planning.newest_first(job for job in self._jobs if job not in read)
        history = planning.newest_first(job for p in self._readable for job in self._history(p))
        return recent + self._bounded(history)

    def _granted(self, scopes: Iterable[str] | None) -> list[StreamProgress]:
        granted = None if scopes is None else frozenset(scopes)
        readable = []
        for progress in self.streams.values():
            if granted is None or progress.stream.scope is None or progress.stream.scope in granted:
                readable.append(progress)
            else:
                words = {"stream": progress.stream.label}
                progress.note(_("Not shared with us: %(stream)s. Reconnect to share it.") % words)
        return readable

    def _recent(self, progress: StreamProgress) -> list[Job]:
        stream, state = progress.stream, progress.state
        if self.options.names_days:
            jobs = planning.asked_jobs(stream, self._asked())
        elif self.options.is_narrow or self._was_just_read(state):
            jobs = planning.told_jobs(stream, progress.marks)
        else:
            now = timezone.now()
            progress.deep = state.deep_read_at is None or now - state.deep_read_at > DEEP_EVERY
            days = settings.SYNC_DEEP_LOOKBACK_DAYS if progress.deep else settings.SYNC_LOOKBACK_DAYS
            jobs = planning.recent_jobs(stream, self.today, progress.marks, days)
        progress.jobs += jobs
        return jobs

    def _asked(self) -> Window:
        end = self.options.until or self.today + planning.DAY
        lookback = timedelta(days=settings.SYNC_LOOKBACK_DAYS)
        return Window(self.options.since or min(end, self.today) - lookback, end)

    def _was_just_read(self, state: StreamState) -> bool:
        going_on = self.options.trigger == SyncRun.Trigger.BACKFILL
        return bool(going_on and state.read_at and timezone.now() - state.read_at < RECENT_ENOUGH)

    # --- history -----------------------------------------------------------------------------------

    def _history(self, progress: StreamProgress) -> list[Job]:
        stream, state, marks = progress.stream, progress.state, progress.marks
        if stream.shape is Shape.SNAPSHOT or self.options.names_days or self.options.is_narrow:
            return []
        recent = progress.windows(Purpose.RECENT)
        if marks.backfilled_to is None and recent:
            marks = planning.Marks(backfilled_to=min(window.start for window in recent))
        windows = list(planning.backfill_windows(marks, self._floor(progress), stream.chunk_days))
        if self.options.windows is not None and (state.last_error or state.note):
            # One try shows whether the trouble is over, and in a bounded run the others need the room.
            windows = windows[:1]
        return [Job(stream, window, Purpose.BACKFILL) for window in windows]

    def _floor(self, progress: StreamProgress) -> date:
        """Since when there can be data. Kept on the stream, where an operator may set it."""
        state = progress.state
        if state.backfill_floor is None:
            state.backfill_floor = floor_of(self.connection, self.provider, self.today)
            # While the devices could not be asked, the guess is for this run only.
            if not any(p.tally.error for p in self.streams.values() if p.stream.sets_floor):
                progress.save("backfill_floor")
        return state.backfill_floor

    def _bounded(self, history: list[Job]) -> list[Job]:
        chosen = history if self.options.windows is None else history[: self.options.windows]
        for job in chosen:
            self.streams[job.stream.slug].jobs.append(job)
        return chosen


def _granted_scopes(connection: Connection) -> list[str] | None:
    """None where they are not known: then everything is tried."""
    return Credential.objects.filter(connection=connection).values_list("scopes", flat=True).first()


def floor_of(connection: Connection, provider: Provider, today: date) -> date:
    """The first day that can hold data: what the vendor says of its devices, else a setting."""
    slugs = [stream.slug for stream in provider.streams if stream.sets_floor]
    days = [
        day
        for slug in slugs
        if (day := raw.within(connection, slug, None).order_by("day").values_list("day", flat=True).first())
    ]
    if not days:
        guess = today - timedelta(days=round(settings.SYNC_BACKFILL_YEARS * 365.25))
        return max(guess, provider.begins or EARLIEST)
    # A day of grace: the set-up is an instant in UTC, and the first night may carry the date before.
    return max(min(days) - planning.DAY, EARLIEST)


def history_remains(streams: Iterable[StreamProgress]) -> bool:
    """Whether there is history that the next run could read."""
    return any(_has_history_left(p.state) for p in streams if not p.tally.error and not p.tally.note)


def _has_history_left(state: StreamState) -> bool:
    reached, floor = state.backfilled_to, state.backfill_floor
    return bool(reached and floor and reached > floor)


def moved_on(streams: Iterable[StreamProgress]) -> bool:
    """Whether the history that was to be read has become shorter: else the next run would be the same."""
    planned = [p for p in streams if p.windows(Purpose.BACKFILL)]
    return not planned or any(p.done.intersection(p.windows(Purpose.BACKFILL)) for p in planned)
