"""A session lasts ninety days from its last use, and costs no write on an ordinary request."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import middleware
from accounts.models import User
from accounts.tasks import forget_ended_sessions

from .conftest import browser_of

pytestmark = pytest.mark.django_db


def days_left(session: Session) -> float:
    return (session.expire_date - timezone.now()) / timedelta(days=1)


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    day = (timezone.now() + timedelta(days=1)).date().isoformat()
    monkeypatch.setattr(middleware, "utc_day", lambda: day)


def test_it_lasts_ninety_days(logged_in: Client) -> None:
    assert days_left(Session.objects.get()) == pytest.approx(90, abs=0.01)


def test_use_on_another_day_starts_the_ninety_days_anew(logged_in: Client, tomorrow: None) -> None:
    Session.objects.update(expire_date=timezone.now() + timedelta(days=3))
    answer = logged_in.get("/settings/")
    assert days_left(Session.objects.get()) == pytest.approx(90, abs=0.01)
    assert answer.cookies["sessionid"]["max-age"] == 90 * 24 * 3600


def test_further_requests_of_the_day_write_nothing(
    logged_in: Client, tomorrow: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    logged_in.get("/settings/opened/")
    with django_assert_max_num_queries(6) as queries:
        logged_in.get("/settings/opened/")
    assert not [query for query in queries.captured_queries if query["sql"].startswith(("UPDATE", "INSERT"))]


def test_one_that_was_not_used_for_ninety_days_is_over(logged_in: Client) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert logged_in.get("/settings/").url == "/accounts/login/?next=/settings/"


def test_a_day_of_use_is_when_it_was_last_seen(logged_in: Client, tomorrow: None) -> None:
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=5))
    logged_in.get("/settings/")
    assert timezone.now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)


def test_the_list_shows_ones_own_and_ends_the_others(person: User, logged_in: Client, operator: User) -> None:
    elsewhere, somebody_else = browser_of(person), browser_of(operator)
    page = logged_in.get("/accounts/sessions/").content.decode()
    assert page.count("last seen on") == 2
    logged_in.post("/accounts/sessions/")
    assert elsewhere.get("/settings/").status_code == 302
    assert logged_in.get("/settings/").status_code == 200
    assert somebody_else.get("/settings/").status_code == 200


def test_the_rows_of_sessions_that_ran_out_are_cleared(logged_in: Client) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    forget_ended_sessions()
    assert not Session.objects.exists()
