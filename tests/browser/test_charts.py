"""Charts in Chromium: drawn under our own security policy, put right in place, gone through by finger."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
from pytest_django import live_server_helper

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from metrics.tests.years import live

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def log_in(page: Page, user: User, to: str) -> None:
    page.goto(f"/accounts/login/?next={to}")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


@pytest.fixture
def mira(live_server: live_server_helper.LiveServer) -> User:
    user = UserFactory(timezone="Europe/Berlin")
    live(user, 40, until=user.today(), nights=2)
    return user


def frames(page: Page) -> dict[str, str]:
    """How many traces each chart of the page has drawn, by the figure's name."""
    for frame in page.locator("[data-figure]").all():
        frame.scroll_into_view_if_needed()
        expect(frame).to_have_attribute("data-drawn", re.compile(r"^\d+$"))
    found = page.locator("[data-figure]").all()
    return {f.get_attribute("data-figure").split("/")[2]: f.get_attribute("data-drawn") for f in found}


def test_every_chart_is_drawn_and_nothing_is_blocked(page: Page, mira: User) -> None:
    log_in(page, mira, "/")
    assert frames(page) == {"trend": "5"}
    for address, names in (
        ("/sleep/", {"night", "sleep-durations", "sleep-times", "trend", "distribution", "weekdays"}),
        (f"/sleep/{mira.today()}/", {"night"}),
        ("/metrics/sleep.hrv/", {"trend", "distribution", "weekdays"}),
    ):
        page.goto(address)
        found = frames(page)
        assert set(found) == names
        assert all(int(drawn) > 0 for drawn in found.values())


def test_dots_are_those_of_a_phone_on_a_phone_and_not_in_a_narrow_card(page: Page, mira: User) -> None:
    log_in(page, mira, "/metrics/sleep.hrv/")
    for width, radius in ((390, "2"), (660, "2.5")):
        page.set_viewport_size({"width": width, "height": 844})
        page.reload()
        frames(page)
        assert page.locator("#trend .chart-frame").evaluate("frame => frame.clientWidth") < 640
        dot = page.locator("#trend .scatterlayer .points path").first
        expect(dot).to_have_attribute("d", re.compile(f"^M{re.escape(radius)},0"))


def test_a_number_its_chart_and_its_sentence_change_at_once(page: Page, mira: User) -> None:
    log_in(page, mira, "/metrics/sleep.total/?range=30")
    frames(page)
    sentence = page.locator("#trend .lead")
    before = sentence.inner_text()
    row = page.locator(f"#day-{mira.today()}")
    was = row.locator(".number").first.inner_text()

    row.get_by_role("link", name="Receipt").click()
    page.locator("#receipt").get_by_label("Value", exact=True).fill("3:30")
    page.get_by_role("button", name="Save my value").click()

    expect(page.locator("#receipt-body [role=status]")).to_contain_text("no sync will undo it")
    expect(row).to_contain_text("3\u202fh\u00a030\u202fmin")
    expect(sentence).not_to_have_text(before)
    expect(page.locator("#trend .chart-frame")).to_have_attribute("aria-label", sentence.inner_text())

    page.locator("#receipt-body [role=status]").get_by_role("button", name="Undo").click()
    expect(row.locator(".number").first).to_have_text(was)
    expect(sentence).to_have_text(before)


def test_another_theme_is_drawn_without_asking_again(page: Page, mira: User) -> None:
    log_in(page, mira, "/metrics/sleep.hrv/?range=30")
    frames(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    line = page.locator("#trend .js-line").last
    light = line.evaluate("line => getComputedStyle(line).stroke")

    page.emulate_media(color_scheme="dark")
    expect(line).not_to_have_css("stroke", light)

    assert not [url for url in asked if "/figures/" in url]


def test_paper_holds_every_chart_whether_it_was_scrolled_to_or_not(page: Page, mira: User) -> None:
    page.emulate_media(color_scheme="dark")
    log_in(page, mira, "/sleep/")
    page.locator("#trend").scroll_into_view_if_needed()
    expect(page.locator("#trend .is-drawn").first).to_be_visible()
    undrawn = page.locator("[data-figure]:not(.is-drawn)")
    assert undrawn.count() > 0
    line = page.locator("#trend .js-line").last
    on_screen = line.evaluate("line => getComputedStyle(line).stroke")

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    assert undrawn.count() == 0
    expect(line).not_to_have_css("stroke", on_screen)  # paper is light
    expect(page.locator(".nav").first).to_be_hidden()
    for box in page.locator(".main-svg, .table-scroll").all():
        assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 1 || box.localName === 'svg'")
        assert box.evaluate("box => box.getBoundingClientRect().right <= innerWidth")

    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(line).to_have_css("stroke", on_screen)


def test_printing_from_the_keyboard_waits_for_what_draws(page: Page, mira: User) -> None:
    page.set_viewport_size({"width": 1280, "height": 200})  # no chart has come into view
    log_in(page, mira, "/")
    expect(page.locator("[data-found]")).to_have_count(1)
    page.evaluate("window.print = () => { document.body.dataset.printed = typeof window.Plotly }")
    assert page.evaluate("window.Plotly") is None

    page.keyboard.press("Control+p")

    expect(page.locator("body")).to_have_attribute("data-printed", "object")


def touch(finger: CDPSession, kind: str, points: list[dict[str, Any]]) -> None:
    finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_a_finger_scrolls_the_page_and_a_second_tap_opens_the_day(
    browser: Browser, live_server: live_server_helper.LiveServer, mira: User
) -> None:
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    log_in(page, mira, "/metrics/sleep.total/?range=30")
    expect(page.locator("#trend .is-drawn")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator("#trend .chart-plot").bounding_box()
    assert box is not None
    x, y = box["x"] + 150, box["y"] + 150

    page.touchscreen.tap(x, y)
    expect(page.locator("#trend .hovertext")).to_be_visible()
    page.touchscreen.tap(x, y)
    page.wait_for_url("**/day/20*/")

    page.go_back()
    expect(page.locator("#trend .is-drawn")).to_be_visible()
    finger = context.new_cdp_session(page)
    touch(finger, "touchStart", [{"x": x, "y": y}])
    for step in range(1, 12):
        touch(finger, "touchMove", [{"x": x, "y": y - 20 * step}])
        page.wait_for_timeout(20)
    touch(finger, "touchEnd", [])
    page.wait_for_function("scrollY > 50")
    context.close()


def test_the_span_and_the_comparison_stand_in_the_address_and_back_leads_back(page: Page, mira: User) -> None:
    log_in(page, mira, "/sleep/")
    page.get_by_role("link", name="90 days").click()
    page.wait_for_url("**/sleep/?range=90*")
    page.get_by_role("link", name="With the 90 days before").click()
    page.wait_for_url("**compare=before*")
    assert "range=90" in page.url

    page.go_back()
    page.go_back()
    page.wait_for_url("**/sleep/")
    expect(page.get_by_role("link", name="30 days", exact=True)).to_have_attribute("aria-current", "true")
    page.goto("/sleep/?from=2026-01-01&to=2026-01-31")
    expect(page.locator("#from")).to_have_value("2026-01-01")
