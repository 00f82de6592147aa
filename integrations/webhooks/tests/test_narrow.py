"""What an event sets off: those days of that stream, once, and nothing that was known is lost."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from integrations import services, tasks
from integrations.contract import Window
from integrations.models import Connection, RawRecord, StreamState, SyncRun, WebhookEvent
from integrations.registry import PROVIDERS
from integrations.sync import claims, scheduling
from integrations.sync.running import Options, sync
from integrations.tests import oura_world
from integrations.tests.oura_world import DAY, NOW, TODAY
from integrations.webhooks import taking
from metrics.models import DailyMetric

pytestmark = pytest.mark.django_db


READ = {"daily_sleep", "daily_readiness"}


@pytest.fixture
def read(alex, oura):
    """What events are about is read already, and next time will be in two hours."""
    oura_world.run(alex, streams=frozenset(READ))
    oura.sandbox.seen.clear()
    alex.refresh_from_db()
    return alex


@pytest.fixture
def sent(monkeypatch):
    """What dispatch hands out, as (connection, trigger)."""
    handed: list[tuple[int, str]] = []
    monkeypatch.setattr(
        scheduling,
        "enqueue",
        lambda ids, provider, trigger, until: handed.extend((pk, str(trigger)) for pk in ids),
    )
    return handed


def told(connection):
    """The run that a worker makes of the message."""
    return sync(
        Connection.objects.select_related("user").get(pk=connection.pk), Options(SyncRun.Trigger.WEBHOOK)
    )


def marks(connection):
    rows = StreamState.objects.filter(connection=connection, stream__in=READ).order_by("stream").values()
    return [{name: v for name, v in row.items() if not name.startswith("dirty")} for row in rows]


def dirty(connection, stream):
    state = StreamState.objects.get(connection=connection, stream=stream)
    return (state.dirty_from, state.dirty_to)


def held(connection, stream="daily_sleep", day=TODAY - 2 * DAY):
    return RawRecord.objects.get(connection=connection, stream=stream, day=day).external_id


def test_one_event_costs_one_request_for_its_day_and_its_neighbours(read, oura, post):
    post(event_type="update", object_id=held(read))
    run = told(read)
    assert (run.status, run.trigger, run.requests, list(run.streams)) == ("ok", "webhook", 1, ["daily_sleep"])
    asked = oura.requests()
    assert [each.name for each in asked] == ["daily_sleep"]
    # The day before and the one after, and the padding that every window needs.
    assert asked[0].query["start_date"] == str(TODAY - 5 * DAY)
    assert asked[0].query["end_date"] == str(TODAY + DAY)


def test_what_changed_is_here_afterwards(read, oura, post):
    day = TODAY - 2 * DAY
    oura.change("daily_sleep", day=day.isoformat(), set={"score": 41})
    post(event_type="update", object_id=held(read))
    assert told(read).changed == 1
    assert DailyMetric.objects.get(day=day, metric="sleep.score").value == 41


def test_a_deleted_record_is_withdrawn(read, oura, post):
    day = TODAY - 2 * DAY
    oura.change("daily_sleep", day=day.isoformat(), hide=True)
    post(event_type="delete", object_id=held(read))
    told(read)
    assert not DailyMetric.objects.filter(day=day, metric="sleep.score").exists()


def test_an_edit_of_long_ago_reads_those_days_only(read, oura, post):
    day = TODAY - 30 * DAY
    oura.change("daily_sleep", day=day.isoformat(), set={"score": 42})
    post(event_type="update", object_id=held(read, day=day))
    assert told(read).requests == 1
    assert oura.requests()[0].query["end_date"] == str(day + 3 * DAY)
    assert DailyMetric.objects.get(day=day, metric="sleep.score").value == 42


def test_a_new_record_may_be_of_any_of_the_latest_days(read, oura, post):
    """After days without a phone sync they all come at once, with one event each and no day in it."""
    oura.change("daily_sleep", day=(TODAY - 5 * DAY).isoformat(), new_id="late-one", set={"score": 43})
    post(object_id="late-one")
    told(read)
    assert DailyMetric.objects.get(day=TODAY - 5 * DAY, metric="sleep.score").value == 43
    assert len(oura.requests()) == 1


def test_two_hundred_events_are_one_run_and_one_request_a_stream(read, oura, post):
    for n in range(100):
        post(object_id=f"a{n}")
        post(object_id=f"b{n}", data_type="daily_readiness")
    assert WebhookEvent.objects.filter(taken_at=None).count() == 200
    run = told(read)
    assert (run.requests, sorted(run.streams)) == (2, ["daily_readiness", "daily_sleep"])
    assert not WebhookEvent.objects.filter(taken_at=None).exists()


def test_heart_rate_comes_along_with_a_night(read, oura, post):
    post(data_type="sleep")
    run = told(read)
    assert set(run.streams) == {"sleep", "heartrate"}
    assert run.requests <= 4
    first = next(each for each in oura.requests("heartrate")).query
    assert first["start_datetime"] >= str(TODAY - 2 * DAY)


def test_a_narrow_run_moves_no_mark_and_leaves_the_schedule_alone(read, set_now, post):
    before, next_at, looked_at = marks(read), read.next_sync_at, read.last_success_at
    set_now(NOW + timedelta(hours=1))
    post()
    assert told(read).status == "ok"
    read.refresh_from_db()
    assert marks(read) == before
    assert read.next_sync_at == next_at
    assert (read.last_success_at, read.problem) == (looked_at, ""), "a part is no look at all there is"
    assert dirty(read, "daily_sleep") == (None, None)


def test_history_that_is_not_read_yet_stays_so(alex, post):
    """The first thing that comes is an event."""
    post()
    run = told(alex)
    state = StreamState.objects.get(connection=alex, stream="daily_sleep")
    assert (run.status, run.requests) == ("ok", 1)
    assert (state.synced_to, state.backfilled_to, state.read_at) == (None, None, None)
    assert not oura_world.run(alex).error
    state.refresh_from_db()
    assert state.synced_to == TODAY and state.backfilled_to == state.backfill_floor


def test_an_ordinary_run_takes_events_too(read, post, oura, sent):
    post()
    oura_world.run(read)
    assert not WebhookEvent.objects.filter(taken_at=None).exists()
    assert dirty(read, "daily_sleep") == (None, None)
    assert scheduling.dispatch_due(NOW) == 0


def test_a_run_for_named_days_or_streams_leaves_events_to_others(read, post):
    post()
    oura_world.run(read, since=TODAY - DAY)
    oura_world.run(read, streams=frozenset({"sleep"}))
    assert WebhookEvent.objects.filter(taken_at=None).count() == 1


def test_history_that_is_going_on_reads_what_was_told_beside_it(alex, oura, post):
    oura_world.run(alex)
    oura.sandbox.seen.clear()
    post()
    sync(Connection.objects.select_related("user").get(pk=alex.pk), Options(SyncRun.Trigger.BACKFILL))
    assert [each.name for each in oura.requests()] == ["daily_sleep"]
    assert dirty(alex, "daily_sleep") == (None, None)


# --- handing out ------------------------------------------------------------------------------------------


def test_dispatch_hands_out_once_what_was_told(read, post, sent):
    post()
    post(object_id="another")
    assert scheduling.dispatch_due(NOW) == 1
    assert sent == [(read.pk, "webhook")]
    assert scheduling.dispatch_due(NOW) == 0
    tasks.sync_connection(read.pk, "webhook")
    assert scheduling.dispatch_due(NOW) == 0
    assert SyncRun.objects.filter(trigger="webhook").count() == 1


def test_a_message_that_comes_again_has_nothing_to_do(read, post):
    post()
    tasks.sync_connection(read.pk, "webhook")
    tasks.sync_connection(read.pk, "webhook")
    assert SyncRun.objects.filter(trigger="webhook").count() == 1
    read.refresh_from_db()
    assert read.queued_until is None


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "paused"},
        {"state": "needs_reconnect"},
        {"problem": "RateLimited"},
        {"problem": "Unavailable"},
        {"queued_until": NOW + timedelta(minutes=5)},
        {"claimed_until": NOW + timedelta(minutes=1)},
    ],
)
def test_who_cannot_be_read_now_is_not_handed_out_and_nothing_is_lost(read, post, sent, fields):
    """Who was asked to wait waits; the run after that takes the events."""
    Connection.objects.update(**fields)
    assert post().status_code == 200
    assert scheduling.dispatch_due(NOW) == 0
    assert WebhookEvent.objects.filter(taken_at=None).count() == 1


def test_without_redis_an_event_waits_in_the_database(read, post, monkeypatch, sent):
    def away(*arguments):
        raise OperationalError("no Redis")

    with monkeypatch.context() as without:
        without.setattr(scheduling, "enqueue", away)
        assert post().status_code == 200
        with pytest.raises(OperationalError):
            scheduling.dispatch_due(NOW)
    assert scheduling.dispatch_due(NOW) == 1
    assert sent == [(read.pk, "webhook")]


def test_no_more_than_the_cap_are_outstanding(read, post, sent, settings, oura):
    settings.SYNC_MAX_OUTSTANDING = 1
    due = oura_world.connect(oura, "second@example.org", "sam")
    Connection.objects.filter(pk=due.pk).update(next_sync_at=NOW)
    post()
    assert scheduling.dispatch_due(NOW) == 1
    assert sent == [(due.pk, "schedule")]


# --- during a run -----------------------------------------------------------------------------------------


def test_what_comes_during_a_run_is_looked_at_after_it(read, oura, post, sent, monkeypatch):
    """Also when it names the very days that are being read."""
    monkeypatch.setattr(scheduling.transaction, "on_commit", lambda send: send())
    post()
    again = []

    def meanwhile(self):
        if not again:
            again.append(post(event_type="update", object_id="meanwhile").status_code)

    monkeypatch.setattr("integrations.sync.reading.Reader.settle", meanwhile)
    told(read)
    assert again == [200]
    assert sent == [(read.pk, "webhook")], "asked for as soon as the claim was free"
    assert WebhookEvent.objects.filter(taken_at=None).count() == 1
    assert told(read).requests == 1
    assert not WebhookEvent.objects.filter(taken_at=None).exists()


def test_while_somebody_holds_the_claim_events_wait(read, post, sent):
    token = claims.claim(read.pk)
    post()
    assert scheduling.dispatch_due(NOW) == 0
    tasks.sync_connection(read.pk, "webhook")
    assert SyncRun.objects.filter(trigger="webhook").count() == 0
    claims.release(read.pk, token)
    assert scheduling.dispatch_due(NOW) == 1


def test_who_lost_the_claim_takes_nothing(read, post):
    post()
    with pytest.raises(claims.ClaimLost):
        taking.take(read, "of a zombie")
    assert WebhookEvent.objects.filter(taken_at=None).count() == 1
    assert dirty(read, "daily_sleep") == (None, None)


# --- trouble ----------------------------------------------------------------------------------------------


def test_when_the_vendor_fails_the_days_stay_to_be_read(read, oura, post, sent):
    oura.fault("daily_sleep", 500)
    post()
    run = told(read)
    read.refresh_from_db()
    assert run.status == "failed"
    assert (read.problem, read.next_sync_at < NOW + timedelta(minutes=10)) == ("Unavailable", True)
    assert dirty(read, "daily_sleep") == (TODAY - 7 * DAY, TODAY + DAY)
    oura.lift()
    assert oura_world.run(read).status == "ok"
    assert dirty(read, "daily_sleep") == (None, None)


def test_a_vendor_that_asks_us_to_wait_is_not_asked_for_events(read, oura, post, sent):
    oura.fault("daily_sleep", 429, retry_after="900")
    post()
    told(read)
    post(object_id="another")
    assert scheduling.dispatch_due(NOW) == 0
    read.refresh_from_db()
    assert read.next_sync_at == NOW + timedelta(minutes=15)


def test_a_stream_that_is_not_shared_is_noted_and_not_asked_for(oura, post, alex):
    alex.credential.scopes = ["daily"]
    alex.credential.save()
    post(data_type="workout")
    run = told(alex)
    assert run.requests == 0
    assert run.streams["workout"]["note"].startswith("Not shared with us")
    assert not oura.requests()


def test_what_vanished_at_once_is_doubted_and_does_not_spin(read, oura, post, sent):
    oura.change("daily_sleep", hide=True)
    post()
    assert told(read).status != "ok"
    assert DailyMetric.objects.filter(metric="sleep.score", day__gte=TODAY - 5 * DAY).exists()
    assert scheduling.dispatch_due(NOW) == 0, "the schedule looks again"


def test_a_reset_or_disconnected_source_forgets_its_events(read, post):
    post()
    services.disconnect(read, keep_data=True)
    assert not WebhookEvent.objects.exists()


def test_old_events_are_forgotten_and_waiting_ones_are_not(read, post, set_now, settings):
    post()
    told(read)
    post(object_id="waits")
    set_now(NOW + timedelta(days=settings.SYNC_KEEP_RUNS_DAYS + 1))
    nobodys = WebhookEvent.objects.create(connection_id=read.pk + 1, digest="x", received_at=NOW)
    tasks.forget_old_events()
    assert list(WebhookEvent.objects.values_list("object_id", flat=True)) == ["waits"]
    assert not WebhookEvent.objects.filter(pk=nobodys.pk).exists(), "whose connection was deleted meanwhile"


# --- which days -------------------------------------------------------------------------------------------


def meant(alex, **fields):
    values = {"connection": alex, "stream": "daily_sleep", "received_at": timezone.now(), "digest": "x"}
    event = WebhookEvent(pk=1, **{**values, **fields})
    return taking.windows(alex, PROVIDERS["oura"], [event])[0][1]


def test_the_day_is_the_persons(alex, set_now):
    """Half past midnight in Berlin is yesterday in UTC."""
    late = NOW.replace(hour=23, minute=30)
    set_now(late)
    assert meant(alex, at=late)["daily_sleep"].end == TODAY + 2 * DAY


@pytest.mark.parametrize("days", [-4000, 4000, 61, -61])
def test_a_time_that_cannot_be_is_read_as_now(alex, days):
    at = NOW + timedelta(days=days)
    assert meant(alex, at=at)["daily_sleep"] == Window(TODAY - 7 * DAY, TODAY + DAY)


def test_an_event_of_three_weeks_ago_means_the_days_of_then(alex):
    at = NOW - timedelta(days=21)
    assert meant(alex, at=at)["daily_sleep"] == Window(TODAY - 28 * DAY, TODAY - 20 * DAY)


def test_events_far_apart_do_not_fetch_what_lies_between(alex):
    old, new = Window(date(2024, 1, 1), date(2024, 1, 3)), Window(TODAY - DAY, TODAY)
    near = Window(TODAY - 60 * DAY, TODAY - 58 * DAY)
    meant = [(1, {"sleep": old}), (2, {"sleep": new}), (3, {"sleep": near}), (4, {"workout": old})]
    wanted, taken = taking.together(meant, {stream.slug: stream for stream in PROVIDERS["oura"].streams})
    assert wanted == {"sleep": Window(near.start, new.end), "workout": old}
    assert sorted(taken) == [2, 3, 4], "the first waits for the next run"
