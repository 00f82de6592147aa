"""What our address answers, and what is left of an event: a row, or nothing."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, transaction
from django.db import connection as database
from django.urls import reverse

from integrations.models import Connection, StreamState, WebhookEvent, WebhookSubscription
from integrations.sandbox.oura.webhooks import signed
from integrations.webhooks import receiving
from integrations.webhooks.receiving import LARGEST_BODY

from .conftest import ask, event

pytestmark = pytest.mark.django_db


def test_an_event_becomes_a_row_and_changes_nothing_else(alex, post):
    before = Connection.objects.values().get(), list(StreamState.objects.order_by("pk").values())
    assert post(object_id="abc").status_code == 200
    row = WebhookEvent.objects.get()
    assert (row.connection_id, row.stream, row.object_id, row.taken_at) == (
        alex.pk,
        "daily_sleep",
        "abc",
        None,
    )
    assert row.at == datetime(2026, 3, 16, 7, 30, 0, 123456, tzinfo=UTC)
    assert (Connection.objects.values().get(), list(StreamState.objects.order_by("pk").values())) == before


def test_it_costs_one_statement_and_no_question_of_redis(
    alex, post, django_assert_num_queries, settings, monkeypatch
):
    monkeypatch.setattr("kombu.connection.Connection.ensure_connection", None)  # whoever asked would fail
    with django_assert_num_queries(1):
        assert post().status_code == 200
    assert WebhookEvent.objects.count() == 1


def test_what_comes_again_is_one_event(alex, post):
    for timestamp in ("1773648000", "1773648060"):
        body = json.dumps(event()).encode()
        headers = signed(body, "sandbox-secret", timestamp)
        assert post(body=body, headers=headers).status_code == 200
    # The same, written differently.
    reordered = json.dumps(dict(reversed(event().items())), indent=1).encode()
    assert post(body=reordered).status_code == 200
    assert WebhookEvent.objects.count() == 1
    post(event_time="2026-03-16T07:31:00Z")
    assert WebhookEvent.objects.count() == 2


def test_a_late_event_is_as_good_as_any(alex, post):
    assert post(event_time="2026-02-01T00:00:00Z", headers={"x-oura-timestamp": None}).status_code == 401
    assert post(event_time="2026-02-01T00:00:00Z").status_code == 200
    assert WebhookEvent.objects.count() == 1


def test_the_signature_counts_in_either_case_and_over_the_bytes_as_they_came(alex, post):
    body = json.dumps(event(), indent=3, ensure_ascii=False).encode()
    headers = signed(body, "sandbox-secret", "any text at all")
    headers["x-oura-signature"] = headers["x-oura-signature"].lower()
    assert post(body=body, headers=headers).status_code == 200
    assert post(body=body + b" ", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"x-oura-signature": None},
        {"x-oura-timestamp": None},
        {"x-oura-signature": ""},
        {"x-oura-timestamp": "1"},
        {"x-oura-signature": "é" * 64},
        {"x-oura-signature": "0" * 64},
        {"x-oura-signature": "0" * 5000},
    ],
)
def test_what_is_not_signed_is_refused(alex, post, headers):
    assert post(headers=headers).status_code == 401
    assert not WebhookEvent.objects.exists()


def test_the_secret_of_somebody_else_is_refused(alex, post):
    assert post(secret="another").status_code == 401
    assert post(secret="").status_code == 401
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"no json", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"[" * 5000, 400),
        (b"{}", 400),
        (json.dumps(event(user_id=None)).encode(), 400),
        (json.dumps(event(data_type=["sleep"])).encode(), 400),
        (json.dumps(event(user_id="")).encode(), 200),
        (b" " * (LARGEST_BODY + 1), 413),
    ],
)
def test_nonsense_that_is_signed_is_refused_and_leaves_nothing(alex, post, body, status):
    assert post(body=body).status_code == status
    assert not WebhookEvent.objects.exists()


def test_a_time_or_an_id_that_cannot_be_read_does_not_lose_the_event(alex, post):
    assert post(event_time="yesterday", object_id="x" * 500).status_code == 200
    row = WebhookEvent.objects.get()
    assert (row.at, row.object_id) == (None, "x" * 120)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_what_the_body_is_called_does_not_matter(alex, post, kind):
    assert post(headers={"Content-Type": kind}).status_code == 200
    assert WebhookEvent.objects.count() == 1


@pytest.mark.parametrize("data_type", ["meal", "tag", "heartrate", "word_of_tomorrow"])
def test_data_that_we_do_not_read_are_none_of_our_business(alex, post, data_type):
    assert post(data_type=data_type).status_code == 200
    assert not WebhookEvent.objects.exists()


def test_an_account_that_nobody_here_has_is_thanked_and_forgotten(alex, post, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert post(user_id="somebody").status_code == 200
    assert not WebhookEvent.objects.exists()


def test_a_disconnected_account_is_thanked_and_forgotten(alex, post):
    post()
    alex.delete()
    assert not WebhookEvent.objects.exists()
    assert post().status_code == 200
    assert not WebhookEvent.objects.exists()


def test_an_unknown_account_id_never_matches_a_connection_without_one(alex, post):
    Connection.objects.update(account_id="")
    assert post(user_id="").status_code == 200
    assert not WebhookEvent.objects.exists()


def test_the_sandbox_cannot_speak_for_the_real_vendor(alex, post, settings):
    """Everybody knows the secret of the sandbox."""
    settings.PUBLIC_IS_SECURE = True
    settings.OURA = {**settings.OURA, "client_id": "us", "client_secret": "ours", "webhooks": True}
    Connection.objects.update(world="live")
    assert post().status_code == 200
    assert post(world="live").status_code == 401
    assert not WebhookEvent.objects.exists()
    assert post(world="live", secret="ours").status_code == 200
    assert WebhookEvent.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"client_secret": ""}, {"client_id": ""}, {"webhooks": False}, {"client_secret": "", "client_id": ""}],
)
def test_without_an_app_or_turned_off_there_is_no_such_address(alex, post, settings, change):
    settings.PUBLIC_IS_SECURE = True
    settings.OURA = {**settings.OURA, "client_id": "us", "client_secret": "ours", **change}
    Connection.objects.update(world="live")
    secret = settings.OURA["client_secret"]
    assert post(world="live", secret=secret).status_code == 404
    assert post(world="sandbox").status_code == 200
    settings.SANDBOX_URL = ""
    assert post(world="sandbox").status_code == 404
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["rize/live", "rize/sandbox", "oura/mars", "nobody/live", "/", "oura", "oura/sandbox/more", "ö/%2F"],
)
def test_an_address_of_nothing(path, db, oura):
    assert ask("POST", f"/webhooks/{path}/").status_code in (403, 404)


def test_only_what_a_vendor_does_is_done(db, oura):
    for method in ("PUT", "DELETE", "HEAD", "NONSENSE"):
        assert ask(method, "/webhooks/oura/sandbox/").status_code == 405


# --- the challenge ---------------------------------------------------------------------------------------


@pytest.fixture
def subscription(oura):
    return WebhookSubscription.objects.create(
        provider="oura", world="sandbox", data_type="sleep", event_type="create", verification_token="right"
    )


def challenge(**query):
    return ask("GET", reverse("webhook", args=["oura", "sandbox"]), **query)


def test_the_challenge_is_answered_to_who_knows_the_token(db, subscription):
    answer = challenge(verification_token="right", challenge="c-1")
    assert (answer.status_code, json.loads(answer.content)) == (200, {"challenge": "c-1"})
    assert answer["Content-Type"] == "application/json"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"verification_token": "wrong", "challenge": "c"}, 401),
        ({"verification_token": "Right", "challenge": "c"}, 401),
        ({"verification_token": "ré", "challenge": "c"}, 401),
        ({"verification_token": "", "challenge": "c"}, 400),
        ({"verification_token": "right"}, 400),
        ({"challenge": "c"}, 400),
        ({}, 400),
        ({"verification_token": "right", "challenge": "c" * 5000}, 401),
    ],
)
def test_nobody_else_gets_an_answer(db, subscription, query, status):
    answer = challenge(**query)
    assert answer.status_code == status
    assert b"challenge" not in answer.content


def test_the_token_of_another_world_is_another_token(db, subscription):
    WebhookSubscription.objects.update(world="live")
    assert challenge(verification_token="right", challenge="c").status_code == 401


def test_neither_session_nor_redirect_nor_host_nor_form_token_stands_in_the_way(alex, post, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["elsewhere.example"]
    answer = post()
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert not answer.cookies


def test_an_answer_says_its_length_so_that_the_proxy_can_keep_the_connection(alex, post):
    answer = post()
    assert answer["Content-Length"] == str(len(answer.content))


def test_pages_are_answered_as_ever(db):
    assert ask("GET", "/connections/").status_code == 302
    assert ask("GET", "/healthz").content == b"ok\n"


def test_a_handler_that_django_makes_itself_lets_events_in(alex, client):
    """Its development servers know no door."""
    body = json.dumps(event()).encode()
    client.handler.enforce_csrf_checks = True
    sent = signed(body, "sandbox-secret", "1773648000")
    address = reverse("webhook", args=["oura", "sandbox"])
    assert client.post(address, body, content_type="application/json", headers=sent).status_code == 200


def test_a_database_that_hung_up_is_asked_again(alex, post, monkeypatch):
    """A connection that was idle for hours: the server may have closed it."""
    asked, insert = [], receiving._insert

    def hung_up_once(*event):
        asked.append(event)
        if len(asked) == 1:
            raise OperationalError(2006, "Server has gone away")
        insert(*event)

    monkeypatch.setattr(receiving, "_insert", hung_up_once)
    monkeypatch.setattr(receiving.database, "is_usable", lambda: False)
    monkeypatch.setattr(receiving.database, "close", lambda: None)  # the test's own transaction
    assert post().status_code == 200
    assert (len(asked), WebhookEvent.objects.count()) == (2, 1)


def test_the_challenge_is_answered_also_where_the_database_hung_up(db, subscription, monkeypatch):
    with monkeypatch.context() as stale:
        asked, list_of = [], receiving.WebhookSubscription.objects.filter

        def hung_up_once(**wanted):
            asked.append(wanted)
            if len(asked) == 1:
                raise OperationalError(2006, "Server has gone away")
            return list_of(**wanted)

        stale.setattr(receiving.WebhookSubscription.objects, "filter", hung_up_once)
        stale.setattr(receiving.database, "is_usable", lambda: False)
        stale.setattr(receiving.database, "close", lambda: None)  # the test's own transaction
        answer = challenge(verification_token="right", challenge="c-1")
    assert (answer.status_code, json.loads(answer.content)) == (200, {"challenge": "c-1"})


def test_a_database_that_refuses_is_an_error_at_once_and_the_vendor_comes_again(
    alex, post, monkeypatch, caplog
):
    asked = []

    def locked(*event):
        asked.append(event)
        raise OperationalError("database is locked")

    monkeypatch.setattr(receiving, "_insert", locked)
    assert post().status_code == 500
    assert len(asked) == 1, "it was waited for already"
    assert "database is locked" in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(database.vendor == "sqlite", reason="has one writer at a time")
def test_an_event_does_not_wait_for_a_page_that_is_being_written(alex, post):
    """The page holds the row of the connection, which an event must not ask for."""
    with ThreadPoolExecutor(1) as elsewhere, transaction.atomic():
        Connection.objects.select_for_update().get(pk=alex.pk)
        sent = elsewhere.submit(answered_and_closed, post)
        assert sent.result(timeout=10).status_code == 200


def answered_and_closed(post):
    try:
        return post()
    finally:
        database.close()


def test_the_token_is_nowhere_in_clear(db, subscription):
    with database.cursor() as cursor:
        cursor.execute("SELECT verification_token FROM integrations_webhooksubscription")
        assert b"right" not in bytes(cursor.fetchone()[0])
    assert "right" not in repr(subscription)
