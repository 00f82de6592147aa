"""Connecting with a pasted key, on the Connections page, over HTTP to the sandbox."""

import io
import json
import logging
import time
from datetime import time as time_of_day

import pytest
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.db import connection as database
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from integrations import credentials, services
from integrations.errors import CredentialsRefused
from integrations.models import Connection, Credential
from integrations.sandbox.server import SandboxServer
from integrations.sync.running import Options, sync
from metrics.models import WorkSession

pytestmark = pytest.mark.django_db
ADDRESS = "/connections/rize/key/"


@pytest.fixture
def anna() -> User:
    return UserFactory(email="anna@example.org", timezone="Europe/Berlin")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def paste(client: Client, key: str, world: str = "sandbox"):
    return client.post(ADDRESS, {"api_key": key, "world": world})


def said(answer) -> str:
    assert answer.status_code == 302
    assert answer.url in {"/connections/#rize", "/connections/rize/first/"}
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_a_key_that_works_is_saved_encrypted_and_never_shown(sandbox: SandboxServer, anna, caplog):
    caplog.set_level(logging.DEBUG)
    key, client = sandbox.key("alex"), browser(anna)
    assert "Rize is connected" in said(paste(client, f"  Bearer {key} "))
    connection = Connection.objects.get()
    assert (connection.provider, connection.world, connection.state) == ("rize", "sandbox", "active")
    assert Credential.objects.get().secret == {"api_key": key}
    assert connection.account_id and "alex" not in connection.account_id
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM integrations_credential")
        assert key not in repr(cursor.fetchall())
    page = client.get("/connections/").content.decode()
    assert key not in page and "api_key" not in page
    assert key not in caplog.text


@pytest.mark.parametrize("key", ["invented", "", "two words", "schlüssel", "a\nb"])
def test_a_key_that_does_not_work_is_not_saved_and_not_repeated(sandbox: SandboxServer, anna, key):
    sentence = said(paste(browser(anna), key))
    assert sentence.endswith("Nothing was saved.")
    assert not key or key not in sentence
    assert not Connection.objects.exists()


def test_rize_s_word_on_a_wrong_key_is_said_plainly(sandbox: SandboxServer, anna):
    assert said(paste(browser(anna), "invented")) == "Rize does not accept this key. Nothing was saved."


def test_a_rize_that_is_down_is_no_wrong_key(sandbox: SandboxServer, anna):
    sandbox.fault("currentUser", 503)
    assert "has a problem of its own" in said(paste(browser(anna), sandbox.key("alex")))
    assert not Connection.objects.exists()


@pytest.mark.parametrize("keep", ["keep", "delete"])
def test_who_disconnects_and_connects_again_finds_the_schedule_as_it_was(sandbox: SandboxServer, anna, keep):
    client = browser(anna)
    paste(client, sandbox.key("alex"))
    client.post("/connections/rize/schedule/", {"every_hours": "24", "at_time": "06:30"})
    client.post("/connections/rize/disconnect/", {"keep": keep})
    assert not Connection.objects.exists()
    paste(client, sandbox.key("alex"))
    again = Connection.objects.get()
    assert (again.every_hours, again.at_time) == (24, time_of_day(6, 30))


def test_a_rize_that_hangs_is_not_waited_for_long(sandbox: SandboxServer, anna, monkeypatch):
    monkeypatch.setattr(services, "SECONDS_TO_ANSWER", 0.2)
    sandbox.fault("currentUser", "slow", seconds=2)
    began = time.monotonic()
    told = said(paste(browser(anna), sandbox.key("alex")))
    assert told == "Rize did not answer in time. Nothing was saved."
    assert time.monotonic() - began < 1.5


def test_an_account_that_another_person_connected_is_refused(sandbox: SandboxServer, anna):
    paste(browser(anna), sandbox.key("alex"))
    assert "connected by another person" in said(paste(browser(UserFactory()), sandbox.key("alex")))
    assert Connection.objects.count() == 1


def test_a_revoked_key_is_replaced_in_place_and_keeps_the_data(sandbox: SandboxServer, anna, settings):
    settings.SYNC_BACKFILL_YEARS = 0.1
    client = browser(anna)
    paste(client, sandbox.key("alex"))
    connection = Connection.objects.get()
    sync(connection, Options(trigger="command"))
    held = WorkSession.objects.count()
    sandbox.revoke_key("alex")
    connection.refresh_from_db()
    sync(connection, Options(trigger="command"))
    connection.refresh_from_db()
    assert connection.state == Connection.State.NEEDS_RECONNECT
    page = client.get("/connections/").content.decode()
    assert "Reconnect Rize" in page and 'name="api_key"' in page
    polled = client.get("/connections/rize/", headers={"HX-Request": "true"}).content.decode()
    assert 'name="api_key"' in polled
    assert "another Rize account" in said(paste(client, sandbox.key("sam")))
    paste(client, sandbox.key("alex"))
    renewed = Connection.objects.get()
    assert (renewed.pk, renewed.state) == (connection.pk, Connection.State.ACTIVE)
    assert sync(renewed, Options(trigger="command")).status == "ok"
    assert WorkSession.objects.count() == held


def test_a_stranger_is_sent_to_log_in_and_only_a_key_s_vendor_has_this_form(sandbox: SandboxServer, anna):
    assert Client().post(ADDRESS).url.startswith("/accounts/login/")
    assert browser(anna).post("/connections/oura/key/", {"api_key": "a", "world": "live"}).status_code == 404
    assert browser(anna).post("/connections/aura/key/").status_code == 404
    assert browser(anna).get(ADDRESS).status_code == 405


def test_without_a_sandbox_there_is_no_connecting_to_it(anna, settings):
    settings.SANDBOX_URL = ""
    assert paste(browser(anna), "a").status_code == 404


def test_a_key_has_no_end_and_nothing_renews_it(sandbox: SandboxServer, anna):
    paste(browser(anna), sandbox.key("alex"))
    connection = Connection.objects.get()
    assert credentials.valid_secret(connection) == {"api_key": sandbox.key("alex")}
    with pytest.raises(CredentialsRefused, match="Connect again"):
        credentials.refresh_now(connection, sandbox.key("alex"))
    assert credentials.refresh_now(connection, "an older one") == {"api_key": sandbox.key("alex")}


def test_an_operator_connects_a_person_with_their_key(sandbox: SandboxServer, anna, monkeypatch):
    def connect(given):
        monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(given)))
        out = io.StringIO()
        call_command("connect_user", anna.email, "rize", "--world=sandbox", stdout=out)
        return out.getvalue()

    with pytest.raises(CommandError, match="api_key is missing"):
        connect({"access_token": "secret-a"})
    with pytest.raises(CommandError, match="Nothing was saved"):
        connect({"api_key": "invented"})
    assert not Connection.objects.exists()
    assert "is connected to Rize (tested)" in connect({"api_key": sandbox.key("alex")})
    assert Credential.objects.get().secret == {"api_key": sandbox.key("alex")}
