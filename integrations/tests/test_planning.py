"""Which days a run reads."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from integrations.contract import Shape, Stream, Window
from integrations.sync.planning import (
    Marks,
    backfill_windows,
    chunks,
    contiguous_start,
    newest_first,
    recent_jobs,
    recent_windows,
)

TODAY = date(2026, 3, 29)
days = st.dates(date(2012, 1, 1), date(2030, 12, 31))


def stream(**fields):
    return Stream(slug="nights", label="Nights", normalise=lambda record, context: [], **fields)


def every_day(window):
    return [window.start + timedelta(days=n) for n in range((window.end - window.start).days + 1)]


@given(days, st.integers(0, 4000), st.integers(1, 400))
def test_chunks_hold_each_day_once_and_the_newest_comes_first(start, length, size):
    window = Window(start, start + timedelta(days=length))
    pieces = list(chunks(window, size))
    assert sorted(day for piece in pieces for day in every_day(piece)) == every_day(window)
    assert all(len(every_day(piece)) <= size for piece in pieces)
    assert [p.end for p in pieces] == sorted((p.end for p in pieces), reverse=True)


@given(days, st.one_of(st.none(), days), st.integers(1, 60))
def test_the_recent_window_leaves_no_day_unread_since_the_last_run(today, synced_to, lookback):
    [window] = recent_windows(today, Marks(synced_to=synced_to), lookback)
    assert window.end == today + timedelta(days=1), "last night and today are asked for"
    assert window.start <= today - timedelta(days=lookback)
    if synced_to:
        assert window.start <= synced_to


def test_days_that_are_to_be_looked_at_again_are_read_without_the_time_between():
    last_year = Window(date(2025, 1, 3), date(2025, 1, 9))
    marks = Marks(synced_to=TODAY, doubted=last_year)
    windows = recent_windows(TODAY, marks, 7)
    assert windows == [Window(date(2026, 3, 22), date(2026, 3, 30)), last_year]


windows = st.builds(lambda day, length: Window(day, day + timedelta(days=length)), days, st.integers(0, 90))


@given(days, st.one_of(st.none(), windows), st.one_of(st.none(), windows))
def test_whatever_is_to_be_looked_at_again_is_in_exactly_one_window(today, dirty, doubted):
    found = recent_windows(today, Marks(dirty=dirty, doubted=doubted), 7)
    wanted = [Window(today - timedelta(days=7), today + timedelta(days=1)), dirty, doubted]
    for window in filter(None, wanted):
        holders = [w for w in found if w.start <= window.start and window.end <= w.end]
        assert len(holders) == 1
    read = [day for window in found for day in every_day(window)]
    assert len(read) == len(set(read)), "no day is asked for twice"


@given(days, st.integers(0, 3000), st.integers(1, 400))
def test_backfill_goes_back_to_the_floor_and_touches_nothing_that_is_read(floor, length, size):
    reached = floor + timedelta(days=length)
    windows = list(backfill_windows(Marks(backfilled_to=reached), floor, size))
    read = sorted(day for window in windows for day in every_day(window))
    assert read == [floor + timedelta(days=n) for n in range(length)]


def test_backfill_waits_until_the_recent_days_are_read():
    assert list(backfill_windows(Marks(), date(2020, 1, 1), 90)) == []


@given(st.integers(1, 20), st.sets(st.integers(0, 19)))
def test_history_counts_as_read_only_as_far_as_it_is_unbroken(count, done):
    windows = list(chunks(Window(TODAY - timedelta(days=10 * count - 1), TODAY), 10))
    finished = {windows[n] for n in done if n < count}
    reached = contiguous_start(windows, finished)
    unbroken = next((n for n in range(count) if windows[n] not in finished), count)
    assert reached == (windows[unbroken - 1].start if unbroken else None)


def test_a_snapshot_is_one_window_whatever_its_size():
    jobs = recent_jobs(stream(shape=Shape.SNAPSHOT, chunk_days=1), TODAY, Marks(), 30)
    assert len(jobs) == 1


def test_streams_take_turns_so_that_the_newest_days_of_all_come_first():
    jobs = [
        job
        for name in ("a", "b")
        for job in recent_jobs(stream(chunk_days=10), TODAY, Marks(synced_to=date(2026, 1, 1)), 7)
    ]
    ends = [job.window.end for job in newest_first(jobs)]
    assert ends == sorted(ends, reverse=True)


def test_the_first_days_of_the_calendar_are_cut_like_any_others():
    window = Window(date.min, date.min + timedelta(days=40))
    assert [piece.start for piece in chunks(window, 30)] == [date.min + timedelta(days=11), date.min]
