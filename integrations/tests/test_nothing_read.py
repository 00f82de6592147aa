"""A source of which nothing can be read never says that it is in order, nor that it was read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from integrations import registry, selectors
from integrations.errors import BadPayload, CredentialsRefused, RateLimited, StreamRefused
from integrations.models import Connection, Credential, Heartbeat, SyncRun
from integrations.selectors import State
from integrations.wording import words_for

from .fake_vendor import filled, run

pytestmark = pytest.mark.django_db

UNREADABLE = BadPayload("Vendor sent an answer that we cannot read.")
ENDED = StreamRefused("Vendor does not share these data: the membership has ended.")
DAY = timedelta(days=1)


@pytest.fixture
def connection(vendor_connection):
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
    return vendor_connection


def everywhere(world, error):
    world.faults = dict.fromkeys(("scores", "steps"), error)


def told(connection):
    """What its card says of it: the state, and the sentence."""
    statuses = selectors.connection_statuses(connection.user)
    [status] = [one for one in statuses if one.connection == connection]
    return status.state, words_for(status, connection.user).sentence


@pytest.mark.parametrize("error", [UNREADABLE, ENDED], ids=["unreadable", "refused"])
def test_a_source_that_is_unreadable_or_refused_everywhere_is_failing_and_says_why(connection, world, error):
    filled(world)
    everywhere(world, error)
    assert run(connection).status == SyncRun.Status.FAILED
    state, sentence = told(connection)
    assert state is State.FAILING
    assert str(error) in sentence and "The next try comes by itself" in sentence
    connection.refresh_from_db()
    assert connection.last_success_at is None and connection.failures == 1
    assert connection.next_sync_at < timezone.now() + timedelta(minutes=5)


def test_each_collection_refused_although_the_key_is_good_is_failing_too(connection, world):
    everywhere(world, CredentialsRefused("401"))
    assert run(connection).status == SyncRun.Status.FAILED
    state, sentence = told(connection)
    assert state is State.FAILING and "does not share anything with us" in sentence


def test_a_source_of_which_nothing_is_shared_does_not_say_that_everything_is_read(
    connection, world, monkeypatch
):
    vendor = registry.PROVIDERS["vendor"]
    scoped = tuple(replace(stream, scope=stream.slug) for stream in vendor.streams)
    monkeypatch.setitem(registry.PROVIDERS, "vendor", replace(vendor, streams=scoped))
    Credential.objects.update(scopes=[])
    assert run(connection).status == SyncRun.Status.FAILED
    assert told(connection)[0] is State.FAILING
    assert world.asked == []


def test_when_it_was_last_read_stays_while_nothing_is_and_all_is_well_after_one_good_run(connection, world):
    filled(world)
    run(connection)
    before = timezone.now() - 2 * DAY
    Connection.objects.update(last_success_at=before, told_at=before)
    everywhere(world, UNREADABLE)
    run(connection)
    assert Connection.objects.get().last_success_at == before
    world.faults.clear()
    run(connection)
    state, sentence = told(connection)
    assert (state, Connection.objects.get().problem) == (State.IN_ORDER, "")
    assert "Everything is read." in sentence
    assert Connection.objects.get().last_success_at > before


def test_what_was_read_before_the_vendor_asked_to_wait_counts_as_read(connection, world, settings):
    settings.SYNC_FETCH_THREADS = 1
    filled(world)
    world.faults["steps"] = RateLimited("Vendor asks us to wait.", 3600)
    assert run(connection).status == SyncRun.Status.PARTIAL
    assert Connection.objects.get().last_success_at


def test_one_collection_that_is_read_alone_says_nothing_of_the_whole_source(connection, world):
    filled(world)
    run(connection)
    world.faults["scores"] = UNREADABLE
    assert run(connection, streams=frozenset({"scores"})).status == SyncRun.Status.FAILED
    state, sentence = told(connection)
    assert state is State.IN_ORDER
    assert "Everything is read" not in sentence and "Not everything could be read" in sentence
