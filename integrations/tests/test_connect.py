"""Connecting Oura in a browser, over HTTP to the sandbox: all the ways it can go."""

import logging
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.messages import get_messages
from django.db import connection as database
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from integrations import credentials, services
from integrations.models import Connection, Credential
from integrations.sandbox.constants import OURA_CLIENT_ID, OURA_CLIENT_SECRET
from integrations.sandbox.server import SandboxServer

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/oura/login/"
CALLBACK = "/accounts/oura/login/callback/"


@pytest.fixture
def anna() -> User:
    return UserFactory(email="anna@example.org")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def begin(client: Client, **query: str) -> Any:
    """Presses the button; the answer sends the browser to the vendor."""
    return client.post(f"{LOGIN}?{urlencode({'process': 'connect', 'world': 'sandbox', **query})}")


def decide(page: str, **form: Any) -> str:
    """Gives (or refuses) access on the vendor's page; the address that it sends the browser back to."""
    answer = requests.post(page, data={"person": "alex", **form}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"http://localhost:8000{CALLBACK}"
    return f"{back.path}?{back.query}"


def connect(client: Client, **form: Any) -> Any:
    """The whole dance."""
    return client.get(decide(begin(client).url, **form))


def said(answer: Any) -> str:
    """The sentences that the page will show: of all sources, or where a new one's history is seen to come."""
    assert answer.status_code == 302
    assert answer.url in {"/connections/", "/connections/oura/first/", "/connections/#oura"}
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def assert_nothing_saved(answer: Any) -> None:
    assert "Nothing was saved." in said(answer)
    assert not Connection.objects.exists()
    assert not Credential.objects.exists()


def test_a_person_connects_and_the_first_sync_is_asked_for(
    sandbox: SandboxServer, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(
        services, "request_sync", lambda connection, trigger: asked.append((connection, trigger))
    )
    assert "Oura is connected" in said(connect(browser(anna)))
    connection = Connection.objects.get()
    assert (connection.user, connection.provider, connection.world) == (anna, "oura", "sandbox")
    assert connection.state == Connection.State.ACTIVE
    assert connection.account_id
    assert asked == [(connection, "connect")]
    assert connection.credential.scopes is not None
    assert {"daily", "spo2", "heart_health"} <= set(connection.credential.scopes)
    services.check(connection)


def test_nothing_of_it_lies_in_allauths_own_tables(sandbox: SandboxServer, anna: User) -> None:
    connect(browser(anna))
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()


def test_what_is_asked_of_the_vendor(sandbox: SandboxServer, anna: User, settings: Any) -> None:
    """A crafted link cannot widen the scopes or bend the way back."""
    answer = begin(
        browser(anna),
        scope="everything",
        auth_params="redirect_uri=https://evil.example",
        next="//evil.example",
    )
    assert answer.url.startswith(f"{sandbox.url}/oura/oauth/authorize?")
    query = {name: values[0] for name, values in parse_qs(urlsplit(answer.url).query).items()}
    assert set(query.pop("scope").split()) == set(settings.OURA["scopes"])
    assert query.pop("state")
    assert query == {
        "client_id": OURA_CLIENT_ID,
        "redirect_uri": f"http://localhost:8000{CALLBACK}",
        "response_type": "code",
    }


def test_no_token_code_or_secret_reaches_a_log(
    sandbox: SandboxServer, anna: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client = browser(anna)
    back = decide(begin(client).url)
    client.get(back)
    secret = credentials.secret(Connection.objects.get())
    code = parse_qs(urlsplit(back).query)["code"][0]
    for word in (*secret.values(), code, OURA_CLIENT_SECRET):
        assert word not in caplog.text


def test_fewer_scopes_than_asked_for_are_fine_and_kept_in_one_spelling(
    sandbox: SandboxServer, anna: User
) -> None:
    sandbox.settings.change({"scope_spelling": "extapi"})
    answer = connect(browser(anna), decision="allow", scope=["daily", "heartrate"])
    assert "Oura is connected" in said(answer)
    assert Credential.objects.get().scopes == ["daily", "heartrate"]


def test_a_person_who_refuses_is_told_so(sandbox: SandboxServer, anna: User) -> None:
    answer = connect(browser(anna), decision="refuse")
    assert "You did not give access" in said(answer)
    assert_nothing_saved(answer)


@pytest.mark.parametrize("state", ["", "&state=", "&state=invented"])
def test_an_answer_that_nobody_asked_for_is_refused(sandbox: SandboxServer, anna: User, state: str) -> None:
    client = browser(anna)
    back = decide(begin(client).url)
    answer = client.get(f"{back.partition('&state')[0]}{state}")
    assert "does not belong to a connection that you began here" in said(answer)
    assert_nothing_saved(answer)
    assert sandbox.requests("token") == []


def test_an_answer_to_somebody_elses_browser_is_refused(sandbox: SandboxServer, anna: User) -> None:
    back = decide(begin(browser(anna)).url)
    assert_nothing_saved(browser(UserFactory()).get(back))


def test_an_answer_is_taken_once(sandbox: SandboxServer, anna: User) -> None:
    client = browser(anna)
    back = decide(begin(client).url)
    client.get(back)
    before = Credential.objects.get().secret
    assert "Nothing was saved." in said(client.get(back))
    assert Credential.objects.get().secret == before


def test_a_code_that_was_used_already_is_refused(sandbox: SandboxServer, anna: User) -> None:
    client = browser(anna)
    used = code_of(decide(begin(client).url))
    requests.post(f"{sandbox.url}/oura/oauth/token", data=exchange(used), timeout=10).raise_for_status()
    answer = client.get(with_code(decide(begin(client).url), used))
    assert "400 invalid_grant" in said(answer)
    assert_nothing_saved(answer)


def test_a_wrong_code_is_refused_without_being_quoted(sandbox: SandboxServer, anna: User) -> None:
    client = browser(anna)
    answer = client.get(with_code(decide(begin(client).url), "wrong-code"))
    assert "wrong-code" not in said(answer)
    assert_nothing_saved(answer)


def test_a_redirect_without_a_code_is_refused(sandbox: SandboxServer, anna: User) -> None:
    client = browser(anna)
    back = decide(begin(client).url)
    state = parse_qs(urlsplit(back).query)["state"][0]
    answer = client.get(f"{CALLBACK}?error=server_error&error_description=<b>Secret</b>&state={state}")
    assert "without giving access (server_error)" in said(answer)
    assert "Secret" not in said(answer)
    assert_nothing_saved(answer)


def code_of(back: str) -> str:
    return parse_qs(urlsplit(back).query)["code"][0]


def with_code(back: str, code: str) -> str:
    return back.replace(code_of(back), code)


def exchange(code: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"http://localhost:8000{CALLBACK}",
        "client_id": OURA_CLIENT_ID,
        "client_secret": OURA_CLIENT_SECRET,
    }


@pytest.mark.parametrize("fault", ["500", "429", "drop", "html", "cut", "broken_json"])
@pytest.mark.parametrize("where", ["token", "personal_info"])
def test_a_vendor_in_trouble_saves_nothing_and_the_next_try_works(
    sandbox: SandboxServer, anna: User, where: str, fault: str
) -> None:
    client = browser(anna)
    sandbox.fault(where, fault)
    assert_nothing_saved(connect(client))
    sandbox.lift()
    assert "Oura is connected" in said(connect(client))


@pytest.mark.parametrize("field", ["access_token", "refresh_token", "expires_in"])
@pytest.mark.parametrize("kind", ["missing_field", "null_field"])
def test_an_incomplete_token_answer_saves_nothing(
    sandbox: SandboxServer, anna: User, kind: str, field: str
) -> None:
    sandbox.fault("token", kind, field=field)
    assert_nothing_saved(connect(browser(anna)))


def test_a_vendor_that_is_gone_saves_nothing(sandbox: SandboxServer, anna: User, settings: Any) -> None:
    client = browser(anna)
    back = decide(begin(client).url)
    settings.SANDBOX_URL = "http://127.0.0.1:9"
    answer = client.get(back)
    assert "Oura could not be reached." in said(answer)
    assert_nothing_saved(answer)


def test_connecting_again_keeps_the_connection_and_wakes_it(sandbox: SandboxServer, anna: User) -> None:
    client = browser(anna)
    connect(client)
    before = Connection.objects.get()
    Connection.objects.update(state="needs_reconnect", reason="Oura stopped.", failures=3, every_hours=6)
    sandbox.revoke("alex")
    connect(client)
    after = Connection.objects.get()
    assert (after.pk, after.created_at, after.every_hours) == (before.pk, before.created_at, 6)
    assert (after.state, after.reason, after.failures) == ("active", "", 0)
    services.check(after)


def test_connecting_again_works_when_the_stored_key_cannot_be_read(
    sandbox: SandboxServer, anna: User
) -> None:
    client = browser(anna)
    connect(client)
    with database.cursor() as cursor:
        cursor.execute("UPDATE integrations_credential SET secret = %s", [b"not decryptable"])
    assert "Oura is connected" in said(connect(client))
    services.check(Connection.objects.get())


def test_another_account_does_not_mix_with_the_first(sandbox: SandboxServer, anna: User) -> None:
    client = browser(anna)
    connect(client, person="alex")
    before = Credential.objects.get().secret
    answer = connect(client, person="sam")
    assert "another Oura account" in said(answer)
    assert "Nothing was saved." in said(answer)
    assert Credential.objects.get().secret == before


def test_an_account_that_another_person_connected_is_refused(sandbox: SandboxServer, anna: User) -> None:
    connect(browser(anna))
    before = Credential.objects.get().secret
    other = UserFactory()
    answer = connect(browser(other))
    assert "connected by another person" in said(answer)
    assert anna.email not in said(answer)
    assert not Connection.objects.filter(user=other).exists()
    assert Credential.objects.get().secret == before


def test_a_household_connects_each_their_own(sandbox: SandboxServer, anna: User) -> None:
    connect(browser(anna), person="alex")
    connect(browser(UserFactory()), person="sam")
    assert Connection.objects.values("account_id").distinct().count() == 2


@pytest.mark.parametrize("process", ["login", "redirect", ""])
def test_oura_is_no_way_to_log_in(sandbox: SandboxServer, anna: User, process: str) -> None:
    assert "no way to log in" in said(begin(browser(anna), process=process))
    assert sandbox.requests() == []


@pytest.mark.parametrize("process", ["connect", "login"])
def test_who_is_not_logged_in_cannot_begin(sandbox: SandboxServer, anna: User, process: str) -> None:
    connect(browser(anna))
    nobody = Client()
    assert begin(nobody, process=process).url == "/accounts/login/?next=/connections/"
    back = decide(f"{sandbox.url}/oura/oauth/authorize?{urlencode(authorize())}")
    answer = nobody.get(back)
    assert answer.url == "/connections/"
    assert "_auth_user_id" not in nobody.session
    assert User.objects.count() == 1


def authorize() -> dict[str, str]:
    return {
        "client_id": OURA_CLIENT_ID,
        "redirect_uri": f"http://localhost:8000{CALLBACK}",
        "response_type": "code",
        "state": "of-no-session",
    }


def test_a_login_state_that_was_smuggled_in_is_refused(sandbox: SandboxServer, anna: User) -> None:
    """Even if a session held one, the callback takes a connect only."""
    client = browser(anna)
    back = decide(begin(client).url)
    session = client.session
    for state, *_rest in session["socialaccount_states"].values():
        state["process"] = "login"
    session.save()
    assert_nothing_saved(client.get(back))


def test_neither_log_in_nor_sign_up_offers_oura(settings: Any, db: None) -> None:
    settings.SIGNUP_POLICY = "open"
    for page in ("/accounts/login/", "/accounts/signup/"):
        assert "oura" not in Client().get(page).content.decode().lower()


def test_a_get_shows_the_page_with_the_button(sandbox: SandboxServer, anna: User) -> None:
    assert browser(anna).get(f"{LOGIN}?process=connect&world=sandbox").url == "/connections/"


def test_a_foreign_page_cannot_start_a_connect(sandbox: SandboxServer, anna: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    assert begin(client).status_code == 403


@pytest.mark.parametrize("page", ["", "signup/", "login/cancelled/", "login/error/"])
def test_allauths_own_pages_for_it_are_off(anna: User, page: str) -> None:
    client = browser(anna)
    for answer in (client.get(f"/accounts/3rdparty/{page}"), client.post(f"/accounts/3rdparty/{page}")):
        assert (answer.status_code, answer.url) == (302, "/connections/")


def test_without_an_app_the_person_is_told_whom_to_ask(anna: User, settings: Any) -> None:
    settings.OURA = {**settings.OURA, "client_id": "", "client_secret": ""}
    assert "not set up on this server" in said(begin(browser(anna), world="live"))


def test_there_is_no_sandbox_where_none_is_set_up(anna: User, settings: Any) -> None:
    settings.SANDBOX_URL = ""
    assert begin(browser(anna)).status_code == 404


def test_there_are_no_other_worlds(sandbox: SandboxServer, anna: User) -> None:
    assert begin(browser(anna), world="mars").status_code == 404


def test_disconnecting_revokes_at_the_vendor(sandbox: SandboxServer, anna: User) -> None:
    connect(browser(anna))
    secret = credentials.secret(Connection.objects.get())
    assert services.disconnect(Connection.objects.get(), keep_data=True) == ""
    info = requests.get(
        f"{sandbox.url}/oura/v2/usercollection/personal_info",
        headers={"Authorization": f"Bearer {secret['access_token']}"},
        timeout=10,
    )
    assert info.status_code == 401
    assert not Credential.objects.exists()


def test_a_refresh_token_that_was_used_elsewhere_means_connect_again(
    sandbox: SandboxServer, anna: User, caplog: pytest.LogCaptureFixture
) -> None:
    connect(browser(anna))
    connection = Connection.objects.get()
    secret = credentials.secret(connection)
    used = {**exchange(""), "grant_type": "refresh_token", "refresh_token": secret["refresh_token"]}
    requests.post(f"{sandbox.url}/oura/oauth/token", data=used, timeout=10).raise_for_status()
    with pytest.raises(credentials.CredentialsRefused, match="no longer accepts our key.$"):
        credentials.refresh_now(connection, secret["access_token"])
    assert "400 invalid_grant" in caplog.text, "for whoever runs the server"
    assert credentials.secret(connection) == secret


def test_a_renewed_pair_works(sandbox: SandboxServer, anna: User) -> None:
    connect(browser(anna))
    connection = Connection.objects.get()
    sandbox.expire("alex")
    credentials.refresh_now(connection, credentials.secret(connection)["access_token"])
    services.check(connection)
