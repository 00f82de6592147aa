"""Every way in which a vendor can fail us, and that one ordinary sync afterwards leaves no trace of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection as database

from integrations import token_endpoint
from integrations.models import Connection, Credential, RejectedRecord, StreamState, SyncRun
from integrations.providers.oura import oauth
from integrations.providers.oura.manifest import STREAMS

from .oura_world import DAY, NOW, TODAY, connect, rows, run

pytestmark = pytest.mark.django_db

OK, PARTIAL, FAILED = SyncRun.Status.OK, SyncRun.Status.PARTIAL, SyncRun.Status.FAILED
SLUGS = [stream.slug for stream in STREAMS]


HISTORY = 16  # days: ten that every first run reads, and some that only the back-fill does


@pytest.fixture(autouse=True)
def short(settings):
    settings.SYNC_DEEP_LOOKBACK_DAYS = 10


@pytest.fixture
def connection(db, oura, short):
    return connect(oura, history=HISTORY)


@pytest.fixture(scope="session")
def kept() -> dict:
    return {}


@pytest.fixture
def undisturbed(kept, oura, short):
    """What one sync without any trouble leaves behind."""
    if not kept:
        other = connect(oura, "undisturbed@example.org", history=HISTORY)
        assert run(other).status == OK
        kept.update(rows(other))
        other.user.delete()
    return kept


def state(connection, stream):
    return StreamState.objects.get(connection=connection, stream=stream)


def fault(path, kind, **options):
    return lambda oura: oura.fault(path, kind, **options)


def change(collection, days_ago, **options):
    day = (TODAY - days_ago * DAY).isoformat()
    return lambda oura: oura.change(collection, day=day, **options)


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, and how the run that meets it ends: its status and a few of its words."""

    name: str
    cause: Callable
    status: str = PARTIAL
    says: str = ""
    settings: dict = field(default_factory=dict)
    page_size: int = 2500


HTTP_DATE = "Mon, 16 Mar 2026 08:10:00 GMT"
slow = partial(fault, kind="slow", seconds=0.6)

TROUBLES = [
    Trouble("500 everywhere", fault("*", 500), FAILED, "problem of its own"),
    Trouble("500 of one collection", fault("sleep", 500), says="problem of its own"),
    Trouble("500 of the rings", fault("ring_configuration", 500), says="problem of its own"),
    Trouble("500 on a second page", fault("sleep", 500, only="next_token"), says="its own", page_size=10),
    Trouble("503 once", fault("daily_activity", 503, times=1), says="problem of its own"),
    Trouble("429", fault("daily_sleep", 429), says="wait"),
    Trouble("429 on a later page", fault("heartrate", 429, only="next_token"), says="wait"),
    Trouble("429 with seconds", fault("*", 429, retry_after="30"), FAILED, "wait"),
    Trouble("429 with a date", fault("*", 429, retry_after=HTTP_DATE), FAILED, "wait"),
    Trouble("timeout", slow("daily_stress"), says="in time", settings={"HTTP_TIMEOUT": 0.3}),
    Trouble("no connection", fault("sleep", "drop"), says="reached"),
    Trouble("cut in the middle", fault("sleep", "cut"), says="reached"),
    Trouble("cut on a later page", fault("heartrate", "cut", only="next_token"), says="reached"),
    Trouble("cut in the middle of everything", fault("*", "cut"), FAILED, "reached"),
    Trouble("a web page", fault("daily_sleep", "html"), says="cannot read"),
    Trouble("half a JSON", fault("workout", "broken_json"), says="cannot read"),
    Trouble("a web page everywhere", fault("*", "html"), FAILED, "cannot read"),
    Trouble("a repeating page", fault("daily_sleep", "repeat_token"), says="same page"),
    Trouble("a repeating page of samples", fault("heartrate", "repeat_token"), says="same page"),
    Trouble("400", fault("daily_spo2", 400), says="did not understand"),
    Trouble("401 everywhere", fault("*", 401), FAILED, "stopped accepting"),
    Trouble("403 of one collection", fault("session", 403), OK, "permission"),
    Trouble("426 of one collection", fault("enhanced_tag", 426), OK, "update"),
    Trouble("no field", fault("*", "missing_field"), PARTIAL),
    Trouble("null for a day", fault("sleep", "null_field"), PARTIAL),
    Trouble("null for a score", change("daily_readiness", 3, set={"score": None}), OK),
    *(
        Trouble(f"401 of {slug} only", fault(slug, 401), OK, "does not share")
        for slug in ("sleep", "heartrate", "ring_configuration", "sleep_time")
    ),
    Trouble("a bad record today", change("daily_sleep", 0, set={"contributors": 7}), PARTIAL),
    Trouble("a bad record nine days ago", change("daily_readiness", 9, set={"contributors": 7}), PARTIAL),
    Trouble("a bad record in the history", change("daily_activity", 14, set={"score": "x"}), PARTIAL),
    Trouble("a night that ends nowhere", change("sleep", 2, set={"bedtime_start": "soon"}), PARTIAL),
    Trouble("an unknown word", change("sleep", 3, set={"type": "dream"}), OK),
    Trouble("an unknown level", change("daily_resilience", 3, set={"level": "heroic"}), OK),
    Trouble("a day held back", change("*", 1, hide=True), OK),
    Trouble("a day with another id", change("sleep", 1, new_id="another"), OK),
    Trouble("another score", change("daily_sleep", 4, set={"score": 1, "contributors.timing": None}), OK),
    Trouble("a number without end", change("daily_activity", 2, set={"steps": 10**30}), PARTIAL),
    Trouble("a name without end", change("sleep", 2, new_id="x" * 500), PARTIAL),
    Trouble("half a character", change("enhanced_tag", 3, set={"comment": "\ud800"}), PARTIAL),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_trouble_is_told_and_one_ordinary_sync_afterwards_makes_everything_right(
    connection, oura, undisturbed, settings, trouble
):
    oura.settings.page_size = trouble.page_size
    for name, value in trouble.settings.items():
        setattr(settings, name, value)
    trouble.cause(oura)
    met = run(connection)
    told = f"{met.error} {[(t['error'], t['note']) for t in met.streams.values()]}"
    assert (met.status, trouble.says in told) == (trouble.status, True), told
    assert met.finished_at
    lift(oura, settings)
    assert run(connection).status == OK
    same(rows(connection), undisturbed)
    # The same trouble once more, with everything there.
    trouble.cause(oura)
    run(connection)
    lift(oura, settings)
    assert run(connection).status == OK
    same(rows(connection), undisturbed)


def lift(oura, settings):
    settings.HTTP_TIMEOUT = 10
    oura.lift()
    oura.unchange()
    Connection.objects.update(state="active")


def same(after, expected):
    for table in expected:
        assert after[table] == expected[table], table


def test_an_account_that_suddenly_has_nothing_keeps_what_it_had_until_a_second_look_agrees(
    connection, oura, undisturbed
):
    run(connection)
    oura.fault("*", "empty")
    assert run(connection).status == PARTIAL
    kept = rows(connection)
    assert kept["SleepPeriod"] == undisturbed["SleepPeriod"]
    assert kept["IntradaySeries"] == undisturbed["IntradaySeries"]
    oura.lift()
    assert run(connection).status == OK
    same(rows(connection), undisturbed)


def test_fewer_scopes_than_asked_are_notes_and_the_rest_is_read(oura, settings):
    connection = connect(oura, history=HISTORY, scopes=("daily", "workout"))
    assert run(connection).status == OK
    assert "Not shared with us" in state(connection, "heartrate").note
    assert state(connection, "workout").synced_to == TODAY
    assert {r.name for r in oura.requests()} & {"heartrate", "session", "daily_spo2"} == set()


@pytest.mark.parametrize("status", [401, 403])
def test_scopes_that_are_not_known_are_found_out_by_trying(oura, status):
    """A connection that was moved here does not say what was granted."""
    connection = connect(oura, history=HISTORY, scopes=("daily", "workout"))
    Credential.objects.update(scopes=None)
    oura.settings.ungranted = status
    assert run(connection).status == OK
    connection.refresh_from_db()
    assert connection.state == Connection.State.ACTIVE
    assert state(connection, "heartrate").note
    assert state(connection, "ring_configuration").note
    assert state(connection, "sleep").synced_to == TODAY
    assert state(connection, "sleep").backfilled_to


def test_a_key_that_ended_is_renewed_and_nobody_notices(connection, oura):
    oura.expire()
    assert run(connection).status == OK
    assert [r.grant_type for r in oura.requests("token")] == ["refresh_token"]


def test_a_refresh_token_that_was_used_already_asks_to_reconnect(connection, oura):
    stolen = connection.credential.secret["refresh_token"]
    token_endpoint.refresh(oauth.oauth_app("sandbox"), refresh_token=stolen)
    oura.expire()
    met = run(connection)
    connection.refresh_from_db()
    assert met.status == FAILED
    assert (connection.state, connection.next_sync_at) == (Connection.State.NEEDS_RECONNECT, None)
    assert connection.reason


@pytest.mark.parametrize(
    ("asked", "wait"),
    [("30", 30), ("0", 1), (HTTP_DATE, 600), (None, 300), ("soon", 300), ("99999999", 86_400), ("-5", 1)],
)
def test_how_long_a_vendor_asks_to_wait_is_kept(connection, oura, asked, wait):
    oura.fault("*", 429, retry_after=asked)
    run(connection)
    connection.refresh_from_db()
    # the clock of these tests stands still; a date is compared with the real one
    if asked == HTTP_DATE:
        assert connection.next_sync_at > NOW
    else:
        assert connection.next_sync_at == NOW + timedelta(seconds=wait)
    assert connection.state == Connection.State.ACTIVE
    assert len(oura.requests()) <= 4 + 1, "nothing more is asked after the first refusal"


def test_a_vendor_that_is_down_is_not_asked_for_every_window(connection, oura):
    oura.fault("*", 500)
    run(connection)
    assert len(oura.requests()) <= 6


def test_records_that_were_refused_are_kept_encrypted_with_their_run(connection, oura):
    oura.change("daily_sleep", day=TODAY.isoformat(), set={"contributors": "my secret words"})
    met = run(connection)
    kept = RejectedRecord.objects.get(run=met)
    assert "my secret words" in kept.payload
    assert "my secret words" not in kept.problem
    with database.cursor() as cursor:
        cursor.execute("SELECT payload FROM integrations_rejectedrecord")
        assert b"secret words" not in bytes(cursor.fetchone()[0])
