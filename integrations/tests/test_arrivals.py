"""When last night usually arrives: learned from mornings watched live, and from nothing else."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from integrations.arrivals import usual_arrival
from integrations.models import Connection, SyncRun
from metrics.tests.factories import SleepPeriodFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
ZONE = ZoneInfo("Europe/Berlin")
TWO_HOURS = timedelta(hours=2)


@pytest.fixture
def connection():
    user = User.objects.create_user("owner@example.org", timezone="Europe/Berlin")
    return Connection.objects.create(user=user, provider="oura")


def morning(connection, back, hour, minute=0, *, look=TWO_HOURS, seen=None):
    """A night that was found at that time in Berlin, by a run that came after one that had not found it."""
    day = TODAY - timedelta(days=back)
    at = seen or datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
    SleepPeriodFactory(
        user=connection.user, source="oura", external_id=f"n{back}", day=day, kind="night", first_seen=at
    )
    if look is not None:
        SyncRun.objects.create(connection=connection, trigger="schedule", status="ok", finished_at=at - look)


def test_seven_mornings_say_by_when(connection):
    for back, minute in enumerate((0, 5, 10, 12, 15, 31, 50)):
        morning(connection, back, 9, minute)
    found = usual_arrival(connection, NOW)
    assert found is not None
    assert (found.by, found.mornings) == (9 * 3600 + 30 * 60, 7), "most of them had arrived, to ten minutes"


def test_six_mornings_say_nothing(connection):
    for back in range(6):
        morning(connection, back, 9, back)
    assert usual_arrival(connection, NOW) is None


def test_a_back_fill_knows_nothing_of_arrival_times(connection):
    for back in range(20):
        morning(connection, back, 0, seen=NOW - timedelta(hours=1))
    assert usual_arrival(connection, NOW) is None


def test_a_server_that_was_off_did_not_see_when_a_night_came(connection):
    for back in range(8):
        morning(connection, back, 11, back, look=timedelta(hours=20))
    assert usual_arrival(connection, NOW) is None


def test_a_night_that_came_on_a_later_day_is_no_morning(connection):
    for back in range(1, 9):
        day = TODAY - timedelta(days=back - 1)
        at = datetime(day.year, day.month, day.day, 9, back, tzinfo=ZONE)
        morning(connection, back, 0, seen=at)
    assert usual_arrival(connection, NOW) is None


def test_another_persons_mornings_are_not_mine(connection):
    other = Connection.objects.create(user=User.objects.create_user("b@example.org"), provider="oura")
    for back in range(8):
        morning(other, back, 9, back)
    assert usual_arrival(connection, NOW) is None
    assert usual_arrival(other, NOW) is not None
