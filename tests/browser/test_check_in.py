"""The check-in in a real browser: on a phone, by keyboard alone, and without JavaScript."""

import datetime
import time

import pytest
from playwright.sync_api import Browser, Page
from pytest_django import live_server_helper

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from journal import links
from journal.models import DailyLog, JournalSettings
from journal.services.tags import starters_pick

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIX = ["coffee", "alcohol", "sport", "walk", "reading", "late-meal"]
DAY = "/journal/check-in/?day=2026-03-01"


@pytest.fixture
def person() -> User:
    user = UserFactory(email="anna@example.org")
    starters_pick(user=user, slugs=SIX)
    return user


def log_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")


def test_on_a_phone_in_ten_seconds(page: Page, person: User) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, person)
    begun = time.monotonic()
    page.get_by_role("group", name="Mood").get_by_role("radio", name="4").click()
    page.get_by_role("group", name="Energy").get_by_role("radio", name="3").click()
    page.get_by_role("button", name="Coffee").click()
    page.get_by_label("Coffee: how much").fill("2")
    page.get_by_role("button", name="Everything else no").click()
    page.get_by_label("A line about the day").fill("A quiet day")
    page.get_by_role("button", name="Save the day").click()
    page.get_by_text("mood 4, energy 3, 1 tag, a line").wait_for()

    assert time.monotonic() - begun < 10
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    log = DailyLog.objects.get(user=person)
    assert sorted(log.answers.values_list("yes", flat=True)) == [False] * 5 + [True]


def test_a_pressed_step_is_taken_back_by_a_second_press(page: Page, person: User) -> None:
    log_in(page, person)
    page.goto(DAY)
    mood = page.get_by_role("group", name="Mood")
    mood.get_by_role("radio", name="4").click()
    assert mood.get_by_role("radio", name="4").is_checked()
    mood.get_by_role("radio", name="4").click()
    assert not mood.get_by_role("radio", name="4").is_checked()


def test_by_keyboard_alone(page: Page, person: User) -> None:
    log_in(page, person)
    page.goto(DAY)
    reach(page, "input[name=mood]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    reach(page, "input[name=energy]")
    page.keyboard.press("Space")
    reach(page, "[data-chip]")
    page.keyboard.press("Space")
    reach(page, "textarea[name=text]")
    page.keyboard.type("By keys")
    reach(page, "button.button-primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/journal/")

    log = DailyLog.objects.get(user=person)
    assert (log.mood, log.energy, log.text, log.answers.count()) == (2, 1, "By keys", 1)


def reach(page: Page, selector: str) -> None:
    """Tab until the focus is there."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_without_javascript(
    browser: Browser, live_server: live_server_helper.LiveServer, person: User, settings: object
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, person)
    page.goto(DAY)
    page.get_by_role("group", name="Mood").get_by_role("radio", name="2").click()
    page.get_by_label("A line about the day").fill("No script")
    page.get_by_role("button", name="Coffee").click()
    page.get_by_label("Coffee: how much").fill("3")
    page.get_by_role("button", name="Everything else no").click()
    assert page.get_by_label("A line about the day").input_value() == "No script"
    page.get_by_role("button", name="Save the day").click()
    page.wait_for_url("**/journal/")
    context.close()

    log = DailyLog.objects.get(user=person)
    assert (log.mood, log.text, log.answers.get(tag__slug="coffee").amount) == (2, "No script", 3)


def test_by_a_reminder_s_link(page: Page, person: User, live_server: live_server_helper.LiveServer) -> None:
    """On a phone, in a browser that knows nobody: no cookie, and no word of the address to anybody."""
    asked = JournalSettings.objects.get(user=person)
    asked.remind_at = datetime.time(21)
    asked.save()
    referrers: list[str] = []
    page.on("request", lambda request: referrers.append(request.headers.get("referer", "")))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(links.to_day(asked, person.today()).replace("http://testserver", live_server.url))
    page.get_by_role("group", name="Mood").get_by_role("radio", name="4").click()
    page.get_by_role("button", name="Coffee").click()
    page.get_by_role("button", name="Everything else no").click()
    page.get_by_label("A line about the day").fill("From the mail")
    page.get_by_role("button", name="Save the day").click()
    page.get_by_role("heading", name="checked in").wait_for()

    log = DailyLog.objects.get(user=person)
    assert (log.mood, log.text, log.answers.count()) == (4, "From the mail", 6)
    assert page.context.cookies() == []
    assert not [referrer for referrer in referrers if "by-link" in referrer]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
