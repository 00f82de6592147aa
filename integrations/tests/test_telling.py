"""Who is told by mail that a source is in trouble: once, and again only after it was in order."""

import contextlib
import re
import socket
import threading
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django_celery_beat.models import PeriodicTask

from accounts.models import User
from integrations import tasks, telling
from integrations.models import Connection, Heartbeat, StreamState
from metrics.models import DailyMetric

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
RECONNECT = {"state": "needs_reconnect", "next_sync_at": None, "problem": "CredentialsRefused"}
FAILING = {"problem": "Unavailable", "failures": 3, "reason": "Oura has a problem of its own."}
LONG = {"problem": "Unavailable", "failures": 1}
LATE = {"next_sync_at": NOW - 4 * HOUR}


@pytest.fixture(autouse=True)
def mail_is_set_up(settings):
    settings.MAIL_IS_SET_UP = True
    settings.PUBLIC_URL = "https://health.example.org"


@pytest.fixture
def connection():
    user = User.objects.create_user("owner@example.org", timezone="Europe/Berlin")
    return Connection.objects.create(
        user=user,
        provider="oura",
        created_at=NOW - 90 * 24 * HOUR,
        last_success_at=NOW - HOUR,
        next_sync_at=NOW + HOUR,
    )


def become(connection, **fields):
    Connection.objects.filter(pk=connection.pk).update(**fields)


@pytest.mark.parametrize(
    ("trouble", "subject", "sentence"),
    [
        (
            RECONNECT,
            "Reconnect Oura",
            "Oura stopped accepting our key.",
        ),
        (FAILING, "Oura is not being read", "a problem of its own. The next try comes by itself"),
        (LATE, "Oura is not being read", "Oura has not been read since"),
        (LONG | {"last_success_at": NOW - 25 * HOUR}, "Oura is not being read", "The next try comes"),
        (
            LONG | {"last_success_at": None},
            "not being",
            "has not been read yet",
        ),
        (
            {"problem": "RateLimited", "last_success_at": NOW - 49 * HOUR},
            "Oura is not being read",
            "Oura asks us to wait, and nothing has been read since",
        ),
    ],
)
def test_each_trouble_is_mailed_once_in_both_forms(connection, trouble, subject, sentence):
    become(connection, **trouble)
    assert telling.tell_of_incidents(NOW) == 1
    assert telling.tell_of_incidents(NOW + HOUR) == 0
    [message] = mail.outbox
    assert message.to == ["owner@example.org"]
    assert subject in message.subject
    [(html, _)] = message.alternatives
    for body in (message.body, html):
        assert sentence in body
        assert "nothing you have is lost" in body.lower()
        links = re.findall(r"https?://[^\s\"<]+", body)
        assert "https://health.example.org/connections/#oura" in links
        assert all(link.startswith("https://health.example.org") for link in links)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"problem": "Unavailable", "failures": 2},
        {"problem": "RateLimited", "failures": 0, "last_success_at": NOW - 47 * HOUR},
        {"state": "paused", "next_sync_at": None, "problem": "Unavailable", "failures": 9},
        {"next_sync_at": NOW - 2 * HOUR},
        LATE | {"claimed_until": NOW + HOUR},
    ],
)
def test_what_is_no_trouble_yet_is_not_mailed(connection, fields):
    become(connection, **fields)
    assert telling.tell_of_incidents(NOW) == 0
    assert mail.outbox == []


def test_a_new_trouble_after_a_success_is_a_new_mail(connection):
    become(connection, **FAILING)
    telling.tell_of_incidents(NOW)
    become(connection, problem="", failures=0, reason="")
    telling.tell_of_incidents(NOW + HOUR)  # the person reconnected, and nothing was read since
    become(connection, **FAILING)
    telling.tell_of_incidents(NOW + HOUR)
    assert len(mail.outbox) == 1
    become(connection, problem="", failures=0, last_success_at=NOW + 2 * HOUR, next_sync_at=NOW + 9 * HOUR)
    telling.tell_of_incidents(NOW + 2 * HOUR)
    become(connection, **RECONNECT)
    telling.tell_of_incidents(NOW + 3 * HOUR)
    assert len(mail.outbox) == 2


def failing(connection, stream, hours, problem):
    StreamState.objects.create(
        connection=connection, stream=stream, last_error=problem, troubled_since=NOW - hours * HOUR
    )


def test_a_stream_that_fails_for_more_than_a_day_is_mailed_once_although_the_rest_is_read(connection):
    failing(connection, "sleep", 27, "Oura sent an answer that we cannot read.")
    assert telling.tell_of_incidents(NOW) == 1
    [message] = mail.outbox
    assert message.subject == "Oura is not being read in full"
    for body in (message.body, message.alternatives[0][0]):
        assert "reading Nights and naps has failed since" in body
        assert "Oura sent an answer that we cannot read. The next try comes by itself" in body
    become(connection, last_success_at=NOW + HOUR, next_sync_at=NOW + 3 * HOUR)  # again, without the nights
    assert telling.tell_of_incidents(NOW + 2 * HOUR) == 0
    StreamState.objects.update(last_error="", troubled_since=None)
    assert telling.tell_of_incidents(NOW + 2 * HOUR) == 0
    assert Connection.objects.get().told_at is None, "it is over, and the next is a new one"


def test_a_table_that_cannot_be_read_for_more_than_a_day_is_mailed(connection):
    become(connection, provider="google_sheets")
    failing(connection, "table-1", 27, "Google Sheets does not find this sheet.")
    assert telling.tell_of_incidents(NOW) == 1
    [message] = mail.outbox
    assert message.subject == "Google Sheets is not being read in full"
    assert "one of your tables cannot be read as it stands. Tables says why" in message.body


@pytest.mark.parametrize(
    ("stream", "fields"),
    [
        ("sleep", {"last_error": "Unreadable.", "troubled_since": NOW - 25 * HOUR}),
        ("table-1", {"last_error": "Unreadable.", "troubled_since": NOW - 25 * HOUR}),
        ("session", {"note": "Not shared with us.", "troubled_since": NOW - 99 * HOUR}),
        ("sleep", {"last_error": "Oura asks us to wait.", "troubled_since": None}),
    ],
)
def test_a_stream_that_was_unread_for_a_day_or_is_not_shared_is_not_mailed(connection, stream, fields):
    StreamState.objects.create(connection=connection, stream=stream, **fields)
    assert telling.tell_of_incidents(NOW) == 0


def test_nothing_where_mail_is_not_set_up(connection, settings):
    settings.MAIL_IS_SET_UP = False
    become(connection, **RECONNECT)
    assert telling.tell_of_incidents(NOW) == 0
    assert Connection.objects.get().told_at is None


def test_a_server_that_just_started_catches_up_before_it_complains(connection):
    become(connection, **LATE)
    Heartbeat.objects.create(name="beat", at=NOW - HOUR / 2)
    assert telling.tell_of_incidents(NOW) == 0
    assert telling.tell_of_incidents(NOW + HOUR) == 1


def test_a_mail_that_fails_is_tried_again(connection, monkeypatch):
    become(connection, **RECONNECT)
    with monkeypatch.context() as broken:
        broken.setattr(telling.EmailMultiAlternatives, "send", lambda self: (_ for _ in ()).throw(OSError()))
        assert telling.tell_of_incidents(NOW) == 0
    assert telling.tell_of_incidents(NOW) == 1


@pytest.fixture
def silent_server(settings):
    """A mail server that takes every call and says nothing. Gives the calls."""
    calls, stop = [], threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)

        def listen():
            while not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    calls.append(server.accept()[0])

        listener = threading.Thread(target=listen)
        listener.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 0.3
        yield calls
        stop.set()
        listener.join()
    for call in calls:
        call.close()


def in_trouble(count):
    for n in range(count):
        user = User.objects.create_user(f"person{n}@example.org")
        Connection.objects.create(user=user, provider="oura", created_at=NOW, **RECONNECT)


def test_a_mail_server_that_hangs_is_called_once_and_everybody_is_told_later(silent_server):
    in_trouble(4)
    assert telling.tell_of_incidents(NOW) == 0
    assert len(silent_server) == 1
    assert not Connection.objects.exclude(told_at=None).exists()


def test_a_pass_that_is_stopped_by_its_time_limit_leaves_nobody_untold(monkeypatch):
    in_trouble(3)
    with monkeypatch.context() as slow, pytest.raises(SoftTimeLimitExceeded):
        slow.setattr(
            telling.EmailMultiAlternatives, "send", lambda self: (_ for _ in ()).throw(SoftTimeLimitExceeded)
        )
        telling.tell_of_incidents(NOW)
    assert telling.tell_of_incidents(NOW) == 3


def test_an_address_that_is_refused_keeps_nobody_else_from_being_told(monkeypatch):
    in_trouble(3)
    send = telling.EmailMultiAlternatives.send

    def refuse_one(mail):
        if mail.to == ["person1@example.org"]:
            raise SMTPRecipientsRefused({})
        return send(mail)

    monkeypatch.setattr(telling.EmailMultiAlternatives, "send", refuse_one)
    assert telling.tell_of_incidents(NOW) == 2


def test_a_slow_mail_server_holds_the_queue_for_a_while_only(monkeypatch):
    in_trouble(3)
    clock = iter(range(0, 1000, 20))
    monkeypatch.setattr(telling, "monotonic", lambda: next(clock))
    assert telling.tell_of_incidents(NOW) == 1
    assert telling.tell_of_incidents(NOW) + telling.tell_of_incidents(NOW) == 2


def test_only_its_person_hears_of_it_and_no_number_is_in_it(connection):
    User.objects.create_user("other@example.org", is_staff=True)
    stamps = {"first_seen": NOW, "changed_at": NOW}
    DailyMetric.objects.create(
        user=connection.user, day=NOW.date(), metric="sleep.score", source="oura", value=61.25, **stamps
    )
    become(connection, **FAILING)
    telling.tell_of_incidents(NOW)
    assert [m.to for m in mail.outbox] == [["owner@example.org"]]
    assert "61" not in mail.outbox[0].body


def test_who_is_switched_off_gets_no_mail(connection):
    User.objects.update(is_active=False)
    become(connection, **RECONNECT)
    assert telling.tell_of_incidents(NOW) == 0


def test_beat_asks_for_it(connection):
    become(connection, **RECONNECT)
    assert PeriodicTask.objects.get(task="integrations.tell_of_incidents").enabled
    tasks.tell_of_incidents()
    assert len(mail.outbox) == 1
