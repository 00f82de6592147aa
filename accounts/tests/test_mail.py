"""What a mail says, in both its forms, and under which address its link stands."""

import re

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts.models import User

from .factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_is_set_up(settings: Settings) -> None:
    settings.MAIL_IS_SET_UP = True
    settings.SIGNUP_POLICY = "open"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.PUBLIC_URL = "https://health.example.org"


def sent_by(path: str, **form: str) -> tuple[str, str]:
    """The text and the HTML of the one mail that this form sends."""
    Client().post(path, form)
    [message] = mail.outbox
    assert message.subject and "\n" not in message.subject
    [(html, _)] = message.alternatives
    return message.body, html


@pytest.mark.parametrize(
    ("path", "email", "sentence"),
    [
        ("/accounts/password/reset/", "anna@example.org", "asked for a new password"),
        ("/accounts/password/reset/", "nobody@example.org", "no account has this address"),
        ("/accounts/signup/", "bela@example.org", "You made an account"),
        ("/accounts/signup/", "anna@example.org", "there is one already"),
    ],
)
def test_both_forms_say_what_happened_and_what_to_do(
    person: User, path: str, email: str, sentence: str
) -> None:
    for body in sent_by(path, email=email, password1=PASSWORD, password2=PASSWORD):
        assert sentence in body
        assert "If it was not you, do nothing" in body
        links = re.findall(r"https?://[^\s\"<]+", body)
        assert links
        assert all(link.startswith("https://health.example.org") for link in links)
