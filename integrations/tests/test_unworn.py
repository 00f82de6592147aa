"""Why a night is missing: what a source says of its device over that night."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from integrations import raw
from integrations.models import Connection
from integrations.unworn import hours_off
from metrics.models import DailyMetric

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 17)
OFF_FROM_23 = "2" * 228 + "0" * 60  # a day of five minutes each begins at 04:00
ON_FROM_8 = "0" * 48 + "3" * 60


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def connection():
    user = User.objects.create_user("owner@example.org", timezone="Europe/Berlin")
    return Connection.objects.create(user=user, provider="oura", next_sync_at=NOW + timedelta(days=1))


@pytest.fixture
def owner(client, connection):
    client.force_login(connection.user)
    return client


def activity(connection, day, line):
    raw.keep(connection, "daily_activity", [raw.receive(f"a{day}", day, {"class_5_min": line})], NOW)


def was_off(connection):
    activity(connection, DAY - timedelta(days=1), OFF_FROM_23)
    activity(connection, DAY, ON_FROM_8)


def shown(client, *address):
    return client.get(*address).content.decode().replace("\u202f", " ")


def test_the_source_says_how_long_its_device_was_off(connection, django_assert_num_queries):
    was_off(connection)

    with django_assert_num_queries(1):
        assert hours_off(connection.user, DAY) == 9
    assert hours_off(connection.user, DAY - timedelta(days=1)) == 0


def test_with_one_of_the_two_days_nobody_knows(connection):
    activity(connection, DAY - timedelta(days=1), OFF_FROM_23)

    assert hours_off(connection.user, DAY) == 0


def test_another_persons_device_explains_nothing(connection):
    was_off(connection)

    assert hours_off(User.objects.create_user("other@example.org"), DAY) == 0


def test_the_page_of_a_missing_night_says_why(owner, connection):
    address = reverse("night", args=[DAY])
    assert "No night on Tuesday 17 Nov." in shown(owner, address)

    was_off(connection)

    assert "No night on Tuesday 17 Nov: the ring was off for 9 hours." in shown(owner, address)


def test_today_says_why_last_night_is_missing_and_asks_no_more_for_it(owner, connection):
    stamps = {"source": "oura", "first_seen": NOW, "changed_at": NOW}
    for day in (DAY - timedelta(days=back) for back in range(1, 90)):
        for metric, value in (("sleep.total", 27_000), ("activity.steps", 8_000)):
            DailyMetric.objects.create(user=connection.user, day=day, metric=metric, value=value, **stamps)
    page = shown(owner, "/")
    assert "Nothing from last night yet" in page and "Last night is not here yet" in page

    was_off(connection)

    page = shown(owner, "/")
    assert "No night: the ring was off for 9 hours</" in page
    assert "No last night, because the ring was off for 9 hours; nothing else stands out." in page
    assert "has not sent last night yet" not in page
    assert reverse("today_waiting") not in page
