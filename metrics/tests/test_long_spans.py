"""Spans too long for a bar a day: what is drawn and what the table says agree with the days themselves."""

import csv
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from metrics.charts.bands import at_tenths
from metrics.charts.marks import offsets_from_home
from metrics.charts.series import MONTHS_FROM, DayData
from metrics.charts.sleep import durations
from metrics.charts.window import Window, week_of
from metrics.selectors import Value
from metrics.stats import percentile

from .factories import NOW, DailyMetricFactory, SleepPeriodFactory

END = date(2026, 3, 14)
SECONDS = st.integers(0, 40_000).map(float)


def said(day: date, value: float | None) -> Value:
    return Value(value, "oura", day, False, value is None, False, value)


def days_of(step: date, *, month: bool) -> list[date]:
    length = monthrange(step.year, step.month)[1] if month else 7
    return [step + timedelta(days=n) for n in range(length)]


@given(st.sampled_from([121, 400, MONTHS_FROM, MONTHS_FROM + 1]), st.integers(0, 6), st.data())
def test_a_bar_stands_for_the_median_of_its_own_days(length, week_start, data):
    window = Window(END - timedelta(days=length - 1), END, "dates")
    # Not every day has a number, and some have one before the window begins.
    held = [END - timedelta(days=n) for n in range(0, length + 40, data.draw(st.integers(1, 9)))]
    nights = {
        day: (data.draw(SECONDS | st.none()), data.draw(SECONDS)) for day in held[:: len(held) // 20 + 1]
    }
    series = {
        "sleep.total": {day: said(day, total) for day, (total, _deep) in nights.items()},
        "sleep.deep": {day: said(day, deep) for day, (_total, deep) in nights.items()},
    }
    found = DayData(series, window, END, UserFactory.build(week_start=week_start))
    steps = [
        day for day in window.days if (day.day == 1 if length > MONTHS_FROM else day.weekday() == week_start)
    ]
    rests = []
    for step in steps:
        within = [nights[day] for day in days_of(step, month=length > MONTHS_FROM) if day in nights]
        totals = [total for total, _deep in within if total is not None]
        assert found.at_steps("sleep.total").get(step) == (median(totals) if totals else None)
        left = [total - deep for total, deep in within if total is not None]
        rests.append(median(left) if left and median(left) >= 300 else None)
    drawn = [trace["y"] for trace in durations(found).traces if trace["meta"]["role"] == "rest"]
    assert drawn == ([rests] if any(rests) else [])


@pytest.fixture
def person(db):
    user = UserFactory()
    start = user.today() - timedelta(days=200)
    for n in range(0, 200, 20):
        day = start + timedelta(days=n)
        DailyMetricFactory(user=user, day=day, metric="sleep.total", value=20_000.0 + n)
        DailyMetricFactory(user=user, day=day, metric="sleep.awake", value=100.0 + n)
    left_out = DailyMetricFactory(
        user=user, day=start + timedelta(days=5), metric="sleep.awake", excluded=True
    )
    user.left_out = left_out.day
    return user


def test_the_table_of_a_long_span_names_what_no_bar_shows_and_what_was_left_out(client, person):
    client.force_login(person)
    address = reverse("figure", args=["sleep-durations"])
    table = client.get(address, {"range": "all", "format": "csv"}).content.decode()
    rows = {row["day"]: row for row in csv.DictReader(table.splitlines())}
    first, left_out = (rows[str(person.today() - timedelta(days=back))] for back in (200, 195))
    assert (first["total"], first["awake"]) == ("20000.0", "100.0")
    assert (left_out["awake"], left_out["note"]) == ("", "excluded")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("explore-panels", {"a": "sleep.total", "b": "sleep.awake"}),
        ("sleep-durations", {}),
        ("trend", {"metric": "sleep.awake"}),
    ],
)
def test_numbers_of_a_long_span_are_read_once_and_the_rest_for_the_table(client, person, name, asked):
    client.force_login(person)
    address, span = reverse("figure", args=[name]), {"from": str(person.today() - timedelta(days=500))}
    client.get(address, asked | span)
    reads = []
    for kind in ({}, {"format": "csv"}):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, asked | span | kind).status_code == 200
        reads.append(sum("metrics_dailymetric" in query["sql"] for query in queries))
    assert reads == [1, 2]


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Europe/Berlin", "Pacific/Chatham", "UTC"])
def test_how_far_a_night_was_from_home_is_what_its_own_moment_says(db, zone):
    user = UserFactory(timezone=zone)
    starts = [datetime(2026, 1, 20, 22, 30, 7, tzinfo=UTC) + timedelta(days=37 * n) for n in range(9)]
    for n, start in enumerate(starts):
        SleepPeriodFactory(user=user, day=start.date(), start=start, utc_offset=3600 * n, first_seen=NOW)
    found = offsets_from_home(user, Window(starts[0].date(), starts[-1].date(), "dates"))
    homes = [start.astimezone(ZoneInfo(zone)).utcoffset() for start in starts]
    assert found == [
        (start.date(), 3600 * n - int(home.total_seconds()))
        for n, (start, home) in enumerate(zip(starts, homes, strict=True))
    ]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="says how SQLite reads")
def test_what_marks_ask_of_nights_is_answered_by_an_index_alone(person):
    window = Window(person.today() - timedelta(days=30), person.today(), "30")
    with CaptureQueriesContext(connection) as queries:
        offsets_from_home(person, window)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        assert "COVERING INDEX sleep_period_clocks" in str(cursor.fetchall())


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)), st.integers(0, 6))
def test_a_week_begins_on_its_own_weekday_at_most_six_days_before(day, week_start):
    first = week_of(day, week_start)
    assert first.weekday() == week_start
    assert 0 <= (day - first).days <= 6


@given(st.lists(SECONDS, min_size=1))
def test_the_tenths_of_numbers_are_their_percentiles(numbers):
    assert at_tenths(numbers) == tuple(percentile(numbers, q) for q in (10, 50, 90))
