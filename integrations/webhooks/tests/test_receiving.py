"""What our address answers, and what is left of an event: a row, or nothing."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection as database
from django.urls import reverse

from integrations.models import Connection, StreamState, WebhookEvent, WebhookSubscription
from integrations.sandbox.oura.webhooks import signed
from integrations.webhooks.receiving import LARGEST_BODY

from .conftest import event

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


def test_an_address_of_nothing(client, oura):
    for path in ("rize/live", "rize/sandbox", "oura/mars", "nobody/live"):
        assert client.post(f"/webhooks/{path}/").status_code == 404
    assert client.put("/webhooks/oura/sandbox/").status_code == 405


# --- the challenge ---------------------------------------------------------------------------------------


@pytest.fixture
def subscription(oura):
    return WebhookSubscription.objects.create(
        provider="oura", world="sandbox", data_type="sleep", event_type="create", verification_token="right"
    )


def ask(client, **query):
    return client.get(reverse("webhook", args=["oura", "sandbox"]), query)


def test_the_challenge_is_answered_to_who_knows_the_token(db, subscription, client):
    answer = ask(client, verification_token="right", challenge="c-1")
    assert (answer.status_code, answer.json()) == (200, {"challenge": "c-1"})
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
def test_nobody_else_gets_an_answer(db, subscription, client, query, status):
    answer = ask(client, **query)
    assert answer.status_code == status
    assert b"challenge" not in answer.content


def test_the_token_of_another_world_is_another_token(db, subscription, client):
    WebhookSubscription.objects.update(world="live")
    assert ask(client, verification_token="right", challenge="c").status_code == 401


def test_neither_session_nor_redirect_nor_form_token_stands_in_the_way(alex, post, settings, client):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["elsewhere.example"]
    client.handler.enforce_csrf_checks = True
    client.handler.load_middleware()
    answer = post()
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert not answer.cookies
    assert client.get("/connections/", headers={"Host": "elsewhere.example"}).status_code == 301


def test_the_token_is_nowhere_in_clear(db, subscription):
    with database.cursor() as cursor:
        cursor.execute("SELECT verification_token FROM integrations_webhooksubscription")
        assert b"right" not in bytes(cursor.fetchone()[0])
    assert "right" not in repr(subscription)
