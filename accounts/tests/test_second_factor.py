"""Authenticator app, recovery codes, and what asks for the password again."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.services import second_factor_secrets_reencrypt

from .conftest import confirm_password
from .factories import PASSWORD

pytestmark = pytest.mark.django_db


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def secret(logged_in: Client) -> str:
    """Enrols the way a person does: reads the key on the page, types the code."""
    confirm_password(logged_in)
    page = logged_in.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r"<code>(\w+)</code>", page)
    assert found
    answer = logged_in.post("/accounts/2fa/totp/activate/", {"code": code_now(found[1])})
    assert answer.status_code == 302
    return found[1]


def log_in(person: User) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert answer.url == "/accounts/2fa/authenticate/"
    return client


def test_the_password_alone_no_longer_lets_in(person: User, secret: str) -> None:
    assert log_in(person).get("/settings/").status_code == 302


def test_the_code_lets_in(person: User, secret: str) -> None:
    client = log_in(person)
    assert client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)}).status_code == 302
    assert client.get("/settings/").status_code == 200


def test_a_wrong_code_does_not(person: User, secret: str) -> None:
    client = log_in(person)
    answer = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "not the current one" in answer.content.decode()
    assert client.get("/settings/").status_code == 302


def test_a_recovery_code_lets_in_once(person: User, secret: str, logged_in: Client) -> None:
    codes = logged_in.get("/accounts/2fa/recovery-codes/download/").content.decode().split()
    assert len(codes) == 10
    assert log_in(person).post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert log_in(person).post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 200


def test_its_secret_is_not_in_the_database_as_it_is(secret: str) -> None:
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_new_encryption_key_reads_and_rewrites_it(person: User, secret: str, settings: Settings) -> None:
    old = settings.FERNET_KEYS
    settings.FERNET_KEYS = ["a newer key", *old]
    assert second_factor_secrets_reencrypt() == []
    settings.FERNET_KEYS = ["a newer key"]
    client = log_in(person)
    assert client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)}).status_code == 302


def test_a_lost_encryption_key_leaves_it_as_it_is(secret: str, settings: Settings) -> None:
    before = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    settings.FERNET_KEYS = ["another key"]
    assert len(second_factor_secrets_reencrypt()) == 2
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == before


@pytest.mark.parametrize(
    "path",
    ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/recovery-codes/generate/",
     "/settings/delete/"],
)  # fmt: skip
def test_what_concerns_security_asks_for_the_password_again(logged_in: Client, path: str) -> None:
    assert logged_in.get(path).url.startswith("/accounts/reauthenticate/")
    confirm_password(logged_in)
    assert logged_in.get(path).status_code in (200, 302)
    assert not (logged_in.get(path).headers.get("Location") or "").startswith("/accounts/reauthenticate/")


def test_changing_the_address_asks_for_the_password_again(logged_in: Client, person: User) -> None:
    answer = logged_in.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    assert answer.url.startswith("/accounts/reauthenticate/")
    assert not person.emailaddress_set.filter(email="new@example.org").exists()


def test_a_new_address_can_be_made_primary_without_mail(logged_in: Client, person: User) -> None:
    confirm_password(logged_in)
    logged_in.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    logged_in.post("/accounts/email/", {"action_primary": "", "email": "new@example.org"})
    person.refresh_from_db()
    assert person.email == "new@example.org"
    client = Client()
    client.post("/accounts/login/", {"login": "new@example.org", "password": PASSWORD})
    assert client.get("/settings/").status_code == 200


def test_the_right_password_after_a_wrong_one(logged_in: Client) -> None:
    answer = logged_in.post("/accounts/reauthenticate/", {"password": "wrong"})
    assert "This is not your password" in answer.content.decode()


class TestPasskeysSayWhyTheyAreOff:
    def test_on_an_address_that_is_not_secure(self, logged_in: Client, settings: Settings) -> None:
        settings.PASSKEYS_ARE_POSSIBLE = False
        settings.PUBLIC_URL = "http://192.168.1.7:8000"
        page = logged_in.get("/accounts/2fa/").content.decode()
        assert "Passkeys are off" in page
        assert "http://192.168.1.7:8000" in page

    def test_on_another_address_than_the_servers_own(self, logged_in: Client) -> None:
        page = logged_in.get("/accounts/2fa/", headers={"host": "127.0.0.1"}).content.decode()
        assert "Open http://localhost:8000 to use or add one" in page
        assert (
            "passkey" not in Client().get("/accounts/login/", headers={"host": "127.0.0.1"}).content.decode()
        )

    def test_on_its_own_they_are_offered(self, logged_in: Client) -> None:
        assert (
            "Add a passkey" in logged_in.get("/accounts/2fa/", headers={"host": "localhost"}).content.decode()
        )
        assert (
            "Log in with a passkey"
            in Client().get("/accounts/login/", headers={"host": "localhost"}).content.decode()
        )


def test_anothers_passkey_is_not_there(logged_in: Client, operator: User) -> None:
    confirm_password(logged_in)
    other = Authenticator.objects.create(
        user=operator, type=Authenticator.Type.WEBAUTHN, data={"name": "key"}
    )
    for act in ("edit", "remove"):
        assert logged_in.get(f"/accounts/2fa/webauthn/keys/{other.pk}/{act}/").status_code == 404
        assert (
            logged_in.post(f"/accounts/2fa/webauthn/keys/{other.pk}/{act}/", {"name": "x"}).status_code == 404
        )
