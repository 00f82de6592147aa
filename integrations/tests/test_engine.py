"""What a run leaves behind, with a vendor whose every answer is in the test's hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from healthdash.lib import formats
from integrations import registry, services
from integrations.errors import BadPayload, CredentialsRefused, RateLimited, StreamRefused, Unavailable
from integrations.management.commands import sync_all
from integrations.models import (
    Connection,
    Credential,
    RawRecord,
    RejectedRecord,
    StreamState,
    SyncRun,
)
from integrations.sync import claims, scheduling
from integrations.sync.replaying import replay
from integrations.sync.running import Busy
from metrics.models import DailyMetric

from . import fake_vendor as vendor
from .fake_vendor import filled, rows, run, state, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(vendor_connection):
    return vendor_connection


def test_a_first_run_reads_all_history_and_says_so(connection, world):
    filled(world)
    done = run(connection)
    assert done.status == SyncRun.Status.OK
    assert len(rows()) == 200
    assert state(connection).synced_to == today()
    assert state(connection).backfilled_to == state(connection).backfill_floor
    connection.refresh_from_db()
    assert connection.claimed_until is None
    assert connection.next_sync_at > timezone.now()


def test_a_second_run_with_nothing_new_writes_no_row_of_data(connection, world):
    filled(world)
    run(connection)
    before = list(RawRecord.objects.values()), list(DailyMetric.objects.values())
    generation = User.objects.get().generation
    assert run(connection).changed == 0
    assert (list(RawRecord.objects.values()), list(DailyMetric.objects.values())) == before
    assert User.objects.get().generation == generation, "cached pages stay good"


def test_a_run_that_finds_nothing_new_still_says_when_it_looked(connection, world):
    filled(world)
    run(connection)
    StreamState.objects.update(read_at=None, synced_to=today() - timedelta(days=2), last_error="trouble")
    run(connection)
    for stream in ("scores", "steps"):
        assert state(connection, stream).read_at
        assert state(connection, stream).synced_to == today()
        assert state(connection, stream).last_error == ""


def test_a_worker_that_lost_its_claim_in_a_quiet_run_moves_no_mark(connection, world):
    filled(world)
    run(connection)
    StreamState.objects.update(read_at=None)

    def steal(done, planned, stream, window):
        if done == planned:
            Connection.objects.update(claim_token="of another worker")

    done = run(connection, on_progress=steal)
    done.refresh_from_db()
    assert done.status == SyncRun.Status.FAILED
    assert not StreamState.objects.exclude(read_at=None).exists()
    assert Connection.objects.get().claim_token == "of another worker"


def test_a_long_run_holds_on_to_its_claim(connection, world):
    filled(world)
    until = []

    def nearly_out(done, planned, stream, window):
        until.append(Connection.objects.get().claimed_until - timezone.now())
        Connection.objects.update(claimed_until=timezone.now() + timedelta(seconds=5))

    assert run(connection, on_progress=nearly_out).status == SyncRun.Status.OK
    assert min(until) > timedelta(seconds=60)


def test_a_changed_and_a_vanished_record_follow_the_vendor(connection, world):
    filled(world)
    run(connection)
    world.put("scores", today(), score=12)
    del world.records["scores"][f"scores-{today() - timedelta(days=3)}"]
    run(connection)
    values = {day: value for day, metric, _, value in rows() if metric == "sleep.score"}
    assert values[today()] == 12
    assert today() - timedelta(days=3) not in values
    assert len(values) == 99


def test_a_value_that_became_null_is_gone_and_not_zero(connection, world):
    filled(world)
    run(connection)
    world.put("scores", today(), score=None)
    run(connection)
    assert not DailyMetric.objects.filter(day=today(), metric="sleep.score").exists()


def test_an_empty_answer_is_believed_only_when_a_second_run_agrees(connection, world):
    filled(world)
    run(connection)
    world.records["scores"].clear()
    first = run(connection)
    assert first.status == SyncRun.Status.PARTIAL
    assert "second look" in first.streams["scores"]["error"]
    assert DailyMetric.objects.filter(metric="sleep.score").count() == 100
    second = run(connection)
    assert second.status == SyncRun.Status.OK
    # only the days that were read again are believed to be gone
    assert DailyMetric.objects.filter(metric="sleep.score", day__gte=today() - timedelta(days=7)).count() == 0


def test_a_broken_page_keeps_what_came_before_and_moves_no_mark(connection, world):
    filled(world)
    world.faults["scores"] = Unavailable("The vendor has a problem of its own.")
    world.fault_after_pages["scores"] = 1
    done = run(connection)
    assert done.status == SyncRun.Status.PARTIAL
    assert 0 < DailyMetric.objects.filter(metric="sleep.score").count() < 100
    assert DailyMetric.objects.filter(metric="activity.steps").count() == 100
    assert state(connection).synced_to is None
    assert "problem of its own" in state(connection).last_error
    world.faults.clear()
    assert run(connection).status == SyncRun.Status.OK
    assert len(rows()) == 200
    assert state(connection).last_error == ""


def test_a_vendor_that_is_down_makes_the_next_try_come_by_itself(connection, world):
    world.faults = dict.fromkeys(("scores", "steps"), Unavailable("The vendor could not be reached."))
    done = run(connection)
    connection.refresh_from_db()
    assert done.status == SyncRun.Status.FAILED
    assert connection.state == Connection.State.ACTIVE
    assert timezone.now() < connection.next_sync_at < timezone.now() + timedelta(minutes=5)
    first = connection.next_sync_at
    run(connection)
    connection.refresh_from_db()
    assert connection.next_sync_at > first, "the wait grows"


@pytest.mark.parametrize(
    ("asked", "least", "most"), [(600, 590, 610), (None, 290, 310), (10**9, 86_390, 86_410)]
)
def test_rate_limited_waits_as_long_as_asked_within_reason(connection, world, asked, least, most):
    world.faults["scores"] = RateLimited("Later.", asked)
    run(connection)
    connection.refresh_from_db()
    wait = (connection.next_sync_at - timezone.now()).total_seconds()
    assert least < wait < most
    assert connection.problem == "RateLimited"


def test_a_stream_that_is_not_shared_is_a_note_and_not_an_error(connection, world):
    filled(world)
    world.faults["steps"] = StreamRefused("Vendor does not share these data.")
    done = run(connection)
    assert done.status == SyncRun.Status.OK
    assert state(connection, "steps").note
    assert state(connection, "steps").synced_to is None


def test_401_on_one_stream_only_is_a_matter_of_scope(connection, world):
    filled(world)
    world.faults["steps"] = CredentialsRefused("401")
    done = run(connection)
    connection.refresh_from_db()
    assert connection.state == Connection.State.ACTIVE
    assert done.status == SyncRun.Status.OK
    assert "does not share" in state(connection, "steps").note


def test_ungranted_scopes_are_not_asked_for(connection, world, monkeypatch):
    streams = vendor.provider(world).streams
    scoped = [s if s.slug == "scores" else replace(s, scope="steps") for s in streams]
    monkeypatch.setitem(registry.PROVIDERS, "vendor", vendor.provider(world, streams=tuple(scoped)))
    Credential.objects.update(scopes=["scores"])
    filled(world)
    assert run(connection).status == SyncRun.Status.OK
    assert {slug for slug, _ in world.asked} == {"scores"}
    assert "Not shared" in state(connection, "steps").note


def test_a_key_that_no_longer_works_asks_the_person_to_reconnect(connection, world):
    world.good_key = "another"
    done = run(connection)
    connection.refresh_from_db()
    assert done.status == SyncRun.Status.FAILED
    assert connection.state == Connection.State.NEEDS_RECONNECT
    day = formats.named_day(connection.user.today(), connection.user.today())
    assert connection.reason == f"Vendor stopped accepting our key on {day}."
    assert connection.next_sync_at is None


def test_a_record_without_its_fields_is_counted_and_kept(connection, world):
    filled(world)
    key = f"scores-{today()}"
    world.records["scores"][key] = {"id": key, "day": today().isoformat(), "words": "how I slept"}
    done = run(connection)
    assert done.status == SyncRun.Status.PARTIAL
    assert done.rejected == 1
    kept = RejectedRecord.objects.get()
    assert "how I slept" in kept.payload
    assert "how I slept" not in kept.problem
    world.put("scores", today(), score=70)
    assert run(connection).status == SyncRun.Status.OK
    assert DailyMetric.objects.get(day=today(), metric="sleep.score").value == 70


def test_a_bad_answer_of_one_stream_leaves_the_others_alone(connection, world):
    filled(world)
    world.faults["scores"] = BadPayload("The vendor sent an answer that we cannot read.")
    assert run(connection).status == SyncRun.Status.PARTIAL
    assert DailyMetric.objects.filter(metric="activity.steps").count() == 100


def test_a_bug_in_a_provider_is_a_visible_failure(connection, world):
    filled(world)
    world.faults["scores"] = RuntimeError("bug")
    done = run(connection)
    assert done.status == SyncRun.Status.PARTIAL
    assert "on our side" in done.streams["scores"]["error"]


def test_only_one_worker_at_a_time(connection, world):
    token = claims.claim(connection.pk)
    with pytest.raises(Busy):
        run(connection)
    claims.release(connection.pk, token)
    assert run(connection).status == SyncRun.Status.OK


def test_a_worker_whose_claim_ran_out_writes_nothing_more(connection, world):
    filled(world)
    stolen = []

    def steal(done, planned, stream, window):
        if not stolen:
            stolen.append(Connection.objects.update(claim_token="of another worker"))

    run(connection, on_progress=steal)
    held = DailyMetric.objects.count()
    assert 0 < held < 200
    assert Connection.objects.get().claim_token == "of another worker"


def test_a_run_whose_worker_died_is_ended_by_the_next(connection, world):
    dead = SyncRun.objects.create(connection=connection, trigger="schedule")
    Connection.objects.update(claimed_until=timezone.now() - timedelta(seconds=1), claim_token="dead")
    run(connection)
    dead.refresh_from_db()
    assert dead.status == SyncRun.Status.FAILED
    assert dead.error


def test_history_is_read_in_pieces_that_resume(connection, world):
    filled(world, 150)
    run(connection, windows=1)
    first = state(connection).backfilled_to
    connection.refresh_from_db()
    assert connection.next_sync_at <= timezone.now(), "the rest is due at once"
    for _ in range(20):
        run(connection, windows=2)
    assert state(connection).backfilled_to == state(connection).backfill_floor < first
    assert len(rows()) == 300


def test_since_reads_a_range_and_only_that(connection, world):
    filled(world)
    run(
        connection,
        since=today() - timedelta(days=3),
        until=today() - timedelta(days=2),
        streams=frozenset({"scores"}),
    )
    assert [day for day, *_ in rows()] == [today() - timedelta(days=3), today() - timedelta(days=2)]


def test_a_replay_makes_the_same_rows_without_the_vendor(connection, world):
    filled(world)
    run(connection)
    before = rows()
    asked = len(world.asked)
    DailyMetric.objects.filter(day__lt=today() - timedelta(days=50)).delete()
    DailyMetric.objects.filter(day=today()).update(value=1)
    DailyMetric.objects.create(
        user=connection.user,
        day=today() - timedelta(days=9),
        metric="sleep.score",
        source="vendor2",
        value=5,
        first_seen=timezone.now(),
        changed_at=timezone.now(),
    )  # of another source: not touched
    done = replay(connection)
    assert done.status == SyncRun.Status.OK
    assert len(world.asked) == asked
    assert [row for row in rows() if row[2] == "vendor"] == before


def test_a_day_of_last_year_is_fetched_again_without_the_year_between(connection, world):
    filled(world, 150)
    run(connection)
    old = today() - timedelta(days=120)
    world.put("scores", old, score=11)
    world.asked.clear()
    assert services.read_day_again(connection, old)
    run(connection)
    assert DailyMetric.objects.get(day=old, metric="sleep.score").value == 11
    days = sum((window.end - window.start).days + 1 for slug, window in world.asked if slug == "scores")
    assert days < 15
    assert state(connection).dirty_from is None, "once is enough"


def test_a_day_that_is_asked_for_while_a_run_is_under_way_is_fetched_right_after_it(
    connection, world, monkeypatch, django_capture_on_commit_callbacks
):
    filled(world, 150)
    run(connection)
    old, sent = today() - timedelta(days=120), []
    monkeypatch.setattr(scheduling, "enqueue", lambda ids, slug, trigger, until: sent.append(trigger))

    def ask(*details):
        if not sent:
            sent.append(services.read_day_again(connection, old))

    with django_capture_on_commit_callbacks(execute=True):
        run(connection, on_progress=ask)
    assert sent == [scheduling.Asked.UNDER_WAY, SyncRun.Trigger.PERSON]
    world.put("scores", old, score=11)
    run(connection)
    assert DailyMetric.objects.get(day=old, metric="sleep.score").value == 11


def test_two_days_far_apart_are_fetched_without_the_years_between(
    connection, world, monkeypatch, django_capture_on_commit_callbacks
):
    filled(world, 170)
    run(connection)
    old, older, sent = today() - timedelta(days=60), today() - timedelta(days=160), []
    monkeypatch.setattr(scheduling, "enqueue", lambda ids, slug, trigger, until: sent.append(trigger))
    for day in (older, old, old):
        world.put("scores", day, score=11)
        services.read_day_again(connection, day)
    world.asked.clear()
    with django_capture_on_commit_callbacks(execute=True):
        run(connection)
    assert sent[-1] == SyncRun.Trigger.PERSON, "the other one comes right after it"
    run(connection)
    eleven = DailyMetric.objects.filter(metric="sleep.score", value=11)
    assert list(eleven.order_by("day").values_list("day", flat=True)) == [older, old]
    days = sum((window.end - window.start).days + 1 for slug, window in world.asked if slug == "scores")
    assert days < 30
    assert not connection.asked_days.exists() and state(connection).dirty_from is None


def test_sync_all_goes_on_after_a_failure_on_our_side(connection, world, monkeypatch, capsys):
    filled(world)
    other = Connection.objects.create(
        user=User.objects.create_user("other@example.org"), provider="vendor", next_sync_at=timezone.now()
    )
    Credential.objects.create(connection=other, secret={"access_token": "key-1", "refresh_token": "r"})
    really = sync_all.sync

    def broken_for_the_first(which, options):
        if which.pk == connection.pk:
            raise RuntimeError("a bug")
        return really(which, options)

    monkeypatch.setattr(sync_all, "sync", broken_for_the_first)
    with pytest.raises(SystemExit) as ended:
        call_command("sync_all")
    assert ended.value.code == 2
    assert DailyMetric.objects.filter(user=other.user).count() == 200
