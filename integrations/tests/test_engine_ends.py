"""How runs end that cannot end as they should, and what one bad thing must not do to the rest."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from integrations import registry, services
from integrations.contract import Shape
from integrations.errors import BadPayload, CredentialsRefused, StreamRefused
from integrations.liveness import Signs
from integrations.models import Connection, Credential, RawRecord, RejectedRecord, StreamState, SyncRun
from integrations.selectors import State, state_of
from integrations.sync import claims, replaying, running, scheduling
from integrations.sync.replaying import replay
from integrations.sync.running import Options, sync
from metrics import ingest
from metrics.models import DailyMetric

from . import fake_vendor as vendor
from .fake_vendor import filled, rows, run, state, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(vendor_connection):
    return vendor_connection


def test_a_connection_that_is_removed_while_it_is_read_ends_quietly(connection, world):
    filled(world)

    def remove(*details):
        Connection.objects.all().delete()

    done = run(connection, on_progress=remove)
    assert done.status == SyncRun.Status.FAILED
    assert not SyncRun.objects.exists()
    assert not StreamState.objects.exists()


def test_an_account_that_is_deleted_while_it_is_read_ends_quietly(connection, world):
    filled(world)
    run(connection, on_progress=lambda *details: connection.user.delete())
    assert not DailyMetric.objects.exists()


def test_a_run_that_lost_its_claim_says_so(connection, world):
    filled(world)
    done = run(connection, on_progress=lambda *d: Connection.objects.update(claim_token="of another"))
    assert done.status == SyncRun.Status.FAILED
    assert "took over" in done.error
    assert SyncRun.objects.get().status == SyncRun.Status.FAILED


def test_a_connection_whose_runs_kill_their_worker_is_tried_ever_more_seldom(connection, world, monkeypatch):
    filled(world)

    class Killed(BaseException):
        """Nothing is written after it."""

    def die():
        with monkeypatch.context() as killed, pytest.raises(Killed):
            killed.setattr(running.Run, "go", lambda run: (_ for _ in ()).throw(Killed))
            killed.setattr(running, "_close", lambda *arguments: None)
            killed.setattr(scheduling, "after_failure", lambda *arguments: None)
            run(connection)
        Connection.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
        connection.refresh_from_db()
        return connection.next_sync_at - timezone.now()

    waits = [die() for _ in range(5)]
    assert waits[0] < timedelta(), "once may be chance: the next try comes at once"
    assert timedelta(minutes=1) < waits[1] < waits[3]
    assert waits[4] > timedelta(minutes=10)
    assert state_of(connection, Signs(worked=timezone.now()), timezone.now()) is State.FAILING
    assert "stopped before" in connection.reason
    assert run(connection).status == SyncRun.Status.OK
    connection.refresh_from_db()
    assert (connection.problem, connection.failures) == ("", 0)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_who_stops_a_sync_by_hand_breaks_nothing(connection, world, kind):
    filled(world)

    def stop(*details):
        raise kind

    with pytest.raises(kind):
        run(connection, on_progress=stop)
    connection.refresh_from_db()
    assert (connection.claimed_until, connection.problem, connection.failures) == (None, "", 0)
    assert SyncRun.objects.get().status == SyncRun.Status.FAILED
    assert run(connection).status == SyncRun.Status.OK
    assert len(rows()) == 200


def test_a_bug_of_ours_ends_the_run_and_frees_the_connection(connection, world, monkeypatch):
    filled(world)

    def bug(**details):
        raise DatabaseError("something of ours")

    monkeypatch.setattr(ingest, "store", bug)
    with pytest.raises(DatabaseError):
        run(connection)
    connection.refresh_from_db()
    assert connection.claimed_until is None
    assert connection.next_sync_at > timezone.now()
    assert "on our side" in SyncRun.objects.get().error


def test_a_replay_that_fails_ends_its_run(connection, world, monkeypatch):
    filled(world)
    run(connection)

    def bug(**details):
        raise DatabaseError("something of ours")

    monkeypatch.setattr(replaying.ingest, "store", bug)
    with pytest.raises(DatabaseError):
        replay(connection)
    assert SyncRun.objects.first().status == SyncRun.Status.FAILED
    connection.refresh_from_db()
    assert connection.claimed_until is None


def test_a_record_that_cannot_be_stored_does_not_stop_the_others(connection, world):
    filled(world)
    world.put("scores", today(), score=float("inf"))
    done = run(connection)
    assert (done.status, done.rejected) == (SyncRun.Status.PARTIAL, 1)
    assert RejectedRecord.objects.get().external_id == f"scores-{today()}"
    assert DailyMetric.objects.filter(metric="sleep.score").count() == 99
    world.put("scores", today(), score=70)
    assert run(connection).status == SyncRun.Status.OK
    assert len(rows()) == 200


@pytest.mark.parametrize("score", ["a word", float("inf")], ids=["not understood", "not storable"])
def test_what_was_deleted_goes_although_another_record_of_its_days_cannot_be_read(connection, world, score):
    filled(world)
    run(connection)
    gone, broken = today() - timedelta(days=2), today() - timedelta(days=3)
    del world.records["scores"][f"scores-{gone}"]
    world.put("scores", broken, score=score)
    assert run(connection).status == SyncRun.Status.PARTIAL
    scores = DailyMetric.objects.filter(metric="sleep.score")
    assert not scores.filter(day=gone).exists()
    assert scores.filter(day=broken).exists(), "what the unreadable one brought before stays"


def test_a_replay_withdraws_beside_a_record_that_it_does_not_understand_as_well(connection, world):
    filled(world)
    world.put("scores", today() - timedelta(days=3), score="a word")
    run(connection)
    before = rows()
    RawRecord.objects.filter(stream="scores", day=today() - timedelta(days=2)).delete()
    replay(connection)
    assert rows() == [row for row in before if row[:2] != (today() - timedelta(days=2), "sleep.score")]


def test_a_key_that_was_pasted_during_a_run_is_used_and_not_called_dead(connection, world, monkeypatch):
    """The run began with the old one, which the vendor refuses by now."""
    filled(world)
    world.good_key = "key-2"
    really = vendor.VendorClient.account_id

    def pasted_meanwhile(client):
        Credential.objects.filter(connection=connection).delete()
        Credential.objects.create(connection=connection, secret={"access_token": "key-2"})
        return really(client)

    monkeypatch.setattr(vendor.VendorClient, "account_id", pasted_meanwhile)
    assert run(connection).status == SyncRun.Status.OK
    connection.refresh_from_db()
    assert (connection.state, connection.problem) == (Connection.State.ACTIVE, "")
    assert len(rows()) == 200


@pytest.mark.parametrize("name", ["", "x" * 300, "\ud800"])
def test_a_record_without_a_usable_name_is_rejected(connection, world, name):
    filled(world)
    world.records["scores"]["bad"] = {"id": name, "day": today().isoformat(), "score": 1}
    done = run(connection)
    assert (done.status, done.rejected) == (SyncRun.Status.PARTIAL, 1)
    assert len(rows()) == 200


def test_a_record_that_is_never_understood_is_looked_at_twice_and_then_left(connection, world):
    filled(world, 150)
    old = today() - timedelta(days=120)
    world.put("scores", old, score="a word")
    run(connection)
    asked = len(world.asked)
    run(connection)
    again = [window for slug, window in world.asked[asked:] if slug == "scores" and window.start <= old]
    assert again, "one second look"
    asked = len(world.asked)
    assert run(connection).status == SyncRun.Status.OK
    assert min(window.start for _, window in world.asked[asked:]) > today() - timedelta(days=40)


def with_rings(world, monkeypatch, **fields):
    """A vendor that also says since when there can be data."""
    world.records["rings"] = {}
    scores, steps = vendor.provider(world).streams
    rings = replace(
        scores,
        slug="rings",
        label="Rings",
        shape=Shape.SNAPSHOT,
        sets_floor=True,
        delivers=frozenset(),
        normalise=lambda record, context: [],
    )
    made = vendor.provider(world, streams=(scores, steps, rings), **fields)
    monkeypatch.setitem(registry.PROVIDERS, "vendor", made)


def test_history_of_a_vendor_with_devices_ends(connection, world, monkeypatch):
    """A day to read back to, chosen by a person, is not meant for a list of devices."""
    with_rings(world, monkeypatch)
    filled(world, 60)
    world.put("rings", today() - timedelta(days=59))
    run(connection)
    services.backfill_from(connection, today() - timedelta(days=100))
    run(connection)
    connection.refresh_from_db()
    assert connection.next_sync_at > timezone.now(), "nothing remains to be read"


def test_devices_that_cannot_be_read_do_not_hold_up_the_rest(connection, world, monkeypatch):
    with_rings(world, monkeypatch)
    filled(world)
    world.faults["rings"] = CredentialsRefused("401")
    assert run(connection).status == SyncRun.Status.OK
    assert len(rows()) == 200
    connection.refresh_from_db()
    assert connection.state == Connection.State.ACTIVE


def test_a_device_from_before_there_were_any_does_not_send_us_to_the_year_one(connection, world, monkeypatch):
    with_rings(world, monkeypatch)
    filled(world, 30)
    world.put("rings", today().replace(year=1970))
    run(connection, windows=1)
    assert state(connection).backfill_floor.year >= 2010


@pytest.mark.parametrize("fault", [BadPayload("Unreadable."), StreamRefused("Not shared.")])
def test_a_stream_that_stays_broken_does_not_keep_the_others_from_their_history(connection, world, fault):
    filled(world, 170)
    world.faults["scores"] = fault
    for _ in range(12):
        run(connection, windows=2)
    assert state(connection, "steps").backfilled_to == state(connection, "steps").backfill_floor
    connection.refresh_from_db()
    assert connection.next_sync_at > timezone.now(), "and no run follows a run for ever"


def test_a_back_fill_that_gets_nowhere_waits_for_the_schedule(connection, world):
    filled(world, 170)
    run(connection, windows=1)
    world.faults["scores"] = BadPayload("Unreadable.")
    for _ in range(3):  # until the one window of a run falls to the broken stream
        run(connection, windows=1)
    connection.refresh_from_db()
    assert state(connection, "steps").backfilled_to > state(connection, "steps").backfill_floor
    assert connection.next_sync_at > timezone.now()


def test_a_key_that_dies_in_the_middle_asks_to_reconnect(connection, world):
    filled(world)

    def die(*details):
        world.good_key = "another"

    done = run(connection, on_progress=die)
    connection.refresh_from_db()
    assert connection.state == Connection.State.NEEDS_RECONNECT
    assert done.status == SyncRun.Status.PARTIAL


def test_one_thread_alone_can_tell_a_missing_scope_from_a_dead_key(connection, world, settings):
    settings.SYNC_FETCH_THREADS = 1
    filled(world)
    world.faults["scores"] = CredentialsRefused("401")
    assert run(connection).status == SyncRun.Status.OK
    assert DailyMetric.objects.filter(metric="activity.steps").count() == 100


def test_a_claim_that_ran_out_may_be_taken_and_one_that_holds_may_not(connection):
    first = claims.claim(connection.pk)
    assert claims.claim(connection.pk) is None
    Connection.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    second = claims.claim(connection.pk)
    assert second and second != first
    with pytest.raises(claims.ClaimLost), transaction.atomic():
        claims.renew(connection.pk, first)
    assert not claims.release(connection.pk, first)
    assert claims.release(connection.pk, second)


def test_a_run_with_nothing_new_asks_the_database_little(connection, world, django_assert_max_num_queries):
    filled(world)
    run(connection)
    fresh = Connection.objects.select_related("user").get()
    with django_assert_max_num_queries(45):
        sync(fresh, Options("schedule", windows=24))
