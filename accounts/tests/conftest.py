"""What every test of accounts starts from."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User

from .factories import PASSWORD, UserFactory


@pytest.fixture(autouse=True)
def no_tries_yet() -> Iterator[None]:
    """Limits on tries are kept in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person(db: None) -> User:
    return UserFactory(email="anna@example.org")


@pytest.fixture
def operator(db: None) -> User:
    return UserFactory(email="operator@example.org", is_staff=True, is_superuser=True)


@pytest.fixture
def logged_in(person: User) -> Client:
    """Anna's browser: logged in as a person does it, through the log-in page."""
    return browser_of(person)


@pytest.fixture
def logged_in_operator(operator: User) -> Client:
    return browser_of(operator)


def browser_of(user: User) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def confirm_password(client: Client) -> None:
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
