"""Preferences, and who opened my data."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import DataAccess, User
from accounts.services import record_access

pytestmark = pytest.mark.django_db

GOOD = {"name": "Anna", "timezone": "Europe/Budapest", "units": "imperial", "clock": "12",
        "number_format": "1.234,5", "week_start": "6", "currency": "HUF", "theme": "dark",
        "glucose": "mg/dL"}  # fmt: skip


def test_they_are_saved_and_every_cached_page_is_stale(logged_in: Client, person: User) -> None:
    before = person.generation
    assert logged_in.post("/settings/", GOOD).status_code == 302
    person.refresh_from_db()
    kept = {name: str(getattr(person, name)) for name in GOOD}
    assert kept == GOOD
    assert person.generation == before + 1


@pytest.mark.parametrize(
    ("field", "nonsense"),
    [("timezone", "Moon/Base"), ("timezone", ""), ("timezone", "../etc/passwd"), ("units", "furlongs"),
     ("clock", "13"), ("currency", "€"), ("currency", "XXXX"), ("week_start", "9"), ("week_start", "x"),
     ("theme", "pink"), ("name", "a" * 81)],
)  # fmt: skip
def test_nonsense_is_refused_and_nothing_is_saved(
    logged_in: Client, person: User, field: str, nonsense: str
) -> None:
    answer = logged_in.post("/settings/", {**GOOD, field: nonsense})
    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()
    person.refresh_from_db()
    assert person.timezone == "UTC"


def test_nobody_can_be_made_an_operator_through_them(logged_in: Client, person: User) -> None:
    logged_in.post("/settings/", {**GOOD, "is_staff": "on", "is_superuser": "on", "email": "x@example.org"})
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser, person.email) == (False, False, "anna@example.org")


@pytest.mark.parametrize("path", ["/settings/", "/settings/opened/", "/settings/delete/"])
def test_they_are_for_people_who_are_logged_in(path: str) -> None:
    assert Client().get(path).url.startswith("/accounts/login/?next=/settings/")


def test_they_cost_few_queries(
    logged_in: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    logged_in.get("/settings/")
    with django_assert_max_num_queries(4):
        logged_in.get("/settings/")


class TestWhoOpenedMyData:
    def test_another_who_opens_it_leaves_a_row_that_i_see(
        self, person: User, operator: User, logged_in: Client, logged_in_operator: Client
    ) -> None:
        record_access(person=person, by=operator, what="the night of 3 March")
        page = logged_in.get("/settings/opened/").content.decode()
        assert "operator@example.org" in page
        assert "the night of 3 March" in page
        assert "the night of 3 March" not in logged_in_operator.get("/settings/opened/").content.decode()

    def test_i_leave_none_myself(self, person: User) -> None:
        record_access(person=person, by=person, what="a night")
        assert not DataAccess.objects.exists()

    def test_looking_again_within_ten_minutes_is_one_opening(self, person: User, operator: User) -> None:
        for what in ("a night", "a night", "a number"):
            record_access(person=person, by=operator, what=what)
        assert DataAccess.objects.count() == 2
        DataAccess.objects.update(at=timezone.now() - timedelta(minutes=11))
        record_access(person=person, by=operator, what="a night")
        assert DataAccess.objects.count() == 3

    def test_a_long_description_is_cut_and_still_one_opening(self, person: User, operator: User) -> None:
        for _ in range(2):
            record_access(person=person, by=operator, what="x" * 300)
        assert DataAccess.objects.get().what == "x" * 200

    def test_it_outlives_the_operators_account(self, person: User, operator: User, logged_in: Client) -> None:
        record_access(person=person, by=operator, what="a night")
        operator.delete()
        assert "operator@example.org" in logged_in.get("/settings/opened/").content.decode()
