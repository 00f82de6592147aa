"""The pulse of a whole day: drawn by the person's own clock, broken where nothing was measured."""

from datetime import UTC, date, datetime, timedelta

import plotly.graph_objects as go
import pytest

from accounts.tests.factories import UserFactory
from metrics.charts.registry import build
from metrics.intraday import pulse_of_day
from metrics.models import IntradaySeries

from .factories import DailyMetricFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)
HOUR = 3600


@pytest.fixture
def person(client):
    user = UserFactory(timezone="Europe/Berlin")
    client.force_login(user)
    return user


def measure(user, utc_day, samples, source="oura"):
    now = datetime.now(UTC)
    seconds, values = zip(*samples, strict=True)
    IntradaySeries.objects.create(
        user=user,
        source=source,
        kind="heart_rate",
        day=utc_day,
        samples={"t": list(seconds), "v": list(values)},
        first_seen=now,
        changed_at=now,
    )


def of(user, day=DAY):
    return pulse_of_day(user_id=user.pk, day=day, zone=user.zone)


def test_a_day_begins_at_the_persons_midnight_and_not_at_that_of_utc(person):
    measure(person, DAY - timedelta(days=1), [(22.5 * HOUR, 70.0), (23.5 * HOUR, 50.0)])
    measure(person, DAY, [(6 * HOUR, 60.0), (6 * HOUR + 60, 64.0), (23.5 * HOUR, 90.0)])
    assert of(person) == [(HOUR // 2, 50.0), (7 * HOUR, 62.0)]


def test_two_sources_are_not_mixed(person):
    measure(person, DAY, [(6 * HOUR, 60.0)])
    measure(person, DAY, [(7 * HOUR, 99.0)], source="watch")
    assert of(person) == [(7 * HOUR, 60.0)]


def test_the_line_breaks_where_nothing_was_measured(person):
    measure(person, DAY, [(HOUR, 50.0), (HOUR + 300, 52.0), (5 * HOUR, 80.0)])
    figure = build("activity-pulse", person, {"day": DAY.isoformat()})
    go.Figure(figure.as_plotly())
    [line] = figure.traces
    assert line["y"] == [50.0, 52.0, None, 80.0] and line["connectgaps"] is False
    assert figure.summary.replace("\u202f", " ") == "Your pulse ran from 50 bpm at 02:00 to 80 bpm at 06:00."
    assert len(figure.rows) == 3


def test_the_activity_page_draws_the_last_day_that_is_over(client, person):
    yesterday = person.today() - timedelta(days=1)
    DailyMetricFactory(user=person, metric="activity.steps", day=yesterday, value=8_000)
    assert "activity-pulse" not in client.get("/activity/").content.decode()
    measure(person, yesterday, [(9 * HOUR, 61.0)])
    page = client.get("/activity/").content.decode()
    assert f"/figures/activity-pulse/?day={yesterday}" in page and "Pulse of the day: yesterday" in page


def test_nobody_sees_the_pulse_of_another(client, person):
    measure(UserFactory(), DAY, [(6 * HOUR, 60.0)])
    assert client.get(f"/figures/activity-pulse/?day={DAY}").json()["data"] == []
    assert client.get("/figures/activity-pulse/?day=never").status_code == 404
