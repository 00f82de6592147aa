"""Anna, her browser, and a morning in November."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from journal.models import Tag
from journal.services.tags import tag_save

NOON = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)
YESTERDAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sunday, half past twelve in UTC."""
    at(monkeypatch, NOON)
    yield


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


@pytest.fixture
def anna(db: None) -> User:
    return UserFactory(email="anna@example.org")


@pytest.fixture
def other(db: None) -> User:
    return UserFactory(email="other@example.org")


@pytest.fixture
def browser(anna: User) -> Client:
    return browser_of(anna)


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def coffee(anna: User) -> Tag:
    return tag_save(Tag(user=anna, name="Coffee", kind=Tag.Kind.AMOUNT, unit="cups"))


@pytest.fixture
def walk(anna: User) -> Tag:
    return tag_save(Tag(user=anna, name="A walk"))


@pytest.fixture
def late_meal(anna: User) -> Tag:
    return tag_save(Tag(user=anna, name="Late meal", kind=Tag.Kind.TIME))
