"""The coverage calendar: what became of every day of a source, and whose doing that was."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from integrations import coverage, raw
from integrations.contract import Window
from integrations.models import Connection, RawRecord, StreamState
from metrics.models import DailyMetric

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
YEAR = Window(date(2026, 1, 1), TODAY)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def connection():
    """Read back to the first of February, and up to today."""
    user = User.objects.create_user("owner@example.org", timezone="Europe/Berlin")
    connection = Connection.objects.create(user=user, provider="oura", next_sync_at=NOW + DAY)
    for stream in ("daily_activity", "sleep"):
        StreamState.objects.create(
            connection=connection,
            stream=stream,
            synced_to=TODAY,
            backfilled_to=date(2026, 2, 1),
            backfill_floor=date(2026, 1, 10),
        )
    return connection


@pytest.fixture
def owner(client, connection):
    client.force_login(connection.user)
    return client


def number(connection, day, metric="sleep.score", **fields):
    stamps = {"first_seen": NOW, "changed_at": NOW}
    DailyMetric.objects.create(
        user=connection.user, day=day, metric=metric, source="oura", **{"value": 70} | fields | stamps
    )


def activity(connection, day, **record):
    raw.keep(connection, "daily_activity", [raw.receive(f"a{day}", day, record)], NOW)


def state(connection, day):
    connection.refresh_from_db()
    return coverage.days_of(connection, YEAR)[day]


def test_a_day_with_data_one_without_and_one_not_read_yet(connection):
    number(connection, TODAY)
    assert state(connection, TODAY) == "data"
    assert state(connection, TODAY - DAY) == "none"
    assert state(connection, date(2026, 1, 31)) == "unread"


def test_history_that_is_to_be_read_is_told_from_days_before_there_was_any(connection):
    assert state(connection, date(2026, 1, 10)) == "unread"
    assert state(connection, date(2026, 1, 9)) == "empty"
    StreamState.objects.update(backfilled_to=date(2026, 1, 10))
    assert state(connection, date(2026, 1, 10)) == "none"
    assert state(connection, date(2026, 1, 9)) == "empty"


def test_before_the_first_run_nothing_is_read_yet(connection):
    StreamState.objects.all().delete()
    assert state(connection, TODAY) == "unread"


def test_not_worn_is_what_the_source_says_of_its_device(connection):
    activity(connection, TODAY, steps=0, non_wear_time=86400)
    activity(connection, TODAY - DAY, steps=0, non_wear_time=3600)
    activity(connection, TODAY - 2 * DAY, steps=0, non_wear_time=86400)
    number(connection, TODAY - 2 * DAY)
    assert state(connection, TODAY) == "not-worn"
    assert state(connection, TODAY - DAY) == "none"
    assert state(connection, TODAY - 2 * DAY) == "data"


def test_a_day_is_excluded_when_nothing_of_it_counts(connection):
    number(connection, TODAY, excluded=True)
    number(connection, TODAY - DAY, excluded=True)
    number(connection, TODAY - DAY, metric="activity.steps")
    assert state(connection, TODAY) == "excluded"
    assert state(connection, TODAY - DAY) == "data"


@pytest.mark.parametrize(
    "fields", [{}, {"problem": "RateLimited"}, {"next_sync_at": NOW - timedelta(minutes=2)}]
)
def test_today_before_its_run_is_not_read_yet_and_nobodys_failure(connection, fields):
    """Read once a day, at eight in the evening: all morning long nothing has failed."""
    StreamState.objects.update(synced_to=TODAY - DAY)
    Connection.objects.update(**{"at_time": time(20), "next_sync_at": NOW + timedelta(hours=11)} | fields)
    assert state(connection, TODAY) == "unread"
    assert state(connection, TODAY - DAY) == "none"


@pytest.mark.parametrize(
    "fields",
    [
        {"problem": "Unavailable", "reason": "Oura has a problem of its own."},
        {"state": "needs_reconnect", "next_sync_at": None},
        {"next_sync_at": NOW - timedelta(hours=4)},
    ],
)
def test_what_a_source_in_trouble_has_not_read_is_ours(connection, fields):
    StreamState.objects.update(synced_to=TODAY - DAY)
    Connection.objects.update(**fields)
    assert state(connection, TODAY) == "failed"


def test_a_part_that_failed_yesterday_has_not_failed_today(connection):
    StreamState.objects.filter(stream="sleep").update(
        synced_to=TODAY - 2 * DAY, last_error="Unreadable.", last_error_at=NOW - DAY
    )
    StreamState.objects.filter(stream="daily_activity").update(synced_to=TODAY - DAY)
    assert state(connection, TODAY - DAY) == "failed"
    assert state(connection, TODAY) == "unread"


def test_days_that_we_did_not_read_are_ours_until_a_run_is_to_come(connection):
    StreamState.objects.filter(stream="sleep").update(
        synced_to=TODAY - 2 * DAY, last_error="Unreadable.", last_error_at=NOW
    )
    assert state(connection, TODAY) == "failed"
    assert state(connection, TODAY - 2 * DAY) == "none"
    Connection.objects.update(queued_until=NOW + DAY)
    assert state(connection, TODAY) == "unread"
    Connection.objects.update(queued_until=None, state="paused")
    assert state(connection, TODAY) == "unread"


def test_days_with_records_that_were_not_understood_are_ours(connection):
    StreamState.objects.filter(stream="sleep").update(dirty_from=TODAY - DAY, dirty_to=TODAY - DAY)
    assert state(connection, TODAY - DAY) == "failed"
    assert state(connection, TODAY) == "none"


def test_another_persons_and_another_sources_numbers_do_not_count(connection):
    stamps = {"first_seen": NOW, "changed_at": NOW, "metric": "sleep.score", "value": 1}
    other = User.objects.create_user("other@example.org")
    DailyMetric.objects.create(user=other, day=TODAY, source="oura", **stamps)
    DailyMetric.objects.create(user=connection.user, day=TODAY, source="manual", **stamps)
    assert state(connection, TODAY) == "none"


def test_ten_years_cost_no_more_queries_than_a_day(connection, django_assert_max_num_queries):
    first = date(2016, 3, 16)
    for n in range(0, 3650, 50):
        number(connection, first + n * DAY)
        activity(connection, first + (n + 1) * DAY, steps=0, non_wear_time=86400)
    with django_assert_max_num_queries(12):
        states = coverage.days_of(connection, Window(first, TODAY))
    assert list(states.values()).count("not-worn") == RawRecord.objects.count() == 73


def test_the_page_has_months_a_legend_and_a_button_for_each_day(
    owner, connection, django_assert_max_num_queries
):
    number(connection, date(2024, 5, 5))
    owner.get(reverse("connections"))  # what every page asks for is known then
    with django_assert_max_num_queries(12):
        html = owner.get(reverse("connection_coverage", args=["oura"])).content.decode()
    assert html.count('<button class="cover-day"') == (TODAY - date(2025, 12, 31)).days
    for words in ("January", "March", "we failed", "not worn", "not connected yet", "?year=2024"):
        assert words in html
    assert "May" not in re.sub(r"<[^>]+>", "", html)
    older = owner.get(reverse("connection_coverage", args=["oura"]), {"year": "2024"}).content.decode()
    assert 'aria-label="May 2024"' in older
    assert older.count('<button class="cover-day"') == 366


def test_marks_and_their_legend_say_the_same(owner, connection):
    """One of each: what a mark is called, to a screen reader too, stands in the legend beside that mark."""
    number(connection, TODAY)
    number(connection, TODAY - DAY, excluded=True)
    activity(connection, TODAY - 2 * DAY, steps=0, non_wear_time=86400)
    StreamState.objects.filter(stream="sleep").update(dirty_from=TODAY - 3 * DAY, dirty_to=TODAY - 3 * DAY)
    html = owner.get(reverse("connection_coverage", args=["oura"])).content.decode()
    legend = dict(re.findall(r'<span class="cover-cell cover-([a-z-]+)"></span>([^<]+)</span>', html))
    marks = set(re.findall(r'aria-label="[^"]+: ([^"]+)"><span class="cover-cell cover-([a-z-]+)">', html))
    assert {state for _words, state in marks} == legend.keys()
    assert {(words, state) for state, words in legend.items()} == marks
    assert (legend["empty"], legend["unread"]) == ("not connected yet", "not read yet")


@pytest.mark.parametrize("year", ["", "0000", "1999", "9999", "²⁰²⁴", "x" * 99])
def test_a_year_that_is_none_shows_this_one(owner, year):
    html = owner.get(reverse("connection_coverage", args=["oura"]), {"year": year}).content.decode()
    assert 'aria-label="March 2026"' in html


def test_a_paused_source_offers_nothing_to_fetch(owner):
    Connection.objects.update(state="paused")
    html = owner.get(reverse("connection_coverage", args=["oura"])).content.decode()
    assert 'class="cover-day" role="img"' in html
    assert '<button class="cover-day"' not in html


@pytest.mark.parametrize("staff", [True, False])
def test_nobody_else_sees_it(connection, staff):
    client = Client()
    client.force_login(User.objects.create_user("else@example.org", is_staff=staff))
    answer = client.get(reverse("connection_coverage", args=["oura"]))
    assert (answer.status_code, answer.url) == (302, "/connections/#oura"), "to where one is made"
