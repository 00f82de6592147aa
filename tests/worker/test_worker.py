"""What a real worker, a real beat and a real Redis do when they are killed, emptied or doubled."""

import os
import signal
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from integrations import services
from integrations.models import Connection, Heartbeat, SyncRun
from integrations.sync import scheduling
from integrations.tests.oura_world import connect, rows, run

from .conftest import wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def is_done(connection):
    connection.refresh_from_db()
    return connection.last_success_at and not connection.claimed_until and not connection.queued_until


def dispatch_until_done(connection):
    """What beat has a worker do every minute, done here all the time."""
    wait_until(lambda: is_done(connection) or (scheduling.dispatch_due() and False))


def undisturbed(oura):
    other = connect(oura, "undisturbed@example.org")
    assert run(other).status == SyncRun.Status.OK
    expected = rows(other)
    other.user.delete()
    return expected


def same(after, expected):
    for table in expected:
        assert after[table] == expected[table], table


def test_a_worker_killed_in_the_middle_of_a_back_fill_loses_nothing(processes, connection, oura):
    expected = undisturbed(oura)
    oura.settings.latency = 0.15  # so that there is a middle
    worker = processes.worker()
    processes.wait_until_ready(1)
    assert services.request_sync(connection) is scheduling.Asked.QUEUED
    wait_until(lambda: len(oura.requests("sleep")) and connection.raw_records.count() > 20)
    processes.kill(worker)
    held = connection.raw_records.count()
    assert 0 < held < len(expected["RawRecord"])
    assert SyncRun.objects.get(connection=connection).status == SyncRun.Status.RUNNING
    oura.settings.latency = 0.0

    processes.worker("two")
    assert scheduling.dispatch_due() == 0, "the claim of the dead one still holds"
    dispatch_until_done(connection)
    same(rows(connection), expected)
    died, *others = SyncRun.objects.filter(connection=connection).order_by("pk")
    assert died.status == SyncRun.Status.FAILED
    assert "stopped before" in died.error
    assert {other.status for other in others} == {SyncRun.Status.OK}


def test_a_redis_that_was_emptied_and_restarted_loses_no_schedule(processes, connection, own_redis):
    services.request_sync(connection)
    assert own_redis.queued("sync.oura")
    own_redis.empty()
    processes.worker()
    dispatch_until_done(connection)

    Connection.objects.update(next_sync_at=timezone.now(), last_success_at=None)
    own_redis.stop()
    own_redis.start()
    dispatch_until_done(connection)


def test_two_workers_do_one_persons_work_once(processes, connection, oura):
    oura.settings.latency = 0.05
    processes.worker("one")
    processes.worker("two")
    processes.wait_until_ready(2)
    until = scheduling.message_ends(timezone.now())
    for _ in range(4):
        scheduling.enqueue([connection.pk], "oura", SyncRun.Trigger.PERSON, until)
    wait_until(lambda: is_done(connection))
    asked = [(r.name, tuple(sorted(r.query.items()))) for r in oura.requests("daily_sleep")]
    first = SyncRun.objects.filter(connection=connection).earliest("pk")
    overlapping = SyncRun.objects.filter(connection=connection, started_at__lt=first.finished_at)
    assert list(overlapping) == [first]
    assert len(asked) >= 2


def test_beat_dispatches_by_the_rows_of_the_database(processes, connection):
    second, _ = IntervalSchedule.objects.get_or_create(every=1, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.filter(name="Sync what is due").update(interval=second)
    processes.worker()
    processes.beat()
    wait_until(lambda: is_done(connection))
    assert Heartbeat.objects.filter(name="worker").exists()
    assert SyncRun.objects.get(connection=connection).trigger == SyncRun.Trigger.SCHEDULE


def test_a_worker_that_is_asked_to_stop_ends_what_it_does(processes, connection, oura):
    oura.settings.latency = 0.05
    worker = processes.worker()
    processes.wait_until_ready(1)
    services.request_sync(connection)
    wait_until(lambda: connection.raw_records.exists())
    os.kill(worker.pid, signal.SIGTERM)
    worker.wait(timeout=30)
    assert SyncRun.objects.get(connection=connection).status == SyncRun.Status.OK


def test_messages_hold_ids_and_nothing_secret(processes, connection, own_redis, oura):
    services.request_sync(connection)
    [message] = own_redis.queued("sync.oura")
    text = message.decode()
    for secret in connection.credential.secret.values():
        assert secret not in text
    assert connection.user.email not in text


def test_without_redis_pages_and_syncs_here_work_and_say_so(processes, connection, own_redis, client):
    own_redis.stop()
    client.force_login(connection.user)
    began = time.monotonic()
    for name in ("today", "connections"):
        assert client.get(reverse(name)).status_code == 200
    said = client.post(reverse("connection_sync", args=["oura"]), follow=True).content.decode()
    assert "The queue cannot be reached." in said
    assert services.request_sync(connection) is scheduling.Asked.WAITING
    out = StringIO()
    call_command("sync_user", connection.user.email, "--queue", stdout=out)
    assert "Redis does not answer" in out.getvalue()
    assert time.monotonic() - began < 5, "and nobody waits long"
    call_command("sync_user", connection.user.email, stdout=out)
    assert "oura: ok" in out.getvalue()

    connection.refresh_from_db()
    Connection.objects.update(next_sync_at=timezone.now(), last_success_at=None)
    own_redis.start()
    processes.worker()
    dispatch_until_done(connection)
