"""The one place where SQLite and MySQL differ."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from accounts.tests.factories import UserFactory
from metrics import ingest
from metrics.models import DailyMetric
from metrics.records import Daily
from metrics.upsert import retry_on_deadlock

from .factories import DAY, NOW, DailyMetricFactory


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "message", [(1213, "Deadlock found"), (1205, "Lock wait timeout"), ("database is locked",)]
)
def test_a_deadlocks_victim_tries_again_from_the_start(message):
    attempts = []

    @retry_on_deadlock
    def write():
        row = DailyMetricFactory()
        attempts.append(row)
        if len(attempts) < 3:
            raise OperationalError(*message)
        return row

    assert write() == attempts[2]
    assert list(DailyMetric.objects.all()) == [attempts[2]]


@pytest.mark.django_db(transaction=True)
def test_other_errors_and_endless_deadlocks_come_through(monkeypatch):
    monkeypatch.setattr("metrics.upsert.time.sleep", lambda seconds: None)
    errors = []

    @retry_on_deadlock
    def write(*message):
        errors.append(message)
        raise OperationalError(*message)

    for message, attempts in (((1040, "Too many connections"), 1), ((1213, "Deadlock found"), 5)):
        errors.clear()
        with pytest.raises(OperationalError):
            write(*message)
        assert len(errors) == attempts


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_only_its_owner_repeats():
    errors = []

    @retry_on_deadlock
    def write():
        errors.append(1)
        raise OperationalError(1213, "Deadlock found")

    with pytest.raises(OperationalError), transaction.atomic():
        write()
    assert len(errors) == 1


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_the_same_rows_both_finish():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory database has one connection")
    user = UserFactory()
    keys = [f"tag.t{n}" for n in range(200)]
    failures = []

    @retry_on_deadlock
    def store(value, order):
        records = [Daily(DAY, key, value) for key in order]
        ingest.store(user_id=user.pk, source="oura", records=records, now=NOW)

    def work(value, order):
        try:
            for turn in range(10):
                store(value + turn, order)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(100.0 * n, keys[::step])) for n, step in ((1, 1), (2, -1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert DailyMetric.objects.count() == 200
