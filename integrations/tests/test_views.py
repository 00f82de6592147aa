"""The Connections page: what its person sees and may do, and what nobody else may."""

import datetime
import re
import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from integrations import credentials, services
from integrations.contract import Key
from integrations.models import Connection, Credential, Heartbeat, StreamState, SyncRun
from integrations.sync import claims, scheduling
from metrics import corrections
from metrics.models import DailyMetric, SleepPeriod

from .oura_world import DAY, NOW, TODAY, connect, run

pytestmark = pytest.mark.django_db

ACTS = ("sync", "test", "pause", "resume", "schedule", "history")


@pytest.fixture
def connection(oura, settings):
    settings.SYNC_DEEP_LOOKBACK_DAYS = 7
    return connect(oura, history=5, scopes=("daily",))


@pytest.fixture
def owner(client, connection):
    client.force_login(connection.user)
    return client


@pytest.fixture
def sent(monkeypatch):
    found = []
    monkeypatch.setattr(scheduling, "enqueue", lambda ids, *rest: found.extend(ids))
    return found


def post(client, act, **data):
    return client.post(reverse(f"connection_{act}", args=["oura"]), data, follow=True)


def part(client, name, provider="oura"):
    """What a page that is open asks for."""
    return client.get(reverse(name, args=[provider]), headers={"HX-Request": "true"})


def text(response):
    """What a person reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page(client):
    response = client.get(reverse("connections"))
    assert response.status_code == 200
    return text(response)


# --- who may -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", [*ACTS, "disconnect", "reset"])
@pytest.mark.parametrize("kind", ["other", "staff"])
def test_who_has_no_connection_finds_none(connection, act, kind):
    before = Connection.objects.values().get()
    client = Client()
    client.force_login(User.objects.create_user("other@example.org", is_staff=kind == "staff"))
    assert client.post(reverse(f"connection_{act}", args=["oura"]), {"keep": "delete"}).status_code == 404
    assert Connection.objects.values().get() == before


@pytest.mark.parametrize("act", [*ACTS, "disconnect", "reset"])
def test_nobody_is_sent_to_log_in(connection, act):
    answer = Client().post(reverse(f"connection_{act}", args=["oura"]), {"keep": "delete"})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("act", ACTS)
def test_a_link_alone_does_nothing(owner, act):
    assert owner.get(reverse(f"connection_{act}", args=["oura"])).status_code == 405


def test_a_post_from_another_site_does_nothing(connection):
    client = Client(enforce_csrf_checks=True)
    client.force_login(connection.user)
    assert client.post(reverse("connection_pause", args=["oura"])).status_code == 403


def test_a_provider_that_does_not_exist(owner):
    assert owner.get(reverse("connection", args=["fitbit"])).status_code == 404
    assert part(owner, "connection", "fitbit").status_code == 404
    assert owner.post(reverse("connection_sync", args=["fitbit"])).status_code == 404


def test_no_secret_and_no_account_is_on_the_page(owner, connection):
    html = owner.get(reverse("connections")).content.decode()
    for secret in [*Credential.objects.get().secret.values(), connection.account_id]:
        assert secret not in html


# --- what one can do ---------------------------------------------------------------------------------


def test_sync_now_twice(owner, connection, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert "A sync is about to start." in text(post(owner, "sync"))
        assert "A sync is under way already." in text(post(owner, "sync"))
    assert sent == [connection.pk]


def test_a_click_does_not_ask_a_vendor_that_wants_us_to_wait(owner, connection, sent):
    alive()
    later = NOW + DAY / 6
    Connection.objects.update(problem="RateLimited", next_sync_at=later)
    wait = "Oura asked us to wait until 13:00. The next try comes by itself."
    assert "Sync now" not in page(owner) and page(owner).count(wait) == 1
    for act, data in (("sync", {}), ("history", {"first_day": "2025-10-01"})):
        assert text(post(owner, act, **data)).count(wait) == 2, "on the card, and in answer to the click"
    day = owner.post(reverse("connection_day", args=["oura", TODAY]), follow=True)
    assert text(day).count(wait) == 2
    assert (Connection.objects.get().next_sync_at, sent) == (later, [])
    Connection.objects.update(next_sync_at=NOW)
    assert "Sync now" in page(owner)


@pytest.mark.parametrize("state", ["paused", "needs_reconnect"])
def test_a_source_that_is_not_read_offers_no_history_and_does_not_say_that_a_sync_is_under_way(
    owner, connection, sent, state
):
    Connection.objects.update(state=state, next_sync_at=None)
    assert reverse("connection_history", args=["oura"]) not in page(owner)
    told = text(post(owner, "history", first_day="2025-10-01"))  # from a page that was open before
    assert "It is read once you resume or reconnect this source." in told and "under way" not in told
    assert Connection.objects.get().next_sync_at is None and sent == []


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        (lambda oura: None, "accepts our key"),
        (lambda oura: oura.fault("personal_info", 500), "problem of its own"),
        (lambda oura: oura.fault("personal_info", "drop"), "could not be reached"),
        (lambda oura: oura.fault("personal_info", "html"), "cannot read"),
        (lambda oura: oura.fault("personal_info", 429), "wait"),
        (lambda oura: oura.revoke(), "no longer accepts"),
    ],
)
def test_a_test_says_what_the_vendor_says(owner, oura, cause, says):
    cause(oura)
    assert says in text(post(owner, "test"))


def test_pause_and_resume(owner, connection, sent, django_capture_on_commit_callbacks):
    assert "Paused" in text(post(owner, "pause"))
    assert "Resume or reconnect" in text(post(owner, "sync"))
    connection.refresh_from_db()
    assert (connection.state, connection.next_sync_at) == ("paused", None)
    with django_capture_on_commit_callbacks(execute=True):
        post(owner, "resume")
    connection.refresh_from_db()
    assert (connection.state, connection.next_sync_at, sent) == ("active", NOW, [connection.pk])


def test_a_schedule(owner, connection):
    assert "is saved" in text(post(owner, "schedule", every_hours="24", at_time="07:30"))
    connection.refresh_from_db()
    wait = connection.next_sync_at - NOW.replace(hour=6, minute=30) - DAY  # 07:30 in Berlin, tomorrow
    assert 0 <= wait.total_seconds() <= 120
    post(owner, "schedule", every_hours="4", at_time="07:30")
    connection.refresh_from_db()
    assert (connection.every_hours, connection.at_time) == (4, None)


@pytest.mark.parametrize(
    "form",
    [{}, {"every_hours": "3"}, {"every_hours": "-1"}, {"every_hours": "x"}]
    + [{"every_hours": "24", "at_time": "25:00"}, {"every_hours": "9" * 30}],
)
def test_a_schedule_that_is_none(owner, connection, form):
    before = Connection.objects.values().get()
    assert "cannot be kept" in text(post(owner, "schedule", **form))
    assert Connection.objects.values().get() == before


def test_history_back_to_a_day(owner, connection, sent):
    assert "back to that day" in text(post(owner, "history", first_day="2025-10-01"))
    assert str(StreamState.objects.get(stream="sleep").backfill_floor) == "2025-10-01"


@pytest.mark.parametrize("day", ["", "long ago", "1999-01-01", "2150-01-01", "2026-02-30", "0000-00-00"])
def test_history_back_to_a_day_that_is_none(owner, day):
    before = list(StreamState.objects.values())
    answer = post(owner, "history", first_day=day)
    assert answer.status_code == 200
    assert "back to that day" not in text(answer)
    assert list(StreamState.objects.values()) == before


# --- the end -----------------------------------------------------------------------------------------


def test_disconnect_asks_first(owner):
    assert "numbers" in text(owner.get(reverse("connection_disconnect", args=["oura"])))
    for form in ({}, {"keep": "perhaps"}):
        assert owner.post(reverse("connection_disconnect", args=["oura"]), form).status_code == 200
    assert Connection.objects.exists()


def test_disconnect_and_keep(owner, connection, oura):
    run(connection)
    days = DailyMetric.objects.count()
    assert "disconnected" in text(post(owner, "disconnect", keep="keep"))
    assert DailyMetric.objects.count() == days
    assert not Connection.objects.exists() and not Credential.objects.exists()
    assert len(oura.requests("revoke")) >= 1
    assert oura.requests("revoke")[-1].status == 200


def test_disconnect_and_delete_keeps_what_the_person_said(owner, connection, oura):
    run(connection)
    user = connection.user
    corrections.correct_daily(user=user, by=user, day=TODAY, metric="sleep.score", source="oura", value=50)
    corrections.add_manual(user=user, by=user, day=TODAY, metric="vital.weight", value=70)
    post(owner, "disconnect", keep="delete")
    left = {(row.metric, row.effective) for row in DailyMetric.objects.all()}
    assert left == {("sleep.score", 50.0), ("vital.weight", 70.0)}
    assert not SleepPeriod.objects.exists()


@pytest.mark.parametrize("kind", [500, "drop", 401])
def test_disconnect_works_also_when_the_vendor_does_not(owner, oura, kind):
    oura.fault("revoke", kind)
    answer = post(owner, "disconnect", keep="keep")
    assert answer.status_code == 200
    assert "disconnected" in text(answer)
    assert not Connection.objects.exists()


# --- in words ----------------------------------------------------------------------------------------


def alive(minutes_ago=0):
    at = timezone.now() - minutes_ago * DAY / 1440
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": at})


def test_every_state_has_its_words(owner, connection, oura):
    alive()
    run(connection)
    assert "Next look:" in page(owner)
    token = claims.claim(connection.pk)
    assert "Reading" in page(owner)
    claims.release(connection.pk, token)
    oura.fault("*", 429, retry_after="3600")
    run(connection)
    assert "asked us to wait until 10:00" in page(owner)
    oura.lift()
    oura.fault("*", 500)
    run(connection)
    told = page(owner)
    assert "problem of its own" in told and "comes by itself" in told
    oura.lift()
    oura.revoke()
    run(connection)
    assert "Reconnect" in page(owner)


def test_nothing_is_fetched_while_no_worker_runs_and_the_page_says_so(owner, connection):
    alive(minutes_ago=30)
    Connection.objects.update(next_sync_at=NOW - DAY / 24)
    assert "Nothing has been fetched since 08:30" in page(owner), "half an hour ago in Berlin"
    Heartbeat.objects.all().delete()
    assert "the part that fetches is not running" in page(owner)
    alive()
    assert "not running" not in page(owner)


def test_a_source_that_was_never_read_does_not_say_that_it_was(owner, connection):
    alive()
    Connection.objects.update(next_sync_at=NOW + DAY / 24, queued_until=None)
    told = page(owner)
    assert "Nothing has been read yet. First look: 10:00." in told and "Everything is read" not in told


@pytest.mark.parametrize(
    ("fields", "button"),
    [
        ({"state": "needs_reconnect", "reason": "Oura said no."}, "Reconnect Oura"),
        ({"state": "paused"}, "Resume"),
        ({"problem": "Unavailable", "reason": "Oura is down."}, "Sync now"),
        ({"problem": "RateLimited"}, ""),
    ],
)
def test_the_button_that_helps_is_the_one_that_stands_out(owner, connection, fields, button):
    alive()
    Connection.objects.update(next_sync_at=NOW + DAY / 24, queued_until=None, **fields)
    card = part(owner, "connection").content.decode()
    primary = re.findall(r'button-primary"[^>]*>(?:<span.*?>)*([^<]+)', card)
    assert primary == ([button] if button else [])
    if fields.get("reason"):
        assert "nothing you have is lost" in card, "and what happens next"


def seen(**minutes_ago):
    for name, ago in minutes_ago.items():
        when = timezone.now() - ago * DAY / 1440
        Heartbeat.objects.update_or_create(name=name.replace("_", " "), defaults={"at": when})


@pytest.mark.parametrize(
    ("minutes_ago", "said"),
    [
        ({"worker": 30, "worker_process": 1, "beat": 30}, "the part that keeps time is not running"),
        ({"worker": 30, "worker_process": 1, "beat": 1}, "waits in line, and is not taken up"),
        ({"worker": 1, "worker_process": 1, "beat": 1}, "waits in line, and is not taken up"),
        ({"worker": 30, "worker_process": 30, "beat": 1}, "the part that fetches is not running"),
        ({"worker": 30, "worker_process": 30, "beat": 30}, "the part that fetches is not running"),
    ],
    ids=["no beat", "stuck", "one queue stuck", "no worker", "nothing"],
)
def test_the_page_tells_which_part_stands_still(owner, connection, minutes_ago, said):
    seen(**minutes_ago)
    Connection.objects.update(next_sync_at=NOW - DAY / 6, last_success_at=NOW - DAY / 4)
    told = page(owner)
    assert said in told
    assert not re.search(r"worker|queue|beat\b|task", told.lower())


def test_a_test_of_the_connection_does_not_wait_long(owner, oura, monkeypatch):
    monkeypatch.setattr(services, "SECONDS_TO_ANSWER", 0.2)
    oura.fault("personal_info", "slow", seconds=2)
    began = time.monotonic()
    told = text(post(owner, "test"))
    assert "Oura did not answer in time. Nothing you have is lost." in told
    assert time.monotonic() - began < 1.5


def test_a_test_waits_for_a_renewal_that_works_only_once(owner, connection, oura, monkeypatch):
    monkeypatch.setattr(services, "SECONDS_TO_ANSWER", 0.2)
    Credential.objects.update(expires_at=NOW - DAY)
    oura.fault("token", "slow", seconds=0.5)
    assert "accepts our key" in text(post(owner, "test"))


def test_a_chosen_schedule_is_kept_for_the_next_time(owner, connection, oura):
    post(owner, "schedule", every_hours="24", at_time="06:30")
    post(owner, "disconnect", keep="keep")
    again = connect(oura)
    assert (again.every_hours, again.at_time) == (24, datetime.time(6, 30))
    other = User.objects.create_user("other@example.org")
    assert (
        credentials.connection_connected(
            user=other, provider="oura", world="sandbox", tokens=Key("k"), account_id="another"
        ).every_hours
        == 2
    ), "theirs alone"


def test_one_failing_stream_says_why(owner, connection, oura):
    alive()
    oura.fault("sleep", 500)
    run(connection)
    assert "problem of its own" in page(owner)


def test_a_run_that_could_not_read_everything_does_not_say_that_it_did(owner, connection, oura, set_now):
    alive()
    oura.fault("sleep", "html")
    run(connection)
    told = page(owner)
    assert "Not everything could be read" in told
    assert "cannot read" in told, "and why"
    oura.lift()
    set_now(NOW + DAY / 24)
    alive()
    run(connection)
    assert "Everything is read" in page(owner)


def test_someone_without_any_source(client):
    client.force_login(User.objects.create_user("new@example.org"))
    assert "Connect Oura" in page(client) or "not set up on this server" in page(client)


def test_the_card_reads_itself_again_while_something_moves(owner, connection):
    claims.claim(connection.pk)
    answer = part(owner, "connection")
    assert answer.status_code == 200
    assert "hx-get" in answer.content.decode()


def test_the_page_asks_the_database_little_however_long_the_history(
    owner, connection, django_assert_max_num_queries
):
    run(connection)
    for _ in range(15):
        SyncRun.objects.create(connection=connection, trigger="schedule", status="ok")
    owner.get(reverse("connections"))
    with django_assert_max_num_queries(11):
        owner.get(reverse("connections"))
