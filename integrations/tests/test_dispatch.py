"""When a connection is read next, and who is told to do it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask
from hypothesis import given
from hypothesis import settings as fast
from hypothesis import strategies as st
from kombu.exceptions import OperationalError

from accounts.models import User
from integrations import registry, services, tasks
from integrations.errors import CredentialsRefused, RateLimited, Unavailable
from integrations.models import Connection, Heartbeat, StreamState, SyncRun, WebhookEvent
from integrations.sync import claims, scheduling

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Pago_Pago",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
]


def connection_of(zone="Europe/Berlin", **fields):
    return Connection(user=User(email="x@example.org", timezone=zone), provider="oura", **fields)


@fast(max_examples=150)
@given(hours=st.sampled_from([1, 2, 4, 8, 24]), now=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))
def test_every_so_many_hours_is_kept_within_a_twentieth(hours, now):
    now = now.replace(tzinfo=UTC)
    wait = scheduling.next_regular(connection_of(every_hours=hours), now) - now
    assert abs(wait / timedelta(hours=hours) - 1) <= 0.05 + 1e-9


@fast(max_examples=400)
@given(
    zone=st.sampled_from(ZONES),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    # half of them around the nights on which clocks change
    now=st.one_of(
        st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
        st.datetimes(datetime(2026, 3, 7), datetime(2026, 3, 31)),
        st.datetimes(datetime(2026, 10, 24), datetime(2026, 10, 27)),
        st.datetimes(datetime(2026, 10, 31), datetime(2026, 11, 3)),
    ),
)
def test_a_time_of_day_is_kept_in_the_owners_zone_also_when_clocks_change(zone, at, now):
    now = now.replace(tzinfo=UTC)
    next_at = scheduling.next_regular(connection_of(zone, at_time=at, every_hours=24), now)
    assert now < next_at <= now + timedelta(hours=26), "later than now, and not a day left out"
    shown = next_at.astimezone(ZoneInfo(zone))
    # What a clock never shows (02:30 in spring) is kept at the same instant. The jitter may pass midnight.
    days = (shown.date(), shown.date() - timedelta(days=1))
    wanted = [datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC) for day in days]
    assert any(timedelta() <= next_at - one <= timedelta(minutes=2) for one in wanted)


def test_an_hour_that_comes_twice_does_not_make_a_run_follow_a_run():
    second_time = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 in Berlin, for the second time
    connection = connection_of(at_time=time(2, 45), every_hours=24)
    assert scheduling.next_regular(connection, second_time) > second_time + timedelta(hours=20)


def test_waits_grow_and_are_bounded():
    waits = [scheduling.back_off(n) for n in range(40)]
    assert timedelta(minutes=1) < waits[0] < timedelta(minutes=3)
    assert waits[3] > waits[0]
    assert max(waits) <= scheduling.LAST_RETRY * 1.2


# --- handing out -------------------------------------------------------------------------------------


@pytest.fixture
def sent(monkeypatch):
    found = []
    monkeypatch.setattr(scheduling, "enqueue", lambda ids, *rest: found.extend(ids))
    return found


@pytest.fixture
def at(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def make(number, **fields):
    fields = {"next_sync_at": NOW - timedelta(minutes=number)} | fields
    user = User.objects.create_user(f"person{number}@example.org")
    return Connection.objects.create(user=user, provider="oura", **fields)


def test_no_more_than_the_cap_are_outstanding(at, sent, settings):
    settings.SYNC_MAX_OUTSTANDING = 3
    due = [make(number) for number in range(5)]
    claimed = claims.claim(due[0].pk)
    assert scheduling.dispatch_due(NOW) == 2
    assert sent == [due[4].pk, due[3].pk], "who has waited longest comes first"
    assert scheduling.dispatch_due(NOW) == 0
    claims.release(due[0].pk, claimed, next_sync_at=NOW + timedelta(hours=2))
    assert scheduling.dispatch_due(NOW) == 1


def test_only_what_is_due_free_and_active_is_dispatched(at, sent, settings):
    settings.SYNC_MAX_OUTSTANDING = 100
    make(1, next_sync_at=NOW + timedelta(seconds=1))
    make(2, state=Connection.State.PAUSED)
    make(3, state=Connection.State.NEEDS_RECONNECT)
    make(4, queued_until=NOW + timedelta(minutes=1))
    make(5, claimed_until=NOW + timedelta(minutes=1))
    make(6, next_sync_at=None)
    lost_message = make(7, queued_until=NOW - timedelta(seconds=1))
    dead_claim = make(8, claimed_until=NOW - timedelta(seconds=1), claim_token="dead")
    assert scheduling.dispatch_due(NOW) == 2
    assert sorted(sent) == [lost_message.pk, dead_claim.pk]


def test_many_at_once_take_a_constant_number_of_queries_a_batch(
    at, sent, settings, django_assert_max_num_queries
):
    settings.SYNC_MAX_OUTSTANDING = 1000
    users = User.objects.bulk_create(User(email=f"many{n}@example.org") for n in range(60))
    users = list(User.objects.filter(email__startswith="many"))
    Connection.objects.bulk_create(Connection(user=u, provider="oura", next_sync_at=NOW) for u in users)
    told = sum(provider.webhook is not None for provider in registry.PROVIDERS.values())
    with django_assert_max_num_queries(2 + 2 * len(registry.PROVIDERS) + told):
        assert scheduling.dispatch_due(NOW) == 60


def test_without_redis_everything_stays_due(at, monkeypatch):
    def away(*arguments):
        raise OperationalError("no Redis")

    monkeypatch.setattr(scheduling, "enqueue", away)
    make(1)
    with pytest.raises(OperationalError):
        scheduling.dispatch_due(NOW)
    assert Connection.objects.get().queued_until is None


@pytest.mark.django_db(transaction=True)
def test_without_redis_a_wish_for_a_sync_is_kept_and_said(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)

    def away(*arguments):
        raise OperationalError("no Redis")

    monkeypatch.setattr(scheduling, "enqueue", away)
    connection = make(1, next_sync_at=NOW + timedelta(hours=3))
    assert services.request_sync(connection) is scheduling.Asked.WAITING
    connection.refresh_from_db()
    assert (connection.next_sync_at, connection.queued_until) == (NOW, None)


def test_a_pause_and_a_resume_within_a_minute_do_not_lose_the_sync(
    at, sent, django_capture_on_commit_callbacks
):
    connection = make(1)
    scheduling.dispatch_due(NOW)
    services.pause(connection)
    assert scheduling.dispatch_due(NOW) == 0
    with django_capture_on_commit_callbacks(execute=True):
        services.resume(connection)
    assert sent == [connection.pk] * 2


def test_a_message_for_a_paused_connection_does_nothing_and_is_forgotten(at):
    connection = make(1, state=Connection.State.PAUSED, queued_until=NOW + timedelta(minutes=9))
    tasks.sync_connection(connection.pk, "schedule")
    connection.refresh_from_db()
    assert connection.queued_until is None
    assert not SyncRun.objects.exists()
    tasks.sync_connection(10**9, "schedule")  # of a connection that is gone


def test_who_is_switched_off_is_not_read_and_goes_on_by_itself_when_switched_on(at, sent):
    connection = make(1)
    User.objects.update(is_active=False)
    assert scheduling.dispatch_due(NOW) == 0
    WebhookEvent.objects.create(
        connection=connection, digest="x", stream="sleep", object_id="1", at=NOW, received_at=NOW
    )
    Connection.objects.update(next_sync_at=NOW + timedelta(hours=1))
    assert scheduling.dispatch_due(NOW) == 0
    with pytest.raises(CommandError, match="Nobody is connected"):
        call_command("sync_all")
    tasks.sync_connection(connection.pk, "schedule")
    assert not SyncRun.objects.exists()
    Connection.objects.update(next_sync_at=NOW)
    User.objects.update(is_active=True)
    assert scheduling.dispatch_due(NOW) == 1


# --- the end of a run ----------------------------------------------------------------------------------


def ended(connection, error):
    token = claims.claim(connection.pk)
    connection.refresh_from_db()
    scheduling.after_failure(connection, token, error)
    connection.refresh_from_db()
    return connection


def test_the_type_of_an_error_decides_what_comes_next(at):
    waited = ended(make(1), RateLimited("Later.", 600))
    assert (waited.next_sync_at, waited.failures) == (NOW + timedelta(minutes=10), 0)
    refused = ended(make(2), CredentialsRefused("No."))
    assert (refused.state, refused.next_sync_at) == (Connection.State.NEEDS_RECONNECT, None)
    down = make(3)
    waits = []
    for _ in range(4):
        waits.append(ended(down, Unavailable("Down.")).next_sync_at - NOW)
    assert waits == sorted(waits)
    assert down.failures == 4


def test_back_fill_from_a_day_before_the_first_run_is_remembered(at, sent):
    services.backfill_from(make(1), NOW.date() - timedelta(days=900))
    floors = dict(StreamState.objects.values_list("stream", "backfill_floor"))
    assert floors["sleep"] == NOW.date() - timedelta(days=900)
    assert "ring_configuration" not in floors, "a snapshot has no history to read"


# --- rows of beat and what is forgotten --------------------------------------------------------------


def test_the_rows_of_beat_are_seeded_once_and_an_operators_edit_stays(db):
    before = PeriodicTask.objects.count()
    assert before >= 2
    slow = IntervalSchedule.objects.create(every=7, period=IntervalSchedule.MINUTES)
    IntervalSchedule.objects.create(every=1, period=IntervalSchedule.MINUTES)
    task = PeriodicTask.objects.get(task="integrations.dispatch_due")
    task.interval, task.enabled = slow, False
    task.save()
    PeriodicTask.objects.get(task="integrations.forget_old_runs").delete()
    for minute in ("17", "41"):
        CrontabSchedule.objects.create(minute=minute, hour="3", timezone="UTC")
    call_command("migrate", "integrations", verbosity=0)
    task.refresh_from_db()
    assert (task.interval, task.enabled) == (slow, False)
    assert PeriodicTask.objects.count() == before


def test_old_runs_are_forgotten_and_the_latest_stays(at):
    connection, other = make(1), make(2)
    for days, whose in ((90, connection), (80, connection), (1, connection), (90, other)):
        SyncRun.objects.create(connection=whose, trigger="schedule", started_at=NOW - timedelta(days=days))
    tasks.forget_old_runs()
    assert connection.runs.count() == 1
    assert other.runs.count() == 1


def test_a_dispatch_is_a_sign_of_life(at, sent):
    tasks.dispatch_due()
    assert Heartbeat.objects.get(name="worker").at == NOW
