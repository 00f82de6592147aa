"""Receipts and corrections beside the number, on whichever page it stands; what fails says so."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from metrics.models import DailyMetric

from .household import newest_night

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCORE = "sleep.score"


def opener(page: Page, day: date, within: str) -> None:
    """Presses the number of that day's sleep score."""
    page.locator(f"{within} a[href*='/metrics/{SCORE}/{day}/']").first.click()


def say(page: Page, value: str) -> None:
    panel = page.locator("#receipt")
    panel.get_by_label("Value", exact=True).fill(value)
    panel.get_by_role("button", name="Save my value").click()
    expect(panel.locator("[role=status]")).to_contain_text("no sync will undo it")


@pytest.mark.parametrize(
    ("address", "within"),
    [("/sleep/", "#days"), ("/sleep/{day}/", "#night-numbers"), ("/metrics/", "#numbers")],
)
def test_a_number_is_put_right_where_it_stands(page: Page, alex: User, address: str, within: str) -> None:
    day = newest_night(alex)
    page.goto(address.format(day=day))
    page.evaluate("window.hasStayed = true")
    opener(page, day, within)
    say(page, "12")

    place = page.locator(f"{within} :is(tr, li)", has=page.locator(f"a[href*='/{SCORE}/{day}/']"))
    expect(place).to_contain_text("12")
    expect(place.get_by_role("img", name="corrected")).to_be_visible()
    assert page.evaluate("window.hasStayed"), "it was not left"
    assert DailyMetric.objects.get(user=alex, day=day, metric=SCORE).override == 12


def test_a_tile_is_put_right_where_it_stands(page: Page, alex: User) -> None:
    page.goto("/")
    page.evaluate("window.hasStayed = true")
    tile = page.locator("#today-tiles article", has=page.locator("#tile-activity\\.steps"))
    tile.locator("summary").click()
    tile.get_by_role("link", name="Receipt and correction").click()
    say(page, "12345")

    expect(tile.locator(".tile-number")).to_contain_text("12,345")
    assert page.evaluate("window.hasStayed"), "it was not left"


def test_the_headline_is_put_right_where_it_stands(page: Page, alex: User) -> None:
    page.goto("/sleep/")
    page.evaluate("window.hasStayed = true")
    page.locator(".hero-number a").click()
    page.locator("#receipt").get_by_label("Value", exact=True).fill("3:30")
    page.locator("#receipt").get_by_role("button", name="Save my value").click()

    expect(page.locator(".hero-number")).to_contain_text("3")
    expect(page.locator(".page-head .lead")).to_contain_text("You slept 3")
    assert page.evaluate("window.hasStayed")


def test_a_receipt_says_of_which_day_it_is_and_shows_none_of_another(
    page: Page, alex: User, complaints: list[str]
) -> None:
    day = newest_night(alex)
    page.goto("/sleep/")
    opener(page, day, "#days")
    expect(page.locator("#receipt-title")).to_contain_text("Sleep score, ")
    expect(page.locator("#receipt-body")).to_contain_text("From")
    page.keyboard.press("Escape")

    page.route(f"**/metrics/{SCORE}/**", lambda route: route.abort())
    page.locator("#days tbody tr").nth(3).get_by_role("link").nth(2).click()
    expect(page.locator("#receipt-title")).to_have_text("Where this is from")
    expect(page.locator("#receipt-body").get_by_role("alert")).to_contain_text("did not answer")
    expect(page.locator("#receipt-body")).not_to_contain_text("From")
    complaints.clear()


def test_what_fails_says_so_with_the_reference_of_the_log(
    page: Page, alex: User, complaints: list[str]
) -> None:
    day = newest_night(alex)
    page.goto("/sleep/")
    opener(page, day, "#days")
    panel = page.locator("#receipt")
    panel.get_by_label("Value", exact=True).fill("12")

    def broken(route: Route) -> None:
        route.fulfill(status=500, body="", headers={"X-Reference": "4F2A"})

    page.route("**/correct/", broken)
    panel.get_by_role("button", name="Save my value").click()
    expect(panel.get_by_role("alert")).to_contain_text("failed on our side and your data is untouched")
    expect(panel.get_by_role("alert")).to_contain_text("4F2A")
    expect(panel.get_by_label("Value", exact=True)).to_have_value("12")

    page.unroute("**/correct/")
    panel.get_by_role("button", name="Save my value").click()
    expect(panel.locator("[role=status]")).to_contain_text("no sync will undo it")
    expect(panel.get_by_role("alert")).to_have_count(0)
    complaints.clear()


def test_a_chart_that_does_not_come_is_fetched_again_by_its_button(
    page: Page, alex: User, complaints: list[str]
) -> None:
    page.route("**/figures/trend/**", lambda route: route.fulfill(status=500, body=""))
    page.goto("/metrics/sleep.hrv/")
    card = page.locator(".chart-card").first
    expect(card).to_contain_text("This chart could not be fetched; your data is untouched.")

    page.unroute("**/figures/trend/**")
    card.get_by_role("button", name="Fetch it again").click()
    expect(card.locator(".chart-frame")).to_have_attribute("data-drawn", re.compile("[1-9]"))
    expect(card).not_to_contain_text("could not be fetched")
    complaints.clear()
