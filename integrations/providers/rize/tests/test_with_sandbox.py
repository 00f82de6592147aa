"""Whole syncs of Rize against the sandbox: what a person's days look like afterwards."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from integrations.contract import Key, Tokens
from integrations.credentials import connection_connected
from integrations.http import Vendor
from integrations.models import Connection, RawRecord, StreamState
from integrations.sandbox.server import SandboxServer
from integrations.sync.replaying import replay
from integrations.sync.running import Options, sync
from metrics import corrections, selectors
from metrics.models import CustomMetric, DailyMetric, WorkSession

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(email="anna@example.org", timezone="Europe/Berlin")


@pytest.fixture
def connection(sandbox: SandboxServer, user, settings):
    settings.SYNC_BACKFILL_YEARS = 0.2
    return connect(user, sandbox)


def connect(user, sandbox, person="alex"):
    return connection_connected(
        user=user, provider="rize", world="sandbox", tokens=Key(sandbox.key(person)), account_id=person
    )


def run(connection: Connection, **options):
    connection.refresh_from_db()
    return sync(connection, Options(trigger="command", **options))


def state(connection: Connection, stream: str) -> StreamState:
    return StreamState.objects.get(connection=connection, stream=stream)


def days_ago(days: int) -> date:
    return timezone.now().date() - timedelta(days=days)


def a_session(kind="focus"):
    """The latest session that began before yesterday, so that no test meets the present moment."""
    return WorkSession.objects.filter(kind=kind, day__lt=days_ago(1)).order_by("-start").first()


def sessions_as_shown():
    ended = WorkSession.objects.filter(day__lt=days_ago(1))
    numbers = DailyMetric.objects.filter(metric__in=["work.first_start", "work.last_end"])
    yield from ended.order_by("start").values_list("start", "end", "kind", "title")
    yield from numbers.filter(day__lt=days_ago(1)).order_by("day", "metric").values_list("day", "value")


def after_a_free_day() -> date:
    """A day on which an answer that is asked for from it on begins, though more is asked for than wanted."""
    worked = set(WorkSession.objects.values_list("day", flat=True))
    return max(day for day in worked if day < days_ago(2) and day - timedelta(days=1) not in worked)


def asked(sandbox: SandboxServer, name: str):
    return [one.query for one in sandbox.requests(name)]


def test_a_first_sync_brings_days_sessions_and_categories(sandbox, connection, user):
    done = run(connection)
    assert (done.status, done.rejected, done.error) == ("ok", 0, "")
    assert {"focus", "meeting", "break"} <= set(WorkSession.objects.values_list("kind", flat=True))
    held = set(DailyMetric.objects.values_list("metric", flat=True))
    assert {"work.focus", "work.break", "work.meeting", "work.tracked", "work.hours"} <= held
    assert {"work.first_start", "work.last_end", "work.category.code"} <= held
    assert CustomMetric.objects.get(key="work.category.documentation").label == "Writing"
    assert not [key for key in held if "idle" in key]
    assert "work.category.code" in selectors.metrics_held(user)


def test_a_second_sync_writes_nothing_and_asks_within_90_days(sandbox, connection):
    run(connection)
    before = list(DailyMetric.objects.values()), list(WorkSession.objects.values())
    # Today may have grown between the two.
    assert run(connection).changed <= 3
    assert len(before[0]) <= DailyMetric.objects.count()
    for name in ("sessions", "summaries", "categories"):
        for bounds in asked(sandbox, name):
            start, end = (datetime.fromisoformat(bounds[side]) for side in ("start", "end"))
            assert end - start <= timedelta(days=91)


def test_one_request_is_under_way_at_a_time(sandbox, connection, monkeypatch):
    under_way, most, real = [], [], Vendor.post

    def post(self, url, body):
        under_way.append(url)
        most.append(len(under_way))
        try:
            return real(self, url, body)
        finally:
            under_way.pop()

    monkeypatch.setattr(Vendor, "post", post)
    run(connection)
    assert len(most) > 3 and max(most) == 1


def test_an_edited_session_is_edited_here_and_a_deleted_one_is_gone(sandbox, connection):
    run(connection)
    edited, deleted = a_session("focus"), a_session("meeting")
    later = edited.start + timedelta(minutes=5)
    sandbox.change("sessions", id=edited.external_id, set={"endTime": later.isoformat(), "title": "Shorter"})
    sandbox.change("sessions", id=deleted.external_id, hide=True)
    run(connection, since=days_ago(40))
    edited.refresh_from_db()
    assert (edited.end, edited.title) == (later, "Shorter")
    assert not WorkSession.objects.filter(pk=deleted.pk).exists()


def test_corrections_of_work_survive_a_sync_a_revision_and_a_replay(sandbox, connection, user):
    run(connection)
    row = DailyMetric.objects.filter(metric="work.focus", day__lt=days_ago(2)).order_by("-day").first()
    corrections.correct_daily(
        user=user, by=user, day=row.day, metric="work.focus", source="rize", value=1800.0, reason="forgot"
    )
    session = a_session()
    new_end = session.end + timedelta(minutes=30)
    corrections.correct_event(user=user, by=user, event=session, field="end", value=new_end)
    sandbox.change("summaries", id=row.day.isoformat(), set={"focusTime": 60})
    run(connection, since=days_ago(40))
    replay(connection)
    row.refresh_from_db()
    session.refresh_from_db()
    assert (row.value, row.effective, session.end) == (60, 1800, new_end)


def test_a_category_that_left_a_day_is_withdrawn(sandbox, connection):
    run(connection)
    row = DailyMetric.objects.filter(metric="work.category.code", day__lt=days_ago(2)).order_by("-day")[0]
    sandbox.change("summaries", id=row.day.isoformat(), set={"categories": []})
    run(connection, since=days_ago(40))
    assert not DailyMetric.objects.filter(pk=row.pk).exists()
    assert DailyMetric.objects.filter(metric="work.category.code").exists()


def test_a_partial_answer_takes_nothing_away_and_is_seen(sandbox, connection):
    run(connection)
    held = WorkSession.objects.count()
    before = state(connection, "sessions").synced_to
    sandbox.fault("sessions", "partial", field="title")
    done = run(connection)
    assert done.status == "partial"
    assert "title failed" in state(connection, "sessions").last_error
    assert state(connection, "summaries").last_error == ""
    assert (WorkSession.objects.count(), state(connection, "sessions").synced_to) == (held, before)
    sandbox.lift()
    assert run(connection).status == "ok"
    assert state(connection, "sessions").last_error == ""


@pytest.mark.parametrize("field", ["title", "type", "endTime"])
def test_a_session_of_which_a_field_failed_stays_as_it_was(sandbox, connection, field):
    run(connection)
    before = list(sessions_as_shown())
    day = after_a_free_day()
    first = WorkSession.objects.filter(day=day).order_by("start").first()
    sandbox.change("sessions", id=first.external_id, set={"title": "Kept"})
    run(connection, since=day)
    kept = list(sessions_as_shown())
    assert kept != before, "the first session of the answer is one that we hold"
    sandbox.fault("sessions", "partial", field=field)
    assert run(connection, since=day).status == "partial"
    assert list(sessions_as_shown()) == kept
    replay(connection)
    assert list(sessions_as_shown()) == kept


def test_a_field_that_failed_does_not_become_a_missing_number(sandbox, connection):
    run(connection)
    numbers = DailyMetric.objects.filter(metric="work.focus").count()
    sandbox.fault("summaries", "partial", field="focusTime")
    run(connection, since=days_ago(40))
    assert DailyMetric.objects.filter(metric="work.focus").count() >= numbers


def test_an_unknown_field_fails_no_sync(sandbox, connection):
    sandbox.fault("sessions", "unknown_field", field="source")
    sandbox.fault("categories", "unknown_field", field="categories")
    done = run(connection)
    assert done.status == "ok"
    assert WorkSession.objects.exists() and DailyMetric.objects.filter(metric="work.focus").exists()
    assert "Rize does not offer" in state(connection, "categories").note


@pytest.mark.parametrize("kind", ["broken_json", "html", "cut", "graphql_error", 500])
def test_a_broken_answer_leaves_what_we_have_and_says_so(sandbox, connection, kind):
    run(connection)
    held = WorkSession.objects.count()
    sandbox.fault("sessions", kind)
    assert run(connection).status == "partial"
    assert state(connection, "sessions").last_error
    assert WorkSession.objects.count() == held


def test_a_revoked_key_asks_for_a_new_one_and_is_not_tried_again(sandbox, connection):
    run(connection)
    sandbox.revoke_key("alex")
    sandbox.sandbox.seen.clear()
    done = run(connection)
    connection.refresh_from_db()
    assert (done.status, connection.state) == ("failed", "needs_reconnect")
    assert [one.name for one in sandbox.requests()] == ["sessions", "currentUser"], (
        "looked whether it is the key"
    )
    assert connection.reason.startswith("Rize stopped accepting our key on ")


def test_rize_asks_for_patience_and_gets_it(sandbox, connection):
    sandbox.fault("*", 429, retry_after="600")
    run(connection)
    connection.refresh_from_db()
    assert connection.problem == "RateLimited"
    assert connection.next_sync_at >= timezone.now() + timedelta(seconds=590)


def test_work_through_the_night_of_the_clock_change_is_one_session_of_four_hours(sandbox, connection):
    sandbox.set_now(datetime(2026, 4, 10, 12, tzinfo=UTC))
    run(connection, since=date(2026, 3, 26), until=date(2026, 3, 31))
    night = WorkSession.objects.get(day=date(2026, 3, 28), start=datetime(2026, 3, 28, 22, 30, tzinfo=UTC))
    assert night.end == datetime(2026, 3, 29, 2, 30, tzinfo=UTC)
    assert (night.utc_offset, night.end_utc_offset) == (3600, 7200)
    ends = DailyMetric.objects.get(metric="work.last_end", day=night.day)
    assert ends.value == 28.5 * 3600, "half past four by the new clock"


def test_work_after_midnight_is_of_its_day_also_where_times_come_in_utc(sandbox, connection):
    run(connection)
    day = days_ago(5)
    times = {"startTime": f"{day}T23:30:00Z", "endTime": f"{day}T23:50:00Z"}
    sandbox.change("sessions", id=a_session().external_id, set=times)
    run(connection, since=days_ago(20))
    night = WorkSession.objects.get(start=datetime.combine(day, time(23, 30), UTC))
    assert (night.day, night.utc_offset > 0) == (day + timedelta(days=1), True)


def test_no_day_before_the_person_began_or_after_today_is_a_day_without_work(sandbox, connection):
    run(connection)
    assert RawRecord.objects.filter(stream="summaries", day__gt=timezone.now().date()).exists()
    assert not DailyMetric.objects.filter(day__gt=timezone.now().date() + timedelta(days=1)).exists()


def test_two_sources_of_one_person_stand_side_by_side(sandbox, connection, user):
    granted = sandbox.grant("alex")
    tokens = Tokens(granted["access_token"], granted["refresh_token"])
    oura = connection_connected(user=user, provider="oura", world="sandbox", tokens=tokens, account_id="a")
    assert run(oura, since=days_ago(20)).status == "ok"
    assert run(connection, since=days_ago(20)).status == "ok"
    sources = set(DailyMetric.objects.values_list("source", flat=True))
    assert sources == {"oura", "rize"}
    nights = DailyMetric.objects.filter(source="oura").count()
    sandbox.revoke_key("alex")
    run(connection)
    oura.refresh_from_db()
    assert oura.state == Connection.State.ACTIVE, "one source's trouble is not the other's"
    assert DailyMetric.objects.filter(source="oura").count() == nights
