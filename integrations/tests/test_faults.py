"""Every way in which a vendor can fail us, and that one ordinary sync afterwards leaves no trace of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import pytest

from integrations.models import Connection, StreamState, SyncRun
from integrations.providers.oura.manifest import STREAMS

from .oura_world import DAY, TODAY, connect, rows, run

pytestmark = pytest.mark.django_db

OK, PARTIAL, FAILED = SyncRun.Status.OK, SyncRun.Status.PARTIAL, SyncRun.Status.FAILED
SLUGS = [stream.slug for stream in STREAMS]


@pytest.fixture(scope="session")
def kept() -> dict:
    return {}


@pytest.fixture
def undisturbed(kept, oura):
    """What one sync without any trouble leaves behind."""
    if not kept:
        other = connect(oura, "undisturbed@example.org")
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
    Trouble("timeout", slow("daily_stress"), says="reached", settings={"HTTP_TIMEOUT": 0.3}),
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
    Trouble("a bad record three weeks ago", change("daily_readiness", 21, set={"contributors": 7}), PARTIAL),
    Trouble("a bad record in the history", change("daily_activity", 36, set={"score": "x"}), PARTIAL),
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
