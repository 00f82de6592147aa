"""Whoever takes a source or an account away while it is being read is left with nothing of it."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection as database
from django.db.models.signals import pre_delete

from accounts.models import User
from healthdash import leaving
from integrations import registry, services
from integrations.models import Connection, KeptSchedule, RawRecord, SyncRun
from integrations.sync import writing
from metrics.models import DailyMetric

from .fake_vendor import filled, provider, run

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 20  # seconds that nothing here takes
A_WHILE = 0.7  # long enough for a page to be committed


def disconnect_and_delete(connection):
    services.disconnect(connection, keep_data=False)


def disconnect_and_keep(connection):
    services.disconnect(connection, keep_data=True)


def delete_the_account(connection):
    leaving.delete_account(connection.user)


WAYS = [disconnect_and_delete, disconnect_and_keep, delete_the_account]


@pytest.fixture(autouse=True)
def connected_before(vendor_connection):
    """So the schedule that is kept is there already, and keeping it again takes hold of nothing else."""
    KeptSchedule.objects.create(user=vendor_connection.user, provider="vendor", every_hours=3)


class Reading:
    """A sync in a worker of its own, whose second page is held open, or does not begin, until it may."""

    def __init__(self, connection, monkeypatch, *, before_the_page):
        self.connection, self.pages = connection, 0
        self.reached, self.may = threading.Event(), threading.Event()
        self.worker = threading.Thread(target=self._work)
        name = "_receive" if before_the_page else "_store"
        real = getattr(writing.WindowWriter, name)

        def held(writer, *arguments):
            self.pages += 1
            if self.pages == 2:
                self.reached.set()
                self.may.wait(LONG)
            return real(writer, *arguments)

        monkeypatch.setattr(writing.WindowWriter, name, held)

    def _work(self):
        try:
            run(Connection.objects.get(pk=self.connection.pk))
        finally:
            database.close()

    def begin(self):
        self.worker.start()
        assert self.reached.wait(LONG)

    def go_on(self):
        """Lets the page begin, or end, and gives it the time for that."""
        self.may.set()
        self.worker.join(A_WHILE)


@contextmanager
def when_the_connection_goes(act):
    """Just before the row is deleted, what hangs on it having been looked up and not yet deleted."""

    def hear(**details):
        act()

    pre_delete.connect(hear, sender=Connection)
    try:
        yield
    finally:
        pre_delete.disconnect(hear, sender=Connection)


def left(connection):
    numbers = DailyMetric.objects.filter(user_id=connection.user_id).exists()
    return Connection.objects.exists(), RawRecord.objects.exists(), SyncRun.objects.exists(), numbers


@pytest.mark.parametrize("leave", WAYS)
def test_a_page_that_is_open_as_it_begins_is_waited_for(vendor_connection, world, monkeypatch, leave):
    filled(world)
    reading = Reading(vendor_connection, monkeypatch, before_the_page=False)
    reading.begin()
    soon = threading.Timer(A_WHILE, reading.may.set)
    soon.start()
    leave(vendor_connection)
    reading.worker.join(LONG)
    assert left(vendor_connection) == (False, False, False, leave is disconnect_and_keep)


@pytest.mark.parametrize("leave", WAYS)
def test_a_page_that_would_begin_meanwhile_is_not_written(vendor_connection, world, monkeypatch, leave):
    filled(world)
    reading = Reading(vendor_connection, monkeypatch, before_the_page=True)
    reading.begin()
    with when_the_connection_goes(reading.go_on):
        leave(vendor_connection)
    reading.worker.join(LONG)
    assert left(vendor_connection) == (False, False, False, leave is disconnect_and_keep)


@pytest.mark.parametrize("leave", WAYS)
def test_keys_are_given_back_when_all_is_gone(vendor_connection, monkeypatch, leave):
    given_back = []

    def revoke(secret, world):
        given_back.append((secret["access_token"], Connection.objects.exists()))

    vendor = provider(None, revoke=revoke)
    monkeypatch.setitem(registry.PROVIDERS, "vendor", vendor)
    leave(vendor_connection)
    assert given_back == [("key-1", False)]


@pytest.mark.parametrize("leave", WAYS)
def test_what_cannot_be_deleted_keeps_its_key(vendor_connection, monkeypatch, leave):
    given_back = []
    vendor = provider(None, revoke=lambda secret, world: given_back.append(secret))
    monkeypatch.setitem(registry.PROVIDERS, "vendor", vendor)

    def fail():
        raise RuntimeError

    with when_the_connection_goes(fail), pytest.raises(RuntimeError):
        leave(vendor_connection)
    assert (given_back, Connection.objects.count(), User.objects.count()) == ([], 1, 1)
