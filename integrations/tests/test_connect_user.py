"""`connect_user`: credentials on standard input, tried before they are saved."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.tests.factories import UserFactory
from integrations import credentials
from integrations.models import Connection, Credential
from integrations.sandbox.server import SandboxServer

pytestmark = pytest.mark.django_db

EMAIL = "anna@example.org"


@pytest.fixture(autouse=True)
def anna() -> None:
    UserFactory(email=EMAIL)


def connect(monkeypatch: pytest.MonkeyPatch, given: Any, *arguments: str) -> str:
    text = given if isinstance(given, str) else json.dumps(given)
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    out = io.StringIO()
    call_command("connect_user", *(arguments or (EMAIL, "oura", "--world=sandbox")), stdout=out)
    return out.getvalue()


def test_a_connection_moves_over(sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    given = sandbox.grant("alex")
    said = connect(monkeypatch, given)
    assert f"{EMAIL} is connected to Oura (tested)" in said
    assert given["access_token"] not in said
    connection = Connection.objects.get()
    assert connection.next_sync_at is not None
    assert connection.account_id
    assert connection.credential.scopes is None
    sandbox.expire()
    renewed = credentials.refresh_now(connection, given["access_token"])
    assert renewed["refresh_token"] != given["refresh_token"]


def test_an_access_token_alone_is_enough_until_it_ends(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(monkeypatch, {"access_token": sandbox.grant("alex")["access_token"]})
    connection = Connection.objects.get()
    with pytest.raises(credentials.CredentialsRefused, match="cannot be renewed"):
        credentials.refresh_now(connection, credentials.secret(connection)["access_token"])


def test_credentials_that_do_not_work_are_not_saved(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="Nothing was saved"):
        connect(monkeypatch, {"access_token": "invented"})
    assert not Connection.objects.exists()


def test_untested_ones_are_saved_when_the_operator_says_so(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = connect(monkeypatch, {"access_token": "a"}, EMAIL, "oura", "--world=sandbox", "--no-test")
    assert "not tested" in said
    assert Credential.objects.get().secret == {"access_token": "a", "refresh_token": ""}
    assert sandbox.requests() == []


def test_untested_ones_renew_a_connection_without_forgetting_whose_it_is(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(monkeypatch, sandbox.grant("alex"))
    before = Connection.objects.get()
    connect(monkeypatch, {"access_token": "a"}, EMAIL, "oura", "--world=sandbox", "--no-test")
    after = Connection.objects.get()
    assert (after.pk, after.account_id) == (before.pk, before.account_id)


def test_the_sandbox_and_the_real_oura_do_not_mix(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(monkeypatch, sandbox.grant("alex"))
    with pytest.raises(CommandError, match="must not mix"):
        connect(monkeypatch, {"access_token": "a"}, EMAIL, "oura", "--no-test")
    assert Connection.objects.get().world == "sandbox"


def test_an_account_that_another_person_connected_is_refused(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(monkeypatch, sandbox.grant("alex"))
    UserFactory(email="ben@example.org")
    with pytest.raises(CommandError, match="connected by another person"):
        connect(monkeypatch, sandbox.grant("alex"), "ben@example.org", "oura", "--world=sandbox")
    assert Connection.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ("null", "not a JSON object"),
        ({}, "access_token is missing"),
        ({"access_token": ""}, "access_token is missing"),
        ({"access_token": 5}, "access_token is not text"),
        ({"access_token": "secret-a", "refresh_token": 5}, "refresh_token is not text"),
        ({"access_token": "secret-a", "expires_in": "soon"}, "expires_in is not a number"),
        ({"access_token": "secret-a", "expires_in": True}, "expires_in is not a number"),
        ({"access_token": "secret-a", "expires_in": -1}, "expires_in is not a number"),
    ],
)
def test_what_is_wrong_with_the_input_is_said_without_quoting_it(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch, given: Any, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence) as caught:
        connect(monkeypatch, given)
    assert "secret-a" not in str(caught.value)
    assert not Connection.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nobody@example.org", "oura"), "no account with the e-mail address nobody@example.org"),
        ((EMAIL, "aura"), "no provider aura. There is: .*oura"),
        ((EMAIL, "oura", "--world=sandbox"), "SANDBOX_URL is empty"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_said(
    settings: Any, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], sentence: str
) -> None:
    settings.SANDBOX_URL = ""
    with pytest.raises(CommandError, match=sentence):
        connect(monkeypatch, {"access_token": "a"}, *arguments)
