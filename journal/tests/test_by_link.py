"""A reminder's link: what it opens, for how long, and how little."""

import logging
import re
import time
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import forget
from healthdash.lib.redaction import redact
from journal import links
from journal.models import DailyLog, JournalSettings, Reflection
from journal.services.reminders import reminder_set
from metrics.models import DailyMetric

from .conftest import NOON, TODAY, YESTERDAY, at, browser_of
from .test_at_rest import everything

WORDS = "Written on another day"


@pytest.fixture
def stranger() -> Client:
    """Whoever holds the mail, in a browser where nobody is logged in."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def kept(anna) -> JournalSettings:
    return JournalSettings.objects.create(user=anna, remind_at="21:00")


@pytest.fixture
def link(kept, coffee) -> str:
    return path(links.to_day(kept, TODAY))


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def text(answer) -> str:
    return answer.content.decode()


def test_it_opens_that_day_s_check_in_and_saves_it(stranger, link, anna, coffee):
    shown = text(stranger.get(link))
    assert "Check in: Today" in shown and "Coffee" in shown

    fields = {"mood": 4, "text": "By mail", f"tag-{coffee.pk}": "yes", f"detail-{coffee.pk}": "2"}
    answer = stranger.post(link, fields, follow=True)
    assert "Today: checked in" in text(answer)
    log = DailyLog.objects.get()
    assert (log.user, log.day, log.mood, log.text) == (anna, TODAY, 4, "By mail")
    assert log.answers.get().amount == 2
    assert DailyMetric.objects.get(user=anna, metric="mood.rating").value == 4


def test_nobody_is_logged_in_by_it(stranger, link):
    stranger.get(link)
    stranger.post(link, {"mood": 4})

    assert not Session.objects.exists()
    assert not stranger.cookies
    for address in ("/", "/journal/", f"/journal/check-in/?day={TODAY}", "/settings/"):
        assert stranger.get(address).status_code == 302


def test_the_form_shows_nothing_of_another_day_and_leads_nowhere(stranger, link, anna):
    anna.name = "Anna Secretname"
    anna.save()
    DailyLog.objects.create(user=anna, day=YESTERDAY, mood=1, text=WORDS)
    Reflection.objects.create(user=anna, day=TODAY, title=WORDS, text=WORDS)
    shown = text(stranger.get(link))

    for private in (WORDS, "Secretname", anna.email, "2026-11-21"):
        assert private not in shown
    body = shown.split("<body")[1]
    assert "<nav" not in body and "hx-" not in body and 'name="other"' not in body
    assert set(re.findall(r'<a [^>]*href="([^"]*)"', body)) == {"#content", "/"}


@pytest.mark.parametrize("field", ["day", "other"])
def test_no_field_of_the_form_reaches_another_day(stranger, link, field):
    stranger.post(link, {"mood": 4, field: YESTERDAY, "press": "day"})
    stranger.post(link, {"mood": 4, field: YESTERDAY, "press": f"day-{YESTERDAY}"})
    assert not DailyLog.objects.exists()

    stranger.post(link, {"mood": 4, field: YESTERDAY, "version": 7})
    assert DailyLog.objects.get().day == TODAY


def test_no_tag_is_made_by_it(stranger, anna, kept):
    opened = path(links.to_day(kept, TODAY))
    assert 'name="starter"' not in text(stranger.get(opened))
    stranger.post(opened, {"press": "starters", "starter": ["coffee"]})

    assert not anna.tags.exists()


def test_scanners_of_mail_spend_nothing(stranger, link):
    for _ in range(5):
        assert stranger.get(link).status_code == 200
        assert stranger.head(link).status_code == 200
    assert stranger.options(link).status_code == 405
    assert not DailyLog.objects.exists()

    assert stranger.post(link, {"mood": 3}).status_code == 302


def test_the_second_time_nothing_is_saved_and_the_words_are_handed_back(stranger, link):
    stranger.post(link, {"mood": 3, "text": "The first words"})
    again = text(stranger.post(link, {"mood": 5, "text": "The second words"}))

    assert "was not saved" in again and "The second words" in again
    assert "The first words" not in again
    log = DailyLog.objects.get()
    assert (log.mood, log.text, log.version) == (3, "The first words", 1)


def test_a_day_that_is_done_shows_nothing_of_it_and_asks_to_log_in(stranger, link, anna):
    DailyLog.objects.create(user=anna, day=TODAY, mood=2, text=WORDS)
    shown = text(stranger.get(link))

    assert "checked in" in shown and WORDS not in shown and "<form" not in shown
    assert f"/journal/check-in/?day={TODAY}" in shown


def test_a_check_in_that_was_deleted_can_be_made_again_by_it(stranger, link, anna):
    stranger.post(link, {"mood": 3})
    DailyLog.objects.all().delete()

    assert stranger.post(link, {"mood": 4}).status_code == 302
    assert DailyLog.objects.get().mood == 4


@pytest.mark.parametrize(
    ("later", "status"),
    [
        (timedelta(days=1, hours=23), 200),
        (timedelta(days=2, seconds=5), 410),
        (timedelta(days=400), 410),
    ],
)
def test_it_works_for_two_days(stranger, link, monkeypatch, later, status):
    at(monkeypatch, NOON + later)
    clock = time.time
    monkeypatch.setattr("django.core.signing.time.time", lambda: clock() + later.total_seconds())

    assert stranger.get(link).status_code == status
    answer = stranger.post(link, {"mood": 4, "text": "Typed too late"})
    assert DailyLog.objects.exists() == (status == 200)
    if status == 410:
        assert "they are over" in text(answer) and "Typed too late" in text(answer)


def test_somebody_else_who_is_logged_in_is_refused(link, other, anna):
    answer = browser_of(other).post(link, {"mood": 1, "text": "Theirs"})

    assert answer.status_code == 403
    assert "belongs to another account" in text(answer) and "Theirs" in text(answer)
    assert anna.email not in text(answer)
    assert browser_of(other).get(link).status_code == 403
    assert not DailyLog.objects.exists()


def test_its_owner_who_is_logged_in_gets_the_usual_page(browser, link):
    assert browser.get(link).url == f"/journal/check-in/?day={TODAY}"
    assert browser.post(link, {"mood": 4}).status_code == 302
    assert DailyLog.objects.get().mood == 4


@pytest.mark.parametrize("change", ["day", "person", "signature", "salt", "key", "nonsense"])
def test_a_forged_one_opens_nothing(stranger, link, kept, other, change, settings):
    token = link.split("/")[-2]
    body, stamp, mac = token.split(":")
    mark = signing.loads(token, salt=links.DAY)[2]
    JournalSettings.objects.create(user=other, remind_at="21:00")
    forged = {
        "day": signing.dumps([kept.user_id, str(YESTERDAY), mark], key="mine", salt=links.DAY),
        "person": signing.dumps([other.pk, str(TODAY), mark], salt=links.DAY),
        "signature": f"{body}:{stamp}:{mac[:-1]}{'a' if mac[-1] != 'a' else 'b'}",
        "salt": signing.dumps([kept.user_id, str(TODAY), mark], salt=links.OFF),
        "key": signing.dumps([kept.user_id, str(TODAY), mark], key="x", salt=links.DAY),
        "nonsense": "..%2f..",
    }[change]
    address = reverse("check_in_by_link", args=[forged])

    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"mood": 4}).status_code == 404
    assert not DailyLog.objects.exists()


def test_turned_off_and_on_again_old_links_stay_dead(stranger, link, kept):
    reminder_set(kept, None)
    assert stranger.post(link, {"mood": 4}).status_code == 404
    reminder_set(kept, datetime(2026, 1, 1, 8).time())
    assert stranger.post(link, {"mood": 4}).status_code == 404
    assert not DailyLog.objects.exists()


def test_a_new_time_does_not_end_the_links_that_are_out(stranger, link, kept):
    reminder_set(kept, datetime(2026, 1, 1, 8).time())

    assert stranger.get(link).status_code == 200


@pytest.mark.parametrize("what", ["deleted", "switched off", "another address"])
def test_it_dies_with_the_account_or_its_address(stranger, link, anna, what):
    if what == "deleted":
        forget(anna)
    elif what == "switched off":
        User.objects.update(is_active=False)
    else:
        User.objects.update(email="new@example.org")

    assert stranger.get(link).status_code == 404
    assert stranger.post(link, {"mood": 4}).status_code == 404


def test_a_new_password_or_a_log_out_does_not_end_it(stranger, link, anna):
    anna.set_password("another password")
    anna.save()

    assert stranger.get(link).status_code == 200


def test_chips_work_without_javascript_and_keep_what_is_typed(stranger, link, coffee):
    answer = stranger.post(link, {"press": f"tag-{coffee.pk}", "text": "typed", "mood": 2})
    assert answer.context["card"].form[f"tag-{coffee.pk}"].value() == "yes"
    assert "typed" in text(answer)
    answer = stranger.post(link, {"press": "rest-no", "text": "typed"})
    assert answer.context["card"].form[f"tag-{coffee.pk}"].value() == "no"
    assert not DailyLog.objects.exists()


def test_a_mistake_keeps_what_is_typed(stranger, link, coffee):
    answer = stranger.post(link, {f"tag-{coffee.pk}": "yes", f"detail-{coffee.pk}": "many", "text": "typed"})

    assert "This is not a number." in text(answer) and "typed" in text(answer)
    assert "Nothing is answered yet" in text(stranger.post(link, {}))


def test_its_address_goes_nowhere_else(stranger, link, caplog):
    answer = stranger.get(link)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert '<meta name="referrer" content="no-referrer">' in text(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"

    token = link.split("/")[-2]
    with caplog.at_level(logging.DEBUG):
        stranger.get(f"{link[:-1]}x/")
        stranger.post(link, {"mood": 4})
    assert "/by-link/***/" in caplog.text  # Django's own line about a page that is not found
    assert token not in redact(caplog.text)


def test_it_is_kept_nowhere(stranger, link):
    stranger.post(link, {"mood": 4})
    token = link.split("/")[-2]
    assert not [cell for cell in map(str, everything()) if token in cell or token.split(":")[-1] in cell]


def test_a_few_queries_are_enough(stranger, link, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        stranger.get(link)
