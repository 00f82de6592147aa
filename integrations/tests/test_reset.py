"""Starting a source again from nothing: what goes, what stays, and when it is refused."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from integrations import services
from integrations.models import Connection, Credential, RawRecord, RejectedRecord, StreamState, SyncRun
from integrations.sync import claims, scheduling
from metrics import corrections
from metrics.models import DailyMetric, SleepPeriod

from .oura_world import DAY, TODAY, begin_history, connect, rows, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(oura, settings):
    settings.SYNC_DEEP_LOOKBACK_DAYS = 7
    connection = connect(oura, history=5)
    run(connection)
    return connection


@pytest.fixture
def owner(client, connection):
    client.force_login(connection.user)
    return client


@pytest.fixture
def sent(monkeypatch):
    found = []
    monkeypatch.setattr(scheduling, "enqueue", lambda ids, *rest: found.extend(ids))
    return found


def reset(client):
    return client.post(reverse("connection_reset", args=["oura"]), follow=True).content.decode()


def test_it_asks_first_and_says_what_is_lost(owner, connection):
    before = rows(connection)
    page = owner.get(reverse("connection_reset", args=["oura"])).content.decode()
    days = DailyMetric.objects.values("day").distinct().count()
    assert f"{days} days with numbers from Oura are deleted" in page
    assert "Numbers that you corrected or typed in yourself stay" in page
    assert rows(connection) == before


def test_everything_goes_but_the_connection_and_comes_back(
    owner, connection, sent, django_capture_on_commit_callbacks
):
    before = rows(connection)
    secret, generation = Credential.objects.get().secret, connection.user.generation
    with django_capture_on_commit_callbacks(execute=True):
        assert "Its numbers are deleted, and its history is read again." in reset(owner)
    assert not any(rows(connection).values())
    assert not StreamState.objects.exists()
    assert (Credential.objects.get().secret, sent) == (secret, [connection.pk])
    assert User.objects.get().generation > generation
    begin_history(connection, TODAY - 5 * DAY)
    run(connection)
    assert rows(connection) == before


def test_what_the_person_said_stays_and_counts_when_it_is_read_again(owner, connection, sent):
    user = connection.user
    corrections.correct_daily(user=user, by=user, day=TODAY, metric="sleep.score", source="oura", value=50)
    corrections.add_manual(user=user, by=user, day=TODAY, metric="vital.weight", value=70)
    night = SleepPeriod.objects.latest("day")
    corrections.exclude_event(user=user, by=user, event=night, excluded=True)
    reset(owner)
    held = {(r.metric, r.effective) for r in DailyMetric.objects.exclude(override=None, source="oura")}
    assert held == {("sleep.score", 50.0), ("vital.weight", 70.0)}
    assert SleepPeriod.objects.get().withdrawn
    run(connection)
    row = DailyMetric.objects.get(metric="sleep.score", day=TODAY)
    assert row.value is not None
    assert row.effective == 50
    night.refresh_from_db()
    assert (night.excluded, night.withdrawn) == (True, False)


def test_nothing_is_deleted_while_a_run_is_under_way(owner, connection, sent):
    before, token = rows(connection), claims.claim(connection.pk)
    assert "A sync is under way. Nothing was deleted" in reset(owner)
    assert (rows(connection), sent) == (before, [])
    claims.release(connection.pk, token)
    assert "Its numbers are deleted" in reset(owner)


def test_a_failure_leaves_everything_and_gives_the_connection_back(connection, monkeypatch):
    before = rows(connection)

    def fail(user_id):
        raise RuntimeError

    monkeypatch.setattr(services, "bump_generation", fail)
    with pytest.raises(RuntimeError):
        services.reset(connection)
    assert rows(connection) == before
    assert not claims.is_claimed(Connection.objects.get())


@pytest.mark.parametrize(("state", "says"), [("paused", "resume"), ("needs_reconnect", "reconnect")])
def test_a_source_that_is_not_read_says_when_it_will_be(owner, connection, sent, state, says):
    Connection.objects.update(state=state, next_sync_at=None)
    assert f"until you {says}" in owner.get(reverse("connection_reset", args=["oura"])).content.decode()
    assert f"read again when you {says}." in reset(owner)
    connection.refresh_from_db()
    assert (connection.state, connection.next_sync_at, sent) == (state, None, [])


def test_records_that_were_not_understood_go_too(connection, sent):
    latest = SyncRun.objects.latest("pk")
    RejectedRecord.objects.create(run=latest, stream="sleep", problem="no day", payload="{}")
    services.reset(connection)
    assert not RejectedRecord.objects.exists()
    assert SyncRun.objects.filter(pk=latest.pk).exists()


def test_another_persons_numbers_of_the_same_source_stay(connection, oura, sent):
    other = connect(oura, email="other@example.org", person="robin", history=5)
    run(other)
    before = rows(other)
    services.reset(connection)
    assert rows(other) == before
    assert RawRecord.objects.filter(connection=other).exists()


@pytest.mark.parametrize("staff", [True, False])
def test_nobody_else_resets_it(connection, staff):
    before, client = rows(connection), Client()
    client.force_login(User.objects.create_user("else@example.org", is_staff=staff))
    assert client.post(reverse("connection_reset", args=["oura"])).status_code == 404
    assert rows(connection) == before
