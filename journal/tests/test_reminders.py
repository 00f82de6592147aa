"""The daily mail: to whom it goes, when, and when not."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django_celery_beat.models import PeriodicTask

from accounts.tests.factories import UserFactory
from journal import tasks
from journal.forms.settings import SettingsForm
from journal.models import DailyLog, JournalSettings, Reflection
from journal.services import reminders
from journal.services.reminders import reminder_set, send_due

from .conftest import TODAY, YESTERDAY, at, browser_of

NINE = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def mail_is_set_up(settings):
    settings.MAIL_IS_SET_UP = True
    settings.PUBLIC_URL = "https://health.example.org"


@pytest.fixture
def reminded(anna) -> JournalSettings:
    return JournalSettings.objects.create(user=anna, remind_at=time(21))


class Broken(EmailBackend):
    """A mail server in trouble; `error` is which."""

    error: OSError = OSError()
    tried: list[str]

    def send_messages(self, messages):
        type(self).tried += [message.to[0] for message in messages]
        raise self.error


@pytest.fixture
def broken(settings):
    Broken.tried = []
    Broken.error = SMTPServerDisconnected("Connection unexpectedly closed")
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    return Broken


def test_the_mail_has_one_link_in_both_forms_and_nothing_about_anybody(anna, reminded):
    anna.name = "Anna Secretname"
    anna.save()
    DailyLog.objects.create(user=anna, day=YESTERDAY, mood=4, text="Secret words")
    Reflection.objects.create(user=anna, day=TODAY, title="Secret title", text="Secret text")

    assert send_due(NINE) == 1
    [sent] = mail.outbox
    [(html, kind)] = sent.alternatives
    assert (sent.to, kind) == (["anna@example.org"], "text/html")
    assert sent.subject == "Check in: Sun 22 Nov"
    for body in (sent.body, html):
        assert "Sun 22 Nov has no check-in yet." in body
        assert "Secret" not in body and "mood" not in body.lower()
        links = set(re.findall(r"https://[^\s\"<]+", body))
        assert len([link for link in links if "/journal/by-link/" in link]) == 1
        assert all(link.startswith("https://health.example.org") for link in links)


def test_mail_programs_can_turn_it_off_with_one_press(anna, reminded):
    send_due(NINE)
    headers = mail.outbox[0].message()
    off = headers["List-Unsubscribe"].strip("<>").removeprefix("https://health.example.org")

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = Client(enforce_csrf_checks=True)
    assert "Turn reminders off" in stranger.get(off).content.decode()
    reminded.refresh_from_db()
    assert reminded.remind_at == time(21)  # scanners of mail open every link
    answer = stranger.post(off, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "Reminders are off" in answer.content.decode()) == (200, True)
    reminded.refresh_from_db()
    assert reminded.remind_at is None
    assert "Reminders are off" in stranger.post(off).content.decode()


def test_an_old_mail_does_not_turn_off_what_was_turned_on_anew(anna, reminded):
    send_due(NINE)
    off = mail.outbox[0].message()["List-Unsubscribe"].strip("<>").removeprefix("https://health.example.org")
    reminder_set(reminded, None)
    reminder_set(reminded, time(8))

    browser_of(anna).post(off)
    assert JournalSettings.objects.get().remind_at == time(8)


@pytest.mark.parametrize("token", ["made-up", "a:b:c", "1:1vMe8X:x"])
def test_a_made_up_link_turns_nothing_off(browser, reminded, token):
    assert browser.post(f"/journal/reminders/off/{token}/").status_code == 200
    assert JournalSettings.objects.get().remind_at == time(21)


@pytest.mark.parametrize(
    ("now", "count"),
    [
        (NINE - MINUTE, 0),
        (NINE, 1),
        (NINE + timedelta(hours=2), 1),
        (NINE + timedelta(hours=2, minutes=1), 0),
    ],
)
def test_two_hours_late_is_the_latest(reminded, now, count):
    assert send_due(now) == count
    assert len(mail.outbox) == count


def test_once_a_day_and_again_the_next(reminded):
    sent = [send_due(NINE + MINUTE * n) for n in range(0, 60 * 25, 5)]

    assert sum(sent) == 2
    assert [message.subject for message in mail.outbox] == ["Check in: Sun 22 Nov", "Check in: Mon 23 Nov"]


@pytest.mark.parametrize(
    ("at_time", "now", "done", "count"),
    [
        (time(21), NINE, TODAY, 0),
        (time(21), NINE, YESTERDAY, 1),
        (time(8), datetime(2026, 11, 22, 8, tzinfo=UTC), YESTERDAY, 0),
        (time(8), datetime(2026, 11, 22, 8, tzinfo=UTC), date(2026, 11, 20), 1),
    ],
)
def test_none_when_the_day_in_question_is_done(anna, at_time, now, done, count):
    JournalSettings.objects.create(user=anna, remind_at=at_time)
    DailyLog.objects.create(user=anna, day=done, mood=3)

    assert send_due(now) == count


def test_nobody_else_gets_one(anna, other, reminded, settings):
    JournalSettings.objects.create(user=other)
    UserFactory()
    JournalSettings.objects.create(user=UserFactory(is_active=False), remind_at=time(21))

    assert send_due(NINE) == 1
    assert [message.to for message in mail.outbox] == [["anna@example.org"]]


def test_none_where_mail_is_not_set_up(reminded, settings):
    settings.MAIL_IS_SET_UP = False

    assert send_due(NINE) == 0
    assert JournalSettings.objects.get().reminded_on is None


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu"]
)
def test_the_clock_is_the_person_s(anna, zone):
    anna.timezone = zone
    anna.save()
    JournalSettings.objects.create(user=anna, remind_at=time(21))
    local = datetime(2026, 7, 1, 21, 0, tzinfo=anna.zone).astimezone(UTC)

    assert send_due(local - MINUTE) == 0
    assert send_due(local) == 1


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_there_is_not_or_twice_makes_one_mail(anna, day, first):
    anna.timezone = "Europe/Berlin"
    anna.save()
    JournalSettings.objects.create(user=anna, remind_at=time(2, 30), reminded_on=day - timedelta(days=1))
    begin = first.replace(hour=0, minute=0)

    sent = [moment for n in range(0, 300, 5) if send_due(moment := begin + MINUTE * n)]
    assert sent == [first]


def test_travel_never_brings_two_for_one_date(anna, reminded):
    """From Berlin to New York after the reminder: it is 21 o'clock once more."""
    anna.timezone = "Europe/Berlin"
    anna.save()
    assert send_due(datetime(2026, 11, 22, 20, 0, tzinfo=UTC)) == 1
    anna.timezone = "America/New_York"
    anna.save()
    assert send_due(datetime(2026, 11, 23, 2, 0, tzinfo=UTC)) == 0
    assert send_due(datetime(2026, 11, 24, 2, 0, tzinfo=UTC)) == 1


def test_beat_asks_for_it_every_minute(reminded, monkeypatch):
    assert PeriodicTask.objects.get(task="journal.remind").enabled
    at(monkeypatch, NINE)
    tasks.remind()
    assert len(mail.outbox) == 1


# --- Trouble ---------------------------------------------------------------------------------------------


def test_a_mail_that_fails_is_told_and_tried_again(browser, reminded, broken, settings, caplog):
    assert send_due(NINE) == 0
    shown = browser.get("/journal/settings/").content.decode()
    assert "The reminder of Sun 22 Nov could not be sent" in shown
    assert "SMTPServerDisconnected" in caplog.text and "by-link" not in caplog.text

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(NINE + MINUTE) == 1
    assert send_due(NINE + 2 * MINUTE) == 0
    assert "could not be sent" not in browser.get("/journal/settings/").content.decode()


def test_it_is_not_tried_for_longer_than_two_hours(reminded, broken, settings):
    send_due(NINE)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert send_due(NINE + timedelta(hours=2, minutes=1)) == 0


def test_a_server_that_is_away_is_not_asked_for_each_person(anna, other, reminded, broken):
    JournalSettings.objects.create(user=other, remind_at=time(21))
    send_due(NINE)

    assert broken.tried == ["anna@example.org"]
    failed = JournalSettings.objects.values_list("reminder_failed_on", "reminded_on")
    assert list(failed) == [(TODAY, None)] * 2


def test_one_address_that_is_refused_does_not_keep_the_others(anna, other, reminded, broken):
    JournalSettings.objects.create(user=other, remind_at=time(21))
    broken.error = SMTPRecipientsRefused({})
    send_due(NINE)

    assert broken.tried == ["anna@example.org", "other@example.org"]


def test_the_other_worker_was_faster(anna, reminded, monkeypatch):
    """Both have read the row before either marks it."""
    read = reminders._batches

    def both_read(now):
        rows = list(read(now))
        assert send_due_once(now) == 1
        yield from rows

    def send_due_once(now):
        with monkeypatch.context() as alone:
            alone.setattr(reminders, "_batches", read)
            return send_due(now)

    monkeypatch.setattr(reminders, "_batches", both_read)
    assert send_due(NINE) == 0
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_send_one_mail():
    JournalSettings.objects.create(user=UserFactory(email="anna@example.org"), remind_at=time(21))

    def work(_: int) -> int:
        try:
            return send_due(NINE)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        assert sorted(workers.map(work, range(4))) == [0, 0, 0, 1]


def test_hundreds_are_sent_in_lists(db, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(reminders, "BATCH", 7)
    JournalSettings.objects.bulk_create(
        JournalSettings(user=UserFactory(), remind_at=time(21)) for _ in range(20)
    )
    with django_assert_max_num_queries(50):
        assert send_due(NINE) == 20


# --- Settings ----------------------------------------------------------------------------------------------


def test_the_page_offers_it_only_where_mail_is_set_up(browser, settings):
    assert 'name="remind_at"' in browser.get("/journal/settings/").content.decode()
    settings.MAIL_IS_SET_UP = False
    assert 'name="remind_at"' not in browser.get("/journal/settings/").content.decode()


def test_what_was_set_stays_while_mail_is_not_set_up(browser, reminded, settings):
    settings.MAIL_IS_SET_UP = False
    browser.post("/journal/settings/", {"asks_stress": "on"})

    reminded.refresh_from_db()
    assert (reminded.remind_at, reminded.asks_stress) == (time(21), True)


@pytest.mark.parametrize(
    ("typed", "first"),
    # It is half past twelve.
    [
        ("12:00", datetime(2026, 11, 23, 12, 0, tzinfo=UTC)),
        ("13:00", datetime(2026, 11, 22, 13, 0, tzinfo=UTC)),
    ],
)
def test_a_time_that_has_gone_by_is_meant_for_tomorrow(browser, typed, first):
    browser.post("/journal/settings/", {"remind_at": typed})
    begin = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)

    sent = [moment for n in range(0, 60 * 30, 10) if send_due(moment := begin + MINUTE * n)]
    assert sent[0] == first


def test_saving_other_settings_meanwhile_brings_no_second_mail(browser, reminded):
    """The form was opened before the reminder went out."""
    form = SettingsForm(data={"remind_at": "21:00"}, instance=JournalSettings.objects.get())
    assert form.is_valid()
    send_due(NINE)
    form.save()

    assert send_due(NINE + MINUTE) == 0


def test_nonsense_is_no_time(browser):
    assert browser.post("/journal/settings/", {"remind_at": "25:99"}).status_code == 200
    assert not JournalSettings.objects.exclude(remind_at=None).exists()
