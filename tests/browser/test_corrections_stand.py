"""From connecting to a correction that no sync undoes, as a person does it; and by keyboard alone."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.tests.factories import UserFactory
from integrations.models import Connection
from integrations.sync.running import Options, sync
from metrics.models import DailyMetric, SleepPeriod

from .household import Household, log_in, newest_night, run_a_sync

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def say(page: Page, day: date, value: str) -> None:
    page.goto(f"/metrics/sleep.score/?range=30#day-{day}")
    page.locator(f"#day-{day}").get_by_role("link", name="Receipt").click()
    page.locator("#receipt").get_by_label("Value", exact=True).fill(value)
    page.locator("#receipt").get_by_role("button", name="Save my value").click()
    expect(page.locator("#receipt-body [role=status]")).to_contain_text("no sync will undo it")


def test_connect_sync_correct_and_sync_again(page: Page, household: Household) -> None:
    mira = UserFactory(timezone="Europe/Berlin")
    log_in(page.context, mira)
    page.goto("/connections/")
    page.get_by_role("button", name="Connect the sandbox of Oura").click()
    page.get_by_label("Sam").check()
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("Oura is connected.")).to_be_visible()

    connection = Connection.objects.get(user=mira, provider="oura")
    since = mira.today() - timedelta(days=10)
    recent = Options(since=since, streams=frozenset({"daily_sleep", "sleep"}))
    sync(connection, recent)
    day = newest_night(mira)
    say(page, day, "12")
    household.sandbox.change("daily_sleep", day=str(day), set={"score": 99})
    sync(connection, recent)
    household.sandbox.unchange()

    page.goto(f"/metrics/sleep.score/{day}/")
    expect(page.locator("main .tile-number")).to_have_text("12")
    expect(page.get_by_text("Oura changed its own value to 99 after your correction.")).to_be_visible()
    page.get_by_role("button", name="Use Oura's value").click()
    expect(page.locator("main .tile-number")).to_have_text("99")


def test_by_keyboard_alone(page: Page, alex: User) -> None:
    day = newest_night(alex)
    page.goto("/metrics/sleep.score/?range=30")
    opener = page.locator(f"#day-{day}").get_by_role("link", name="Receipt")
    tab_to(page, opener)
    page.keyboard.press("Enter")
    value = page.locator("#receipt").get_by_label("Value", exact=True)
    expect(value).to_be_visible()
    tab_to(page, value)
    page.keyboard.press("Control+A")
    page.keyboard.type("55")
    page.keyboard.press("Enter")
    expect(page.locator("#receipt-body [role=status]")).to_contain_text("55 stands in for Oura's")
    page.keyboard.press("Escape")
    expect(page.locator("#receipt")).to_be_hidden()
    expect(page.locator(f"#day-{day}")).to_contain_text("55")
    assert DailyMetric.objects.get(user=alex, day=day, metric="sleep.score").override == 55


def tab_to(page: Page, target) -> None:
    for _ in range(60):
        if target.evaluate("(each) => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("it cannot be reached with the Tab key")


def test_a_night_s_times_are_corrected_and_stand(page: Page, alex: User) -> None:
    day = newest_night(alex)
    page.goto(f"/sleep/{day}/")
    night = page.locator("#periods li").filter(has_text="the main one")
    night.locator("summary").click()
    night.get_by_label("Asleep or in bed from").fill(f"{day - timedelta(days=1)}T21:11")
    night.get_by_role("button", name="Save times and kind").click()
    expect(page.locator("#periods")).to_contain_text("21:11")

    run_a_sync(Connection.objects.get(user=alex, provider="oura"))
    page.goto(f"/sleep/{day}/")
    expect(page.locator("#periods")).to_contain_text("21:11")
    expect(page.get_by_role("row", name="Bedtime")).to_contain_text("21:11")


def test_another_person_finds_nothing_of_it(page: Page, alex: User) -> None:
    day = newest_night(alex)
    say(page, day, "12")
    period = SleepPeriod.objects.filter(user=alex, day=day)[0]
    undo = page.locator("#receipt form[action*=undo]").first.get_attribute("action")
    log_in(page.context, UserFactory())
    page.goto("/settings/")

    for address in (f"/metrics/sleep.score/{day}/", "/metrics/sleep.score/", "/metrics/tag.alex/"):
        assert "12" not in page.request.get(address).text().split("<main")[-1], address
    for address in (undo, f"/sleep/{day}/{period.pk}/", f"/metrics/sleep.score/{day}/exclude/"):
        assert post(page, address) == 404, address
    assert DailyMetric.objects.get(user=alex, day=day, metric="sleep.score").override == 12


def post(page: Page, address: str) -> int:
    """As a form of the page that is open would."""
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    form = {"csrfmiddlewaretoken": token, "excluded": "yes"}
    return page.request.post(address, form=form, headers={"Referer": page.url}).status
