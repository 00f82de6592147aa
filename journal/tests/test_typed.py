"""A log-in that ran out costs no word."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.tests.factories import PASSWORD
from journal import typed
from journal.models import DailyLog, Reflection

from .conftest import TODAY

PAGE = "/journal/check-in/"


def send(client, who, **more):
    fields = {"who": typed.signature(who), "day": TODAY, "version": 0, "mood": 4, "text": "Ünübersehbar ✓"}
    return client.post(PAGE, fields | more)


def log_in(client, user, to):
    return client.post(to, {"login": user.email, "password": PASSWORD}, follow=True)


def test_what_was_typed_is_back_after_the_log_in_and_can_be_saved(anna):
    client = Client()
    answer = send(client, anna)
    assert answer.status_code == 302

    shown = log_in(client, anna, answer["Location"])
    assert shown.request["PATH_INFO"] == PAGE
    assert "Ünübersehbar ✓" in shown.content.decode()
    assert "Your log-in had run out." in shown.content.decode()
    assert not DailyLog.objects.exists()

    client.post(PAGE, {"day": TODAY, "version": 0, "mood": 4, "text": "Ünübersehbar ✓"})
    assert DailyLog.objects.get(user=anna).text == "Ünübersehbar ✓"
    assert "Ünübersehbar" not in client.get(f"{PAGE}?day=2026-11-20").content.decode()


def test_what_waits_is_not_readable_in_the_database(anna):
    client = Client()
    send(client, anna)

    kept = Session.objects.get().get_decoded()
    assert kept and "bersehbar" not in str(kept)


def test_somebody_else_who_logs_in_there_does_not_get_it(anna, other):
    client = Client()
    answer = send(client, anna)

    assert "bersehbar" not in log_in(client, other, answer["Location"]).content.decode()


def test_nothing_is_kept_for_a_stranger(anna):
    client = Client()
    client.post(PAGE, {"who": "made up", "text": "anything"})

    assert not Session.objects.exists()


def test_htmx_is_led_to_the_log_in_page(anna):
    answer = Client().post(PAGE, {}, headers={"HX-Request": "true"})

    assert answer["HX-Redirect"].startswith("/accounts/login/")


@pytest.mark.parametrize("is_new", [True, False])
def test_a_long_text_is_back_after_the_log_in_too(anna, is_new):
    stored = Reflection.objects.create(user=anna, day=TODAY, text="Before")
    address = "/journal/write/" if is_new else f"/journal/reflections/{stored.pk}/"
    client = Client()
    fields = {"who": typed.signature(anna), "version": 1, "day": TODAY, "text": "Written for an hour"}
    answer = client.post(address, fields)

    shown = log_in(client, anna, answer["Location"])
    assert shown.request["PATH_INFO"] == address
    assert "Written for an hour" in shown.content.decode()
