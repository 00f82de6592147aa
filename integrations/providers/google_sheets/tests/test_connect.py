"""Connecting Google Sheets in a browser, over HTTP to the sandbox, and what becomes of the key afterwards."""

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from integrations import credentials, services
from integrations.errors import CredentialsRefused, Unavailable
from integrations.models import Connection, Credential
from integrations.opening import open_table
from integrations.providers.google_sheets.oauth import SHEETS_SCOPE, revoke
from integrations.sandbox.constants import GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET
from integrations.sandbox.server import SandboxServer

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/google_sheets/login/"
CALLBACK = "/accounts/google_sheets/login/callback/"


@pytest.fixture
def anna() -> User:
    return UserFactory(email="anna@example.org")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def begin(client: Client, **query: str) -> Any:
    return client.post(f"{LOGIN}?{urlencode({'process': 'connect', 'world': 'sandbox', **query})}")


def decide(page: str, **form: Any) -> str:
    """What the person does on Google's page; without a decision everything is ticked and allowed."""
    answer = requests.post(page, data={"person": "alex", **form}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"http://localhost:8000{CALLBACK}"
    return f"{back.path}?{back.query}"


def connect(client: Client, **form: Any) -> Any:
    return client.get(decide(begin(client).url, **form))


def said(answer: Any) -> str:
    assert answer.status_code == 302
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def assert_nothing_saved(answer: Any) -> None:
    assert "Nothing was saved." in said(answer)
    assert not Connection.objects.exists() and not Credential.objects.exists()


@pytest.fixture
def connection(sandbox: SandboxServer, anna: User) -> Connection:
    connect(browser(anna))
    return Connection.objects.get()


def test_a_person_connects(connection: Connection, anna: User) -> None:
    assert (connection.user, connection.provider, connection.world) == (anna, "google_sheets", "sandbox")
    assert connection.account_id.isdecimal()
    assert SHEETS_SCOPE in connection.credential.scopes
    services.check(connection)
    assert not SocialAccount.objects.exists() and not SocialToken.objects.exists()


def test_what_is_asked_of_google(sandbox: SandboxServer, anna: User) -> None:
    """Reading only, for good, and with a proof that only this browser can finish it."""
    answer = begin(browser(anna), scope="https://www.googleapis.com/auth/drive", auth_params="prompt=none")
    assert answer.url.startswith(f"{sandbox.url}/google/o/oauth2/v2/auth?")
    query = {name: values[0] for name, values in parse_qs(urlsplit(answer.url).query).items()}
    assert set(query.pop("scope").split()) == {"openid", "email", SHEETS_SCOPE}
    assert query.pop("state") and len(query.pop("code_challenge")) == 43
    assert query == {
        "client_id": GOOGLE_CLIENT_ID,
        "redirect_uri": f"http://localhost:8000{CALLBACK}",
        "response_type": "code",
        "access_type": "offline",
        "prompt": "select_account consent",
        "code_challenge_method": "S256",
    }


def test_a_code_without_its_proof_is_worth_nothing(sandbox: SandboxServer, anna: User) -> None:
    """What somebody reads over a shoulder cannot be exchanged elsewhere."""
    code = parse_qs(urlsplit(decide(begin(browser(anna)).url)).query)["code"][0]
    stolen = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"http://localhost:8000{CALLBACK}",
        "client_id": GOOGLE_CLIENT_ID,
        "client_secret": GOOGLE_CLIENT_SECRET,
    }
    assert requests.post(f"{sandbox.url}/google/token", data=stolen, timeout=10).status_code == 400


def test_an_unticked_permission_is_named_and_nothing_is_saved(sandbox: SandboxServer, anna: User) -> None:
    client = browser(anna)
    answer = connect(client, decision="allow")
    assert "tick “See all your Google Sheets spreadsheets”" in said(answer)
    assert_nothing_saved(answer)
    assert "is connected" in said(connect(client, decision="allow", scope=[SHEETS_SCOPE]))


def test_what_only_the_page_of_google_says_is_answered_before_one_goes_there(
    sandbox: SandboxServer, anna: User
) -> None:
    """Who is no test user, or shies away from an app that is not verified, never comes back to be told."""
    page = browser(anna).get("/connections/").content.decode()
    assert "“Access blocked”: the person who runs this server has to name you as a test user" in page
    assert "choose Advanced, then Go to" in page
    connect(browser(anna))
    assert "Access blocked" not in browser(anna).get("/connections/").content.decode()


def test_a_person_who_refuses_is_told_so(sandbox: SandboxServer, anna: User) -> None:
    answer = connect(browser(anna), decision="refuse")
    assert "You did not give access" in said(answer)
    assert_nothing_saved(answer)


def test_no_token_code_or_secret_reaches_a_log(
    sandbox: SandboxServer, anna: User, caplog: pytest.LogCaptureFixture
) -> None:
    for logger in ("", "urllib3", "requests_oauthlib", "oauthlib"):
        caplog.set_level(logging.DEBUG, logger)
    client = browser(anna)
    back = decide(begin(client).url)
    client.get(back)
    connection = Connection.objects.get()
    before = credentials.secret(connection)
    after = credentials.refresh_now(connection, before["access_token"])
    caplog.handler.format = lambda record: record.getMessage()  # what a formatter of anybody's could show
    code = parse_qs(urlsplit(back).query)["code"][0]
    secrets = {*before.values(), *after.values(), code, GOOGLE_CLIENT_SECRET}
    shown = "\n".join(
        r.getMessage() for r in caplog.records if r.name.startswith(("urllib3", "integrations"))
    )
    assert shown and not any(word in shown for word in secrets)


@pytest.mark.parametrize("fault", ["500", "429", "drop", "html", "cut", "broken_json"])
@pytest.mark.parametrize("where", ["google_token", "userinfo"])
def test_google_in_trouble_saves_nothing_and_the_next_try_works(
    sandbox: SandboxServer, anna: User, where: str, fault: str
) -> None:
    client = browser(anna)
    sandbox.fault(where, fault)
    assert_nothing_saved(connect(client))
    sandbox.lift()
    assert "is connected" in said(connect(client))


@pytest.mark.parametrize("field", ["access_token", "refresh_token", "expires_in"])
def test_an_incomplete_first_answer_saves_nothing(sandbox: SandboxServer, anna: User, field: str) -> None:
    sandbox.fault("google_token", "missing_field", field=field)
    assert_nothing_saved(connect(browser(anna)))


def test_a_wrong_app_is_the_operators_matter(
    sandbox: SandboxServer, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.sandbox.constants.GOOGLE_CLIENT_SECRET", "another")
    answer = connect(browser(anna))
    assert "does not know the app of this server" in said(answer)
    assert_nothing_saved(answer)


# --- the key afterwards ------------------------------------------------------------------------------


def test_a_key_is_renewed_before_its_hour_is_over_and_the_refresh_token_stays(
    sandbox: SandboxServer, connection: Connection
) -> None:
    first = credentials.secret(connection)
    Credential.objects.update(expires_at=timezone.now() + timedelta(minutes=5))
    sandbox.sandbox.seen.clear()
    renewed = dict(credentials.valid_secret(connection))
    assert renewed["access_token"] != first["access_token"]
    assert renewed["refresh_token"] == first["refresh_token"]
    assert credentials.secret(connection) == renewed
    assert dict(credentials.valid_secret(connection)) == renewed
    assert [seen.grant_type for seen in sandbox.requests("google_token")] == ["refresh_token"]
    assert SHEETS_SCOPE in Credential.objects.get().scopes


def test_after_a_week_an_app_in_testing_is_told_from_others(sandbox: SandboxServer, anna: User) -> None:
    sandbox.settings.change({"google_app": "testing"})
    connect(browser(anna))
    connection = Connection.objects.get()
    sandbox.set_now(datetime.now(UTC) + timedelta(days=7, minutes=1))
    with pytest.raises(CredentialsRefused, match="every 7 days.*still in “Testing”"):
        credentials.refresh_now(connection, credentials.secret(connection)["access_token"])


def test_connecting_again_keeps_the_connection(sandbox: SandboxServer, connection: Connection) -> None:
    Connection.objects.update(state="needs_reconnect", reason="Google Sheets has ended our access.")
    sandbox.revoke("alex")
    connect(browser(connection.user))
    after = Connection.objects.get()
    assert (after.pk, after.state, after.reason) == (connection.pk, "active", "")
    services.check(after)


def test_another_account_does_not_mix_with_the_first(sandbox: SandboxServer, connection: Connection) -> None:
    answer = connect(browser(connection.user), person="sam")
    assert "another Google Sheets account" in said(answer)


def test_an_account_that_another_person_connected_is_refused(
    sandbox: SandboxServer, connection: Connection
) -> None:
    other = UserFactory()
    assert "connected by another person" in said(connect(browser(other)))
    assert not Connection.objects.filter(user=other).exists()


def test_google_is_no_way_to_log_in(sandbox: SandboxServer, connection: Connection) -> None:
    assert "no way to log in" in said(begin(browser(connection.user), process="login"))
    nobody = Client()
    assert begin(nobody).url == "/accounts/login/?next=/connections/"
    assert "google" not in nobody.get("/accounts/login/").content.decode().lower()


def test_the_schedule_outlives_a_disconnect(sandbox: SandboxServer, connection: Connection) -> None:
    services.set_schedule(connection, every_hours=12, at_time=None)
    services.disconnect(connection, keep_data=False)
    connect(browser(connection.user))
    assert Connection.objects.get().every_hours == 12


@pytest.mark.parametrize(
    ("hangs", "words"),
    [("userinfo", "Google Sheets did not answer in time."), ("google_token", "Google Sheets could not be")],
)
def test_a_test_of_the_connection_gives_up_within_seconds(
    sandbox: SandboxServer, connection: Connection, monkeypatch: pytest.MonkeyPatch, hangs: str, words: str
) -> None:
    """Also where the key has to be renewed first, which it has to be once an hour."""
    monkeypatch.setattr(services, "SECONDS_TO_ANSWER", 0.2)
    Credential.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    sandbox.fault(hangs, "slow", seconds=2)
    began = time.monotonic()
    told = said(browser(connection.user).post("/connections/google_sheets/test/"))
    assert words in told and "Nothing you have is lost." in told
    assert time.monotonic() - began < 1.5


def test_disconnecting_tells_google(sandbox: SandboxServer, connection: Connection) -> None:
    secret = credentials.secret(connection)
    assert services.disconnect(connection, keep_data=True) == ""
    assert [seen.status for seen in sandbox.requests("google_revoke")] == [200]
    revoke(secret, "sandbox")  # a key that is dead already is no failure
    with pytest.raises(Unavailable):
        sandbox.fault("google_revoke", 500)
        revoke(secret, "sandbox")


# --- a sheet, opened for a mapping -------------------------------------------------------------------


def test_a_sheet_opens_with_the_connection_s_own_key(sandbox: SandboxServer, connection: Connection) -> None:
    table = open_table(connection, sandbox.spreadsheet("alex"))
    assert table.tabs().title == "Alex's tables"
    assert table.grid("Coffee", 3).rows[0] == ["Date", "Cups"]


def test_a_key_that_was_refused_is_renewed_once(sandbox: SandboxServer, connection: Connection) -> None:
    sandbox.expire("alex")
    assert open_table(connection, sandbox.spreadsheet("alex")).tabs().tabs
    sandbox.revoke("alex")
    with pytest.raises(CredentialsRefused, match="has ended our access"):
        open_table(connection, sandbox.spreadsheet("alex")).tabs()


# --- where it leads ----------------------------------------------------------------------------------


def test_after_connecting_a_person_chooses_a_table(sandbox: SandboxServer, anna: User) -> None:
    client = browser(anna)
    answer = connect(client)
    assert answer.url == "/tables/new/#from-google_sheets"
    page = client.get(answer.url).content.decode()
    assert "Next, choose a table" in page and 'name="address"' in page


def test_who_reconnects_with_tables_comes_back_to_the_card(
    sandbox: SandboxServer, connection: Connection
) -> None:
    connection.tables.create(name="Coffee", spec={}, sheet_id="1", tab="Coffee", active=False)
    assert connect(browser(connection.user)).url.startswith("/connections/google_sheets/first/")
    Connection.objects.update(last_success_at=timezone.now())
    assert connect(browser(connection.user)).url == "/connections/#google_sheets"


def test_an_operator_reads_the_redirect_address_and_the_rule_of_seven_days(
    sandbox: SandboxServer, anna: User
) -> None:
    client = browser(anna)
    rule, box = "loses everybody&#x27;s access after 7 days", "tick “See all your Google Sheets spreadsheets”"
    page = client.get("/connections/").content.decode()
    assert box in page
    assert rule not in page and CALLBACK not in page
    User.objects.update(is_staff=True)
    page = client.get("/connections/").content.decode()
    assert rule in page and f"http://localhost:8000{CALLBACK}" in page


def test_the_browser_may_be_sent_to_google_and_nowhere_else_new(settings: Any) -> None:
    """Chromium holds every redirect that follows a form against this list."""
    targets = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]
    assert "https://accounts.google.com" in targets
    assert not [t for t in targets if "*" in t and "ouraring.com" not in t], "forms of anybody stand there"
