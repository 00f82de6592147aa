"""The reasons that are offered for a correction are those that can be."""

from datetime import timedelta

import pytest

from accounts.tests.factories import UserFactory
from metrics import catalogue
from metrics.forms import REASONS, reasons_for
from metrics.tests.factories import DailyMetricFactory, WorkoutFactory

NOT_WORN = "not worn well"


@pytest.mark.parametrize("key", catalogue.METRICS)
def test_nothing_that_is_written_down_was_not_worn(key):
    metric = catalogue.get(key)
    found = reasons_for(metric)
    assert set(found) <= REASONS.keys() and "other" in found
    is_by_hand = key.startswith(("finance.", "vital.", "work.", "mood."))
    assert (NOT_WORN in found) is not is_by_hand


@pytest.mark.django_db
def test_receipts_offer_them(client):
    user = UserFactory(currency="EUR")
    client.force_login(user)
    day = user.today() - timedelta(days=1)
    for key, offered in (("sleep.total", True), ("vital.weight", False), ("finance.spent.eur", False)):
        DailyMetricFactory(user=user, day=day, metric=key, value=20_000 if offered else 70)
        page = client.get(f"/metrics/{key}/{day}/").content.decode()
        assert ("Not worn well" in page) is offered, key
        assert ("Not mine" in page) is not offered, key
        refused = client.post(f"/metrics/{key}/{day}/correct/", {"value": "7:10", "reason": "no such"})
        assert refused.status_code == 200, "a reason that is not offered"


@pytest.mark.django_db
@pytest.mark.parametrize(("units", "distance"), [("imperial", "6.1 mi"), ("metric", "9.8 km")])
def test_workouts_are_listed_in_the_persons_units(client, units, distance):
    user = UserFactory(units=units)
    client.force_login(user)
    WorkoutFactory(user=user, day=user.today() - timedelta(days=1))
    page = client.get("/activity/").content.decode().replace("\u202f", " ")
    assert f">{distance}<" in page and ">520 kcal<" in page
