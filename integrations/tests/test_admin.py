"""What an operator sees and does of connections: everything but the secrets."""

import re
from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tests.factories import UserFactory
from integrations.models import (
    Connection,
    Credential,
    Heartbeat,
    RawRecord,
    RejectedRecord,
    StreamState,
    SyncRun,
)
from integrations.sync import scheduling

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LISTS = ("connection", "syncrun", "heartbeat")
# What our Content-Security-Policy would block.
INLINE = re.compile(r"<script(?![^>]*(src=|application/json))|<style|\sstyle=|\son[a-z]+=")
MARKER = "a-secret-that-nobody-reads"


def client_of(user):
    client = Client()
    client.force_login(user, BACKEND)
    return client


@pytest.fixture
def queued(monkeypatch):
    """What was handed to the workers: (ids, trigger)."""
    sent = []
    monkeypatch.setattr(
        scheduling, "enqueue", lambda ids, provider, trigger, until: sent.append((ids, trigger))
    )
    return sent


def connected(email, **fields):
    connection = Connection.objects.create(user=UserFactory(email=email), provider="oura", **fields)
    Credential.objects.create(
        connection=connection, secret={"access_token": MARKER}, scopes=["daily", "heartrate"]
    )
    StreamState.objects.create(
        connection=connection, stream="sleep", synced_to=date(2026, 3, 1), last_error="The vendor said no."
    )
    run = SyncRun.objects.create(
        connection=connection,
        trigger="schedule",
        status="partial",
        rejected=1,
        error="Half of it",
        streams={"sleep": {"requests": 2, "records": 30, "changed": 1, "rejected": 1, "error": "odd record"}},
    )
    RejectedRecord.objects.create(
        run=run, stream="sleep", external_id="night-7", problem="The field 'day' is missing.", payload=MARKER
    )
    RawRecord.objects.create(
        connection=connection,
        stream="sleep",
        external_id="night-7",
        sha256=b"x" * 32,
        payload={"text": MARKER},
        first_seen=timezone.now(),
        changed_at=timezone.now(),
    )
    return connection


@pytest.fixture
def connection(db):
    Heartbeat.objects.create(name="worker", at=timezone.now())
    now = timezone.now()
    return connected("anna@example.org", last_success_at=now, next_sync_at=now + timedelta(hours=1))


@pytest.fixture
def operator(db):
    return UserFactory(email="operator@example.org", is_staff=True, is_superuser=True)


@pytest.fixture
def client(operator):
    return client_of(operator)


def page(row):
    return f"/admin/integrations/{row._meta.model_name}/{row.pk}/change/"


def text(answer):
    return answer.content.decode()


class TestDoor:
    @pytest.mark.parametrize("model", LISTS)
    def test_only_staff_with_the_right_come_in(self, connection, model):
        address = f"/admin/integrations/{model}/"
        assert Client().get(address).status_code == 302
        assert client_of(connection.user).get(address, follow=True).status_code == 403
        staff = UserFactory(is_staff=True)
        assert client_of(staff).get(address).status_code == 403
        staff.user_permissions.set(Permission.objects.filter(codename=f"view_{model}"))
        assert client_of(staff).get(address).status_code == 200

    def test_who_may_only_look_changes_nothing(self, connection, queued):
        staff = UserFactory(is_staff=True)
        staff.user_permissions.set(Permission.objects.filter(codename="view_connection"))
        looking = client_of(staff)
        assert "Sync now" not in text(looking.get(page(connection)))
        for act in ("sync", "pause", "schedule", "backfill"):
            assert looking.post(page(connection), {"act": act}).status_code == 403
        looking.post(
            "/admin/integrations/connection/", {"action": "pause_rows", "_selected_action": [connection.pk]}
        )
        connection.refresh_from_db()
        assert (connection.state, queued) == ("active", [])

    def test_connections_are_neither_made_nor_deleted_here(self, client, connection):
        assert client.get("/admin/integrations/connection/add/").status_code == 403
        assert client.post(page(connection).replace("change", "delete"), {"post": "yes"}).status_code == 403
        assert client.get("/admin/integrations/syncrun/add/").status_code == 403
        run = SyncRun.objects.get()
        assert client.post(page(run).replace("change", "delete"), {"post": "yes"}).status_code == 403


class TestPages:
    def test_every_list_and_row_opens_and_holds_no_secret(self, client, connection):
        for model in LISTS:
            answer = client.get(f"/admin/integrations/{model}/")
            assert answer.status_code == 200
            assert MARKER not in text(answer)
        for row in (connection, SyncRun.objects.get(), Heartbeat.objects.get()):
            answer = client.get(page(row))
            assert answer.status_code == 200
            assert MARKER not in text(answer)
            assert not INLINE.search(text(answer))

    def test_secrets_and_raw_records_have_no_pages(self):
        assert not {Credential, RawRecord, RejectedRecord} & admin.site._registry.keys()

    def test_a_key_that_cannot_be_read_breaks_no_page(self, client, connection):
        with database.cursor() as cursor:
            cursor.execute("UPDATE integrations_credential SET secret = %s", [b"not our key"])
        shown = text(client.get(page(connection)))
        assert "There is one, stored encrypted." in shown

    def test_a_connection_says_how_it_is(self, client, connection):
        shown = text(client.get(page(connection)))
        for words in (
            "In order",
            "Not everything could be read",
            "daily, heartrate",
            "The vendor said no.",
            "Partial",
        ):
            assert words in shown
        assert "In order" in text(client.get("/admin/integrations/connection/"))

    def test_a_run_says_what_went_wrong(self, client, connection):
        shown = text(client.get(page(SyncRun.objects.get())))
        for words in ("Half of it", "odd record", "night-7", "The field &#x27;day&#x27; is missing."):
            assert words in shown

    def test_a_source_that_is_gone_breaks_no_page(self, client, connection):
        Connection.objects.update(provider="gone")
        assert client.get("/admin/integrations/connection/").status_code == 200
        assert "not installed here any more" in text(client.get(page(connection)))
        assert client.get(page(SyncRun.objects.get())).status_code == 200

    @pytest.mark.parametrize("model", ["connection", "syncrun"])
    def test_a_list_asks_no_more_the_longer_it_is(self, client, connection, model):
        def queries():
            with CaptureQueriesContext(database) as asked:
                assert client.get(f"/admin/integrations/{model}/").status_code == 200
            return len(asked)

        queries()
        before = queries()
        for n in range(10):
            connected(f"p{n}@example.org")
        assert queries() <= before

    @pytest.mark.parametrize(
        ("model", "query"),
        [
            ("connection", "person=anna@example.org&source=oura"),
            ("syncrun", "person=anna@example.org&source=oura&since=2020-01-01&until=2099-01-01"),
        ],
    )
    def test_a_persons_own_are_found(self, client, connection, model, query):
        connected("bela@example.org")
        rows = client.get(f"/admin/integrations/{model}/?{query}").context["cl"].result_list
        assert len(rows) == 1
        assert client.get(f"/admin/integrations/{model}/?person=nobody@example.org").status_code == 200

    def test_the_beat_schedule_stands_beside_them(self, client, connection):
        assert "Sync what is due" in text(client.get("/admin/django_celery_beat/periodictask/"))


class TestActs:
    def test_sync_now(self, client, connection, queued, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page(connection), {"act": "sync"})
        assert queued == [([connection.pk], "operator")]
        again = client.post(page(connection), {"act": "sync"}, follow=True)
        assert "cannot be done" in text(again)

    def test_back_fill_from_a_day(self, client, connection, queued, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page(connection), {"act": "backfill", "first_day": "2020-05-01"})
        floors = StreamState.objects.values_list("backfill_floor", flat=True)
        assert set(floors) == {date(2020, 5, 1)}
        assert queued == [([connection.pk], "operator")]

    @pytest.mark.parametrize(
        "form",
        [
            {"act": "backfill", "first_day": "soon"},
            {"act": "backfill", "first_day": "1850-01-01"},
            {"act": "schedule", "every_hours": "7"},
            {"act": "schedule", "every_hours": "24", "at_time": "25:00"},
        ],
    )
    def test_nonsense_is_answered_in_the_form(self, client, connection, queued, form):
        answer = client.post(page(connection), form)
        assert answer.status_code == 200
        assert "errorlist" in text(answer)
        assert queued == []

    def test_pause_and_resume(self, client, connection, queued, django_capture_on_commit_callbacks):
        client.post(page(connection), {"act": "pause"})
        connection.refresh_from_db()
        assert (connection.state, connection.next_sync_at) == ("paused", None)
        assert "cannot be done" in text(client.post(page(connection), {"act": "sync"}, follow=True))
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page(connection), {"act": "resume"})
        connection.refresh_from_db()
        assert connection.state == "active"
        assert queued == [([connection.pk], "operator")]

    def test_the_schedule(self, client, connection):
        client.post(page(connection), {"act": "schedule", "every_hours": "24", "at_time": "06:30"})
        connection.refresh_from_db()
        assert (connection.every_hours, f"{connection.at_time:%H:%M}") == (24, "06:30")
        assert connection.next_sync_at > timezone.now()

    def test_several_at_once(self, client, connection, queued, django_capture_on_commit_callbacks):
        other = connected("bela@example.org", state="needs_reconnect")
        chosen = [connection.pk, other.pk]
        for action, state in (("pause_rows", "paused"), ("resume_rows", "active")):
            with django_capture_on_commit_callbacks(execute=True):
                form = {"action": action, "_selected_action": chosen}
                answer = client.post("/admin/integrations/connection/", form, follow=True)
            assert "1 connection was left as it is." in text(answer)
            connection.refresh_from_db()
            other.refresh_from_db()
            assert (connection.state, other.state) == (state, "needs_reconnect")

    def test_an_act_that_is_none(self, client, connection, queued):
        for form in ({}, {"act": "delete"}):
            assert "cannot be done" in text(client.post(page(connection), form, follow=True))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_is(client, operator, connection, day):
    operator.timezone = "Pacific/Auckland"
    operator.save()
    assert client.get(f"/admin/integrations/syncrun/?since={day}&until={day}").status_code == 200
    assert client.get(f"/admin/integrations/connection/?person=x%00&source={'s' * 99}").status_code == 200


def test_runs_are_found_by_the_operators_days(client, operator, connection):
    operator.timezone = "Pacific/Auckland"
    operator.save()
    SyncRun.objects.update(started_at="2026-03-01T12:30:00Z")  # there it is the second of March already
    for day, found in (("2026-03-01", 0), ("2026-03-02", 1)):
        answer = client.get(f"/admin/integrations/syncrun/?since={day}&until={day}")
        assert len(answer.context["cl"].result_list) == found
