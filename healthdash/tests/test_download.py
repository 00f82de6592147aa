"""Taking one's data along."""

import csv
import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from metrics.models import DailyMetric

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return UserFactory()


def number_of(user: User, value: float) -> DailyMetric:
    seen = {"first_seen": timezone.now(), "changed_at": timezone.now()}
    day = datetime.date(2026, 3, 3)
    return DailyMetric.objects.create(
        user=user, day=day, metric="sleep.score", source="oura", value=value, **seen
    )


def downloaded(user: User) -> list[dict[str, str]]:
    client = Client()
    client.force_login(user)
    answer = client.get("/settings/download/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="healthdash.csv"'
    return list(csv.DictReader(answer.getvalue().decode().splitlines()))


def test_it_holds_ones_own_numbers_and_nobody_elses(anna: User) -> None:
    number_of(anna, 71)
    number_of(UserFactory(), 99)
    [row] = downloaded(anna)
    assert (row["day"], row["metric"], row["source"], float(row["value"])) == (
        "2026-03-03",
        "sleep.score",
        "oura",
        71,
    )


def test_without_data_it_is_a_table_without_rows(anna: User) -> None:
    assert downloaded(anna) == []


def test_it_is_for_people_who_are_logged_in() -> None:
    assert Client().get("/settings/download/").url.startswith("/accounts/login/")
