"""Which days to read. Pure: dates in, windows out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from integrations.contract import Shape, Stream, Window

DAY = timedelta(days=1)


class Purpose(Enum):
    """Why a window is read, which decides the mark it moves."""

    RECENT = "recent"  # moves synced_to when all of the stream's recent windows are read
    BACKFILL = "backfill"  # moves backfilled_to, newest first
    ASKED = "asked"  # a range somebody named
    TOLD = "told"  # what a webhook named, and nothing beside it: moves no mark of how far we are


@dataclass(frozen=True, slots=True)
class Job:
    """One window of one stream."""

    stream: Stream
    window: Window
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Marks:
    """How far a stream has been read, as `StreamState` keeps it."""

    synced_to: date | None = None
    backfilled_to: date | None = None
    floor: date | None = None
    dirty: Window | None = None
    doubted: Window | None = None


def chunks(window: Window, days: int) -> Iterator[Window]:
    """The window cut into pieces of at most so many days, newest first."""
    end = window.end
    while (end - window.start).days >= days:
        start = end - (days - 1) * DAY
        yield Window(start, end)
        end = start - DAY
    if end >= window.start:
        yield Window(window.start, end)


def overlap(one: Window, other: Window) -> bool:
    return one.start <= other.end and one.end >= other.start


def span(one: Window | None, other: Window) -> Window:
    """The smallest window that holds both."""
    return Window(min(one.start, other.start), max(one.end, other.end)) if one else other


def recent_windows(today: date, marks: Marks, lookback_days: int) -> list[Window]:
    """The last days, which the vendor may still change, through tomorrow; then days to be looked at again.

    Reaches back over whatever was missed since the last reading. What a hook, a person or a doubt wants to
    see again is read apart where it lies further back: one day of last year does not fetch a year.
    """
    starts = [today - lookback_days * DAY]
    if marks.synced_to:
        starts.append(marks.synced_to - lookback_days * DAY)
    windows = [Window(min(starts), today + DAY)]
    for wanted in (marks.dirty, marks.doubted):
        if wanted:
            touching = [window for window in windows if overlap(window, wanted)]
            whole = wanted
            for window in touching:
                whole = span(whole, window)
            windows = [window for window in windows if window not in touching] + [whole]
    return sorted(windows, key=lambda window: window.end, reverse=True)


def backfill_windows(marks: Marks, floor: date, chunk_days: int) -> Iterator[Window]:
    """History that is still to be read, newest first."""
    if marks.backfilled_to and marks.backfilled_to > floor:
        yield from chunks(Window(floor, marks.backfilled_to - DAY), chunk_days)


def recent_jobs(stream: Stream, today: date, marks: Marks, lookback_days: int) -> list[Job]:
    windows = recent_windows(today, marks, lookback_days)
    if stream.shape is Shape.SNAPSHOT:
        return [Job(stream, windows[0], Purpose.RECENT)]
    pieces = [piece for window in windows for piece in chunks(window, stream.chunk_days)]
    return [Job(stream, piece, Purpose.RECENT) for piece in pieces]


def told_jobs(stream: Stream, marks: Marks) -> list[Job]:
    """Nothing but the days that are to be looked at again."""
    if marks.dirty is None:
        return []
    if stream.shape is Shape.SNAPSHOT:
        return [Job(stream, marks.dirty, Purpose.TOLD)]
    return [Job(stream, piece, Purpose.TOLD) for piece in chunks(marks.dirty, stream.chunk_days)]


def asked_jobs(stream: Stream, window: Window) -> list[Job]:
    if stream.shape is Shape.SNAPSHOT:
        return [Job(stream, window, Purpose.ASKED)]
    return [Job(stream, piece, Purpose.ASKED) for piece in chunks(window, stream.chunk_days)]


def newest_first(jobs: Iterable[Job]) -> list[Job]:
    """Jobs of several streams in the order in which a person wants their history back."""
    return sorted(jobs, key=lambda job: job.window.end, reverse=True)


def contiguous_start(windows: Iterable[Window], done: set[Window]) -> date | None:
    """Where the unbroken run of finished windows ends, going back in time; None if it has not begun."""
    reached = None
    for window in windows:
        if window not in done:
            break
        reached = window.start
    return reached
