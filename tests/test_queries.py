"""How many queries each page and each figure takes: exactly, so that one more is a decision."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services import bump_generation
from accounts.tests.factories import UserFactory
from metrics import ingest, rollups
from metrics.charts import explore
from metrics.records import Daily, Measurement, Money
from metrics.tests.years import live

pytestmark = pytest.mark.django_db

PAGES = {
    "/": 10,
    "/sleep/": 6,
    "/sleep/year/": 8,
    "/recovery/": 5,
    "/activity/": 7,
    "/work/": 8,
    "/money/": 11,
    "/money/entries/": 11,
    "/vitals/": 6,
    "/vitals/entries/": 11,
    "/day/": 12,
    "/explore/": 7,
    "/explore/?a=sleep.total&b=work.focus": 7,
    "/journal/": 10,
    "/metrics/": 7,
    "/metrics/sleep.total/": 5,
    "/tables/": 10,
    "/connections/": 6,
    "/settings/": 4,
}
FIGURES = {
    "/figures/trend/?metric=sleep.total": 9,
    "/figures/distribution/?metric=sleep.total": 3,
    "/figures/weekdays/?metric=sleep.total": 3,
    "/figures/sleep-durations/": 3,
    "/figures/sleep-times/": 4,
    "/figures/recovery-stress/": 3,
    "/figures/activity-intensity/": 3,
    "/figures/money-months/?currency=EUR": 6,
    "/figures/money-weeks/?currency=EUR": 4,
    "/figures/money-categories/?currency=EUR": 6,
    "/figures/money-balance/?currency=EUR": 6,
    "/figures/vitals-pressure/": 3,
    "/figures/work-days/": 3,
    "/figures/explore-panels/?a=sleep.total&b=work.focus": 6,
    "/figures/explore-scatter/?a=sleep.total&b=work.focus": 3,
    "/figures/trend/?metric=sleep.total&range=all": 10,
    "/figures/sleep-durations/?range=all": 4,
    "/figures/money-balance/?currency=EUR&range=all": 7,
}


@pytest.fixture
def person():
    # Where it is noon: what Today asks depends on the time of day.
    user = UserFactory(timezone=f"Etc/GMT{timezone.now().hour - 12:+d}")
    live(user, days=3, until=user.today())
    return user


def give(user, days):
    """Work, money and measured values of so many days."""
    now, today = timezone.now(), user.today()
    span = [today - timedelta(days=back) for back in range(days)]
    work = [Daily(day, "work.focus", 3 * 3600.0 + day.day) for day in span]
    tables = [
        one
        for day in span
        for one in (
            Money(f"1:{day}", day, "spent", Decimal("4.20"), "EUR", category="Food", account="Giro"),
            Measurement(f"2:{day}", day, "vital.weight", 72.0 + day.day / 10),
            Measurement(f"3:{day}", day, "vital.systolic", 121.0),
            Measurement(f"4:{day}", day, "vital.diastolic", 78.0),
        )
    ]
    ingest.store(user_id=user.pk, source="rize", records=work, now=now)
    ingest.store(user_id=user.pk, source="files", records=tables, now=now)
    for table in ("finance", "vital"):
        keys = rollups.KEYS_OF[table]
        rollups.roll_up(user_id=user.pk, source="files", days=set(span), zone=user.zone, keys=keys, now=now)
    bump_generation(user.pk)


def counted(person, addresses):
    """The queries of each address by a person who has seen it before."""
    client, found = Client(), {}
    client.force_login(person)
    for address in addresses:
        client.get(address)  # writes the session, and finds out which pages there are
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        found[address] = len(queries)
    return found


@pytest.mark.parametrize("days", [3, 60])
def test_pages_take_so_many_queries_whatever_there_is(person, days):
    give(person, days)
    assert counted(person, PAGES) == PAGES


@pytest.mark.parametrize("days", [3, 60])
def test_figures_take_so_many_queries_whatever_there_is(person, days):
    give(person, days)
    assert counted(person, FIGURES) == FIGURES


def test_the_weeks_of_a_pair_are_worked_out_once(person, monkeypatch):
    give(person, 30)
    worked_out, client = [], Client()
    once = explore.weekly_medians
    monkeypatch.setattr(explore, "weekly_medians", lambda *asked: worked_out.append(1) or once(*asked))
    client.force_login(person)
    start = person.today() - timedelta(days=500)
    answer = client.get(f"/figures/explore-scatter/?a=vital.weight&b=work.focus&from={start}")
    assert answer.json()["data"]
    assert worked_out == [1]
