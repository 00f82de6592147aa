"""Secrets: stored encrypted, renewed once, never lost, never overwritten by nonsense."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.db import connections
from django.utils import timezone

from accounts.models import User
from healthdash.tests.keys import encryption_keys
from integrations import credentials
from integrations.contract import Tokens
from integrations.errors import BadPayload, CredentialsRefused, RateLimited, Unavailable
from integrations.models import Connection, Credential
from integrations.registry import PROVIDERS

from .vendor import Vendor, pair, running_vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor(settings: Any) -> Iterator[Vendor]:
    """A vendor with two portals; the live world of Oura points at it."""
    with running_vendor() as vendor:
        settings.OURA = {
            **settings.OURA,
            "client_id": "app",
            "client_secret": "app-secret",
            "api_url": vendor.url,
            "token_url": f"{vendor.url}/token",
            "token_url_alternative": f"{vendor.url}/other",
            "revoke_url": f"{vendor.url}/revoke",
        }
        yield vendor


def connect(vendor: Vendor, **changes: Any) -> Connection:
    """A connection with the vendor's first pair."""
    vendor.number = 1
    user = User.objects.create_user(f"{Connection.objects.count()}@example.org")
    tokens = Tokens("access-1", "refresh-1", changes.pop("expires_in", 3600), **changes)
    return credentials.connection_connected(
        user=user, provider="oura", world="live", tokens=tokens, account_id=user.email
    )


def stored(connection: Connection) -> Credential:
    return Credential.objects.get(connection=connection)


def test_the_database_holds_no_token_in_clear(vendor: Vendor) -> None:
    connect(vendor)
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM integrations_credential")
        row = cursor.fetchone()
    assert b"access-1" not in b" ".join(bytes(v) for v in row if isinstance(v, bytes | memoryview))
    assert "access-1" not in str(row)


def test_a_secret_that_is_good_for_hours_is_not_renewed(vendor: Vendor) -> None:
    connection = connect(vendor)
    assert credentials.valid_secret(connection)["access_token"] == "access-1"
    assert vendor.calls == []


def test_a_secret_near_its_end_is_renewed_and_kept_before_it_is_used(vendor: Vendor) -> None:
    connection = connect(vendor, expires_in=60)
    fresh = credentials.valid_secret(connection)
    assert fresh == {"access_token": "access-2", "refresh_token": "refresh-2"}
    credential = stored(connection)
    assert credential.secret == fresh
    assert credential.expires_at > timezone.now() + timedelta(hours=23)
    assert (credential.lease_until, credential.lease_token) == (None, "")


def test_a_secret_without_an_end_is_used_until_the_vendor_refuses_it(vendor: Vendor) -> None:
    connection = connect(vendor, expires_in=None)
    assert credentials.valid_secret(connection)["access_token"] == "access-1"
    assert credentials.refresh_now(connection, "access-1")["access_token"] == "access-2"


def test_who_comes_late_gets_the_new_pair_without_another_refresh(vendor: Vendor) -> None:
    connection = connect(vendor)
    credentials.refresh_now(connection, "access-1")
    assert credentials.refresh_now(connection, "access-1")["access_token"] == "access-2"
    assert vendor.count("/token") == 1


def test_scopes_are_stored_in_one_spelling(vendor: Vendor) -> None:
    connection = connect(vendor, scopes=("extapi:daily", "spo2Daily"))
    assert stored(connection).scopes == ["daily", "spo2"]


def test_unknown_scopes_stay_unknown_and_known_ones_stay_known(vendor: Vendor) -> None:
    vendor.answers["/token"] = (200, pair(2, scope=None))
    unknown, known = connect(vendor), connect(vendor, scopes=("daily",))
    for connection in (unknown, known):
        credentials.refresh_now(connection, "access-1")
    assert (stored(unknown).scopes, stored(known).scopes) == (None, ["daily"])


def test_a_new_grant_without_scopes_does_not_keep_the_old_ones(vendor: Vendor) -> None:
    connection = connect(vendor, scopes=("daily",))
    credentials.store(connection, Tokens("access-2", "refresh-2", 3600))
    assert stored(connection).scopes is None


@pytest.mark.parametrize(
    "body",
    [
        pair(2, access_token=None),
        pair(2, access_token=""),
        pair(2, access_token=["x"]),
        pair(2, refresh_token=None),
        pair(2, refresh_token="  "),
        pair(2, expires_in=None),
        pair(2, expires_in=0),
        pair(2, expires_in=-5),
        pair(2, expires_in=True),
        pair(2, expires_in="soon"),
        pair(2, expires_in=1e300),
        pair(2, error="server_error"),
        [],
        {},
        b"<html>",
        b'{"access_token": "a", "refresh_token": "b", "expires_in": Infinity}',
        b"access_token=a&refresh_token=b&expires_in=3600",
    ],
)
def test_an_incomplete_success_overwrites_nothing(vendor: Vendor, body: Any) -> None:
    connection = connect(vendor)
    vendor.answers["/token"] = (200, body)
    with pytest.raises(BadPayload):
        credentials.refresh_now(connection, "access-1")
    assert stored(connection).secret == {"access_token": "access-1", "refresh_token": "refresh-1"}
    assert vendor.count("/token") == 1
    assert stored(connection).lease_until is None


@pytest.mark.parametrize(("status", "error"), [(500, Unavailable), (503, Unavailable), (429, RateLimited)])
def test_a_vendor_in_trouble_costs_nothing(vendor: Vendor, status: int, error: type[Exception]) -> None:
    connection = connect(vendor)
    vendor.answers["/token"] = (status, {})
    with pytest.raises(error):
        credentials.refresh_now(connection, "access-1")
    del vendor.answers["/token"]
    assert credentials.refresh_now(connection, "access-1")["access_token"] == "access-2"


def test_a_cut_answer_is_not_asked_again_at_once(vendor: Vendor) -> None:
    connection = connect(vendor)
    vendor.answers["/token"] = (0, None)
    with pytest.raises(Unavailable):
        credentials.refresh_now(connection, "access-1")
    assert vendor.count("/token") == 1
    assert vendor.count("/other") == 0


def test_a_timeout_is_not_asked_again_at_once(vendor: Vendor, settings: Any) -> None:
    connection = connect(vendor)
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT, vendor.delay = 0.1, 0.4
    with pytest.raises(Unavailable):
        credentials.refresh_now(connection, "access-1")
    assert len(vendor.calls) == 1
    assert stored(connection).secret["access_token"] == "access-1"


def test_an_early_refresh_that_fails_leaves_the_key_in_use_until_its_end(vendor: Vendor) -> None:
    vendor.answers["/token"] = (503, {})
    assert credentials.valid_secret(connect(vendor, expires_in=60))["access_token"] == "access-1"
    with pytest.raises(Unavailable):
        credentials.valid_secret(connect(vendor, expires_in=0))


def test_a_refresh_token_that_was_used_already_means_connect_again(
    vendor: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    connection = connect(vendor)
    vendor.number = 7
    with pytest.raises(CredentialsRefused, match="no longer accepts our key"):
        credentials.refresh_now(connection, "access-1")
    assert "400 invalid_grant" in caplog.text
    assert vendor.count("/other") == 0
    assert stored(connection).secret["refresh_token"] == "refresh-1"


@pytest.mark.parametrize(
    "refusal", [(400, {"error": "invalid_request"}), (400, {"error": "invalid_client"}), (401, b"")]
)
def test_the_other_portal_is_asked_and_remembered(vendor: Vendor, refusal: tuple[int, Any]) -> None:
    connection = connect(vendor)
    vendor.answers["/token"] = refusal
    credentials.refresh_now(connection, "access-1")
    assert stored(connection).token_url == f"{vendor.url}/other"
    credentials.refresh_now(connection, "access-2")
    assert (vendor.count("/token"), vendor.count("/other")) == (1, 2)


def test_when_both_portals_refuse_both_answers_are_in_the_log_and_no_secret(
    vendor: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    connection = connect(vendor)
    vendor.answers["/token"] = (400, {"error": "invalid_request", "error_description": "refresh-1"})
    vendor.answers["/other"] = (401, {"error": "Not a code: refresh-1"})
    with pytest.raises(CredentialsRefused) as caught:
        credentials.refresh_now(connection, "access-1")
    assert "400 invalid_request" in caplog.text
    assert "401" in caplog.text
    assert "refresh-1" not in caplog.text + str(caught.value)


def test_a_wrong_app_secret_is_the_operators_trouble_and_ends_no_connection(vendor: Vendor) -> None:
    connection = connect(vendor)
    vendor.answers["/token"] = vendor.answers["/other"] = (401, {"error": "invalid_client"})
    with pytest.raises(Unavailable, match="401 invalid_client.*401 invalid_client"):
        credentials.refresh_now(connection, "access-1")


def test_a_redirect_is_not_followed_with_the_secrets(vendor: Vendor) -> None:
    connection = connect(vendor)
    vendor.answers["/token"] = (307, {})
    with pytest.raises(Unavailable):
        credentials.refresh_now(connection, "access-1")


def test_plain_http_to_another_machine_is_refused(vendor: Vendor, settings: Any) -> None:
    connection = connect(vendor)
    credentials.refresh_now(connection, "access-1")  # loopback is fine, and must not open the way for others
    settings.OURA = {**settings.OURA, "token_url": "http://192.0.2.1/token", "token_url_alternative": ""}
    with pytest.raises(Unavailable):
        credentials.refresh_now(connection, "access-2")


def test_an_abandoned_lease_runs_out(vendor: Vendor) -> None:
    connection = connect(vendor)
    past = timezone.now() - timedelta(seconds=1)
    Credential.objects.update(lease_until=past, lease_token="of a process that died")
    assert credentials.refresh_now(connection, "access-1")["access_token"] == "access-2"


def test_who_waits_in_vain_does_not_ask_the_vendor(vendor: Vendor, monkeypatch: Any) -> None:
    monkeypatch.setattr(credentials, "WAIT", 0.3)
    connection = connect(vendor)
    Credential.objects.update(lease_until=timezone.now() + timedelta(minutes=1), lease_token="another")
    with pytest.raises(Unavailable):
        credentials.refresh_now(connection, "access-1")
    assert vendor.calls == []
    assert stored(connection).lease_token == "another"


def test_a_pair_of_a_new_connect_is_not_overwritten_by_an_older_refresh(
    vendor: Vendor, monkeypatch: Any
) -> None:
    connection = connect(vendor)

    def refresh_while_the_person_reconnects(*args: Any) -> Tokens:
        credentials.store(connection, Tokens("by hand", "by hand", 3600))
        return Tokens("access-2", "refresh-2", 3600)

    provider = PROVIDERS["oura"]
    monkeypatch.setitem(
        PROVIDERS,
        "oura",
        type(provider)(**{**fields(provider), "refresh": refresh_while_the_person_reconnects}),
    )
    assert credentials.refresh_now(connection, "access-1")["access_token"] == "by hand"
    assert stored(connection).secret["access_token"] == "by hand"


def fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


@pytest.mark.django_db(transaction=True)
def test_of_four_at_once_one_asks_the_vendor_and_all_get_the_new_pair(vendor: Vendor) -> None:
    connection = connect(vendor)
    vendor.delay = 0.3

    def refresh(_number: int) -> str:
        try:
            return credentials.refresh_now(connection, "access-1")["access_token"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(refresh, range(4))) == ["access-2"] * 4
    assert vendor.count("/token") == 1


def test_the_wrong_encryption_key_is_named_and_nothing_is_overwritten(vendor: Vendor) -> None:
    connection = connect(vendor, expires_in=60)
    with encryption_keys("another key"):
        for read in (credentials.secret, credentials.valid_secret):
            with pytest.raises(credentials.WrongEncryptionKey, match="ENCRYPTION_KEY"):
                read(connection)
        with pytest.raises(credentials.WrongEncryptionKey):
            credentials.refresh_now(connection, "access-1")
    assert vendor.calls == []
    assert credentials.secret(connection)["access_token"] == "access-1"


def test_with_the_key_gone_for_good_a_person_can_still_connect_again(vendor: Vendor) -> None:
    connection = connect(vendor)
    with encryption_keys("another key"):
        credentials.store(connection, Tokens("access-9", "refresh-9", 3600))
        assert credentials.secret(connection)["access_token"] == "access-9"


def test_a_connection_without_a_key_says_connect_again() -> None:
    user = User.objects.create_user("a@example.org")
    connection = Connection.objects.create(user=user, provider="oura")
    for read in (credentials.secret, credentials.valid_secret):
        with pytest.raises(CredentialsRefused, match="Connect again"):
            read(connection)


def test_no_token_shows_in_reprs(vendor: Vendor) -> None:
    connection = connect(vendor)
    assert "access-1" not in repr(stored(connection)) + repr(Tokens("access-1", "refresh-1"))


@pytest.mark.parametrize("status", [200, 204, 401])
def test_revoke_takes_a_key_that_is_dead_already_for_done(vendor: Vendor, status: int) -> None:
    vendor.answers["/revoke"] = (status, {})
    PROVIDERS["oura"].revoke(credentials.secret(connect(vendor)), "live")
    assert vendor.calls == [("/revoke", {})], "the token travels in the header, never in the address"


@pytest.mark.parametrize("status", [0, 400, 404, 500])
def test_revoke_tells_when_the_vendor_did_not_hear_it_without_the_token(vendor: Vendor, status: int) -> None:
    vendor.answers["/revoke"] = (status, {})
    with pytest.raises(Unavailable) as caught:
        PROVIDERS["oura"].revoke(credentials.secret(connect(vendor)), "live")
    assert "access-1" not in str(caught.value)
    assert caught.value.__cause__ is None
