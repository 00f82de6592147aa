"""The days turned in a real browser: by keys, by a finger, by links, and corrected in place."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import live_server_helper

from accounts.models import User
from metrics.models import DailyMetric

from .household import log_in, newest_night

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ONE = timedelta(days=1)


def open_day(page: Page, day: date) -> None:
    """With the days beside it fetched."""
    with page.expect_response(lambda answer: f"/day/{day - ONE}/" in answer.url):
        page.goto(f"/day/{day}/")


def stands_on(page: Page, day: date) -> None:
    expect(page).to_have_url(f"{page.evaluate('location.origin')}/day/{day}/")
    expect(page.locator("h1")).to_have_text(f"{day:%A} {day.day} {day:%B} {day.year}")


def test_arrow_keys_turn_the_days_in_place_and_back_leads_back(page: Page, alex: User) -> None:
    day = newest_night(alex) - 3 * ONE
    open_day(page, day)
    page.evaluate("window.sameDocument = true")

    page.keyboard.press("ArrowLeft")
    stands_on(page, day - ONE)
    page.keyboard.press("ArrowLeft")
    stands_on(page, day - 2 * ONE)
    page.keyboard.press("ArrowRight")
    stands_on(page, day - ONE)
    expect(page.locator("#day-said")).to_have_text(page.locator("h1").inner_text())
    page.go_back()
    stands_on(page, day - 2 * ONE)

    assert page.evaluate("window.sameDocument") is True


def test_a_link_turns_in_place_and_keeps_the_keyboard_where_it_was(page: Page, alex: User) -> None:
    day = newest_night(alex) - 3 * ONE
    open_day(page, day)
    page.evaluate("window.sameDocument = true")

    page.locator(".day-pager a[rel=prev]").focus()
    page.keyboard.press("Enter")

    stands_on(page, day - ONE)
    assert page.evaluate("window.sameDocument") is True
    expect(page.locator(".day-pager a[rel=prev]")).to_be_focused()


def test_keys_that_are_typed_or_belong_to_a_sheet_turn_nothing(page: Page, alex: User) -> None:
    day = newest_night(alex) - 3 * ONE
    open_day(page, day)

    page.locator("#day-jump").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Alt+ArrowUp")
    stands_on(page, day)
    page.locator(".day-number-label").first.click()
    expect(page.locator("#receipt-body")).to_contain_text("From")
    page.keyboard.press("ArrowLeft")
    stands_on(page, day)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    stands_on(page, day + ONE)


def test_nothing_turns_beyond_today(page: Page, alex: User) -> None:
    page.goto("/day/")

    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)

    assert page.url.endswith("/day/")


def test_a_swipe_turns_the_day_and_a_scroll_does_not(
    browser: Browser, live_server: live_server_helper.LiveServer, alex: User
) -> None:
    day = newest_night(alex) - 3 * ONE
    phone = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    log_in(phone, alex)
    page = phone.new_page()
    open_day(page, day)

    swipe(page, (300, 500), (80, 520))
    stands_on(page, day + ONE)
    swipe(page, (80, 500), (300, 480))
    stands_on(page, day)
    swipe(page, (200, 600), (150, 300))
    page.wait_for_timeout(300)
    stands_on(page, day)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    phone.close()


def swipe(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    """A finger that moves quickly from one point to another."""
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point(start)]})
    for part in (0.3, 0.6, 1):
        middle = tuple(round(a + (b - a) * part) for a, b in zip(start, end, strict=True))
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point(middle)]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


def point(at: tuple[int, ...]) -> dict[str, int]:
    return {"x": at[0], "y": at[1]}


def test_a_number_is_corrected_in_place_and_stands_on_every_page(page: Page, alex: User) -> None:
    day = newest_night(alex)
    page.goto(f"/day/{day}/")
    page.get_by_role("link", name="Sleep score").click()
    page.locator("#receipt").get_by_label("Value", exact=True).fill("61")
    page.locator("#receipt").get_by_role("button", name="Save my value").click()
    expect(page.locator("#receipt-body [role=status]")).to_contain_text("no sync will undo it")
    row = page.locator(".day-number", has_text="Sleep score")
    expect(row).to_contain_text("61")
    expect(row.get_by_label("corrected")).to_be_visible()
    assert page.locator("#receipt").is_visible()  # the page changed below, the sheet stayed

    for address in (f"/sleep/{day}/", "/metrics/sleep.score/", f"/day/{day}/numbers/"):
        page.goto(address)
        expect(page.locator("tr, .day-number", has_text="61").first).to_be_visible()
    assert DailyMetric.objects.get(user=alex, day=day, metric="sleep.score").override == 61


@pytest.mark.parametrize("width", [1280, 1440])
def test_a_number_s_words_stand_on_one_line_and_its_range_has_room(
    page: Page, alex: User, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/day/{newest_night(alex)}/")

    for words in page.locator(".day-number-words").all():
        assert words.evaluate("box => box.clientHeight") < 40
    for drawing in page.locator(".day-number-bar .range-bar").all():
        assert drawing.evaluate("box => box.getBoundingClientRect().width") > 200


def test_a_mark_leads_to_its_line_even_a_folded_one(page: Page, alex: User) -> None:
    day = newest_night(alex)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/day/{day}/")

    mark = page.locator(".timeline-lying a").first
    mark.click(force=True)

    line = page.evaluate("location.hash").removeprefix("#")
    expect(page.locator(f"[id='{line}']")).to_be_in_viewport()


def test_nothing_of_a_day_is_put_into_the_browser_s_storage(page: Page, alex: User) -> None:
    open_day(page, newest_night(alex) - ONE)
    page.keyboard.press("ArrowLeft")
    stands_on(page, newest_night(alex) - 2 * ONE)

    kept = page.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, await caches.keys()])"
    )
    assert "asleep" in page.content()
    assert "asleep" not in kept
    assert "<" not in kept  # no page, whole or in part


def test_without_javascript_the_links_turn_the_days(
    browser: Browser, live_server: live_server_helper.LiveServer, alex: User
) -> None:
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    log_in(plain, alex)
    page = plain.new_page()
    day = newest_night(alex)
    page.goto(f"/day/{day}/")
    page.locator(".day-pager a[rel=prev]").click()
    expect(page.locator("h1")).to_contain_text(f"{(day - ONE).day}")
    page.get_by_role("link", name="Sleep score").click()
    expect(page.get_by_role("heading", name="Sleep score")).to_be_visible()
    plain.close()
