"""The coverage calendar: what became of every day of a source, and whose doing that was."""

import re
from datetime import UTC, date, datetime, timedelta

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
    assert state(connection, date(2026, 1, 31)) == "empty"


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


def test_days_that_we_did_not_read_are_ours_until_a_run_is_to_come(connection):
    StreamState.objects.filter(stream="sleep").update(synced_to=TODAY - 2 * DAY)
    assert state(connection, TODAY) == "failed"
    assert state(connection, TODAY - 2 * DAY) == "none"
    Connection.objects.update(queued_until=NOW + DAY)
    assert state(connection, TODAY) == "empty"
    Connection.objects.update(queued_until=None, state="paused")
    assert state(connection, TODAY) == "empty"


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
