"""Trouble that lasts is told, also where most of a source is read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations import selectors
from integrations.errors import BadPayload, RateLimited
from integrations.models import Connection, Heartbeat, StreamState
from integrations.selectors import State
from integrations.wording import words_for

from .fake_vendor import VendorClient, filled, run, state

pytestmark = pytest.mark.django_db

UNREADABLE = BadPayload("Vendor sent an answer that we cannot read.")
HOUR = timedelta(hours=1)


@pytest.fixture
def connection(vendor_connection):
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
    return vendor_connection


def status(connection):
    [found] = selectors.connection_states(connection.user)
    return found


def told(connection):
    return words_for(status(connection), connection.user)


def age(connection, hours, stream="scores"):
    """As if what fails had failed for so long."""
    StreamState.objects.filter(connection=connection, stream=stream).update(
        troubled_since=timezone.now() - hours * HOUR
    )


def test_a_stream_that_fails_for_more_than_a_day_is_named_with_its_reason(connection, world):
    filled(world)
    world.faults["scores"] = UNREADABLE
    run(connection)
    assert status(connection).state is State.IN_ORDER, "one failure is no news"
    age(connection, 27)
    run(connection)
    assert state(connection).troubled_since < timezone.now() - 26 * HOUR, "since it began, not the latest"
    words = told(connection)
    assert status(connection).state is State.FAILING
    assert words.fact.startswith("Vendor: reading Scores has failed since ")
    assert words.fact.endswith("Vendor sent an answer that we cannot read.")
    assert words.consequence.startswith("The next try comes by itself at ") and words.action == "sync"


def test_it_is_over_once_everything_of_the_stream_was_read(connection, world):
    filled(world)
    world.faults["scores"] = UNREADABLE
    run(connection)
    age(connection, 27)
    world.faults.clear()
    run(connection)
    assert state(connection).troubled_since is None
    assert status(connection).state is State.IN_ORDER


def test_the_recent_days_alone_do_not_end_the_trouble_of_a_history_that_cannot_be_read(
    connection, world, monkeypatch
):
    """Its recent days come first, and well; a window of its history fails each time."""
    filled(world, 30)
    pages = VendorClient.pages

    def broken_history(self, stream, window):
        if stream.slug == "scores" and window.end < timezone.now().date() - timedelta(days=60):
            raise UNREADABLE
        yield from pages(self, stream, window)

    monkeypatch.setattr(VendorClient, "pages", broken_history)
    run(connection)
    age(connection, 27)
    run(connection)
    assert status(connection).state is State.FAILING


def test_several_streams_are_counted(connection, world):
    for stream in ("scores", "steps"):
        StreamState.objects.create(
            connection=connection,
            stream=stream,
            last_error="Vendor sent an answer that we cannot read.",
            troubled_since=timezone.now() - 30 * HOUR,
        )
    assert "reading 2 of its streams has failed since" in told(connection).fact


def test_a_vendor_that_asks_to_wait_for_days_is_failing_and_says_since_when(connection, world):
    filled(world)
    run(connection)
    world.faults = dict.fromkeys(("scores", "steps"), RateLimited("Vendor asks us to wait.", 3600))
    run(connection)
    assert status(connection).state is State.WAITING
    Connection.objects.update(last_success_at=timezone.now() - 49 * HOUR)
    run(connection)
    assert status(connection).state is State.FAILING
    words = told(connection)
    assert words.fact.startswith("Vendor asks us to wait, and nothing has been read since ")
    assert words.consequence.startswith("The next try comes by itself") and words.action == ""
    assert state(connection).troubled_since is None, "waiting is no trouble of a stream"


def test_so_is_one_that_never_let_itself_be_read(connection, world):
    world.faults = dict.fromkeys(("scores", "steps"), RateLimited("Vendor asks us to wait.", 3600))
    Connection.objects.update(created_at=timezone.now() - 49 * HOUR)
    run(connection)
    assert told(connection).fact == "Vendor asks us to wait, and nothing has been read yet."
