"""A tile without a number says why, and leads to what became of the day and to typing it in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.services import bump_generation
from accounts.tests.factories import UserFactory
from healthdash.tests.test_today import days
from integrations.models import Connection, Heartbeat
from metrics.models import CustomMetric
from metrics.tests.factories import DailyMetricFactory
from metrics.tests.years import live

pytestmark = pytest.mark.django_db

NIGHTS = {
    "sleep.total": days(*[27_000.0] * 20, None),
    "activity.steps": days(*(8_000 + 100 * (n % 5) for n in range(90)), 4_210),
}


@pytest.fixture
def person(monkeypatch):
    monkeypatch.setattr("healthdash.pages.numbers.is_due", lambda *given: True)
    user = UserFactory(timezone=f"Etc/GMT{timezone.now().hour - 12:+d}")
    live(user, 20, until=user.today() - timedelta(days=1), nights=0)
    return user


def menu(user, key):
    client = Client()
    client.force_login(user)
    [found] = [one for one in client.get("/").context["tiles"] if f"/{key}/" in one.url]
    return {action.label: action.url for action in found.menu}, found


def test_it_leads_to_what_became_of_the_day_and_to_typing_it_in(person):
    Heartbeat.objects.create(name="worker", at=datetime.now(UTC))
    Connection.objects.create(user=person, provider="oura")
    today = person.today()

    actions, found = menu(person, "sleep.total")

    assert not found.number
    coverage = actions["What became of this day"]
    assert coverage == f"/connections/oura/coverage/?year={today.year}#day-{today}"
    assert actions["Type it in"] == f"/metrics/sleep.total/?day={today}#add"
    client = Client()
    client.force_login(person)
    assert f'id="day-{today}"' in client.get(coverage).content.decode()
    page = client.get(actions["Type it in"]).content.decode()
    assert f'value="{today}"' in page
    assert '<details class="disclosure" id="add" open>' in page


def test_a_source_that_is_not_connected_any_more_has_no_days_to_show(person):
    actions, _found = menu(person, "sleep.total")

    assert "What became of this day" not in actions
    assert "Type it in" in actions


def test_a_tile_with_a_number_has_its_receipt_instead(person):
    actions, _found = menu(person, "activity.steps")

    assert "Receipt and correction" in actions
    assert not {"Type it in", "What became of this day"} & actions.keys()


@pytest.mark.parametrize(
    ("key", "address"),
    [("finance.spent.eur", "/money/entries/add/?day="), ("tag.tea", "/journal/check-in/?day=")],
)
def test_what_is_written_down_elsewhere_is_typed_in_there(person, key, address):
    """Pinned, and nothing of it for a long time."""
    CustomMetric.objects.create(user=person, key="tag.tea", label="Tea", group="journal")
    DailyMetricFactory(user=person, metric=key, day=person.today() - timedelta(days=100), value=1.0)
    bump_generation(person.pk)
    client = Client()
    client.force_login(person)
    client.post("/today/arrange/", {"pin": key})

    actions, found = menu(person, key)

    assert not found.number
    assert actions["Type it in"].startswith(address)
    assert client.get(actions["Type it in"]).status_code == 200


@pytest.mark.parametrize("query", ["?day=x", "?day=2999-01-01", "?day="])
def test_a_day_that_makes_no_sense_is_today_in_the_form(person, query):
    client = Client()
    client.force_login(person)

    page = client.get(f"/metrics/sleep.total/{query}").content.decode()

    assert f'name="day" value="{person.today()}"' in page
    assert '<details class="disclosure" id="add">' in page
