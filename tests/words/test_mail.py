"""Every mail: its subject, its text and its HTML."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as site
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.test.signals import template_rendered

from accounts.models import User
from accounts.tests.conftest import browser_of, confirm_password
from accounts.tests.factories import PASSWORD, UserFactory
from integrations.models import Connection
from integrations.telling import tell_of_incidents
from journal.models import JournalSettings
from journal.services.reminders import send_due

from .brackets import bare, bare_on

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FOLDER = Path(site.BASE_DIR) / "templates"
EVERY = {str(path.relative_to(FOLDER)) for path in FOLDER.glob("*/email/*.*")}


@pytest.fixture(autouse=True)
def mail_is_set_up(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    settings.SIGNUP_POLICY = "open"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    cache.clear()


@pytest.fixture
def rendered() -> Iterator[set[str]]:
    """The names of the templates that were used."""
    names: set[str] = set()

    def note(template: Any, **_more: Any) -> None:
        names.add(str(template.name))

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


def about_accounts(person: User) -> None:
    """What allauth sends."""
    for path, email in (
        ("/accounts/password/reset/", person.email),
        ("/accounts/password/reset/", "nobody@example.org"),
        ("/accounts/signup/", "bela@example.org"),
        ("/accounts/signup/", person.email),
    ):
        Client().post(path, {"email": email, "password1": PASSWORD, "password2": PASSWORD})
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True})
    client = browser_of(person)
    confirm_password(client)
    client.post("/accounts/email/", {"email": "other@example.org", "action_add": ""})


def about_sources() -> None:
    """Each way in which a source can be in trouble."""
    in_order = {"last_success_at": NOW - HOUR, "next_sync_at": NOW + HOUR, "created_at": NOW - 90 * 24 * HOUR}
    for trouble in (
        {"state": "needs_reconnect", "next_sync_at": None},
        {"problem": "Unavailable", "failures": 3, "reason": ""},
        {"next_sync_at": NOW - 4 * HOUR},
        {"next_sync_at": NOW - 4 * HOUR, "last_success_at": None},
    ):
        Connection.objects.create(user=UserFactory(), provider="oura", **in_order | trouble)
    assert tell_of_incidents(NOW) == 4


def about_days() -> None:
    JournalSettings.objects.create(user=UserFactory(), remind_at=time(21))
    assert send_due(NOW.replace(hour=21)) == 1


def test_no_mail_leaves_a_word_out(bracketed: None, rendered: set[str]) -> None:
    about_accounts(UserFactory(email="anna@example.org"))
    about_sources()
    about_days()
    found = {}
    for sent in mail.outbox:
        [(html, _kind)] = sent.alternatives
        if words := bare(sent.subject) + bare(sent.body) + bare_on(html):
            found[sent.subject] = words
    assert found == {}
    assert rendered >= EVERY
