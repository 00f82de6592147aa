"""Every component in Chromium: narrow and wide, light and dark, within our security policy."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BEYOND_THE_EDGE = """() => [...document.querySelectorAll("main *")]
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
    .filter((e) => !e.closest(".table-scroll, .visually-hidden"))
    .map((e) => e.outerHTML.slice(0, 80))"""


@pytest.fixture
def staff(page: Page) -> User:
    user = UserFactory(email="staff@example.org", is_staff=True)
    page.goto("/accounts/login/?next=/styleguide/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    # A click does not wait for the page that it leads to.
    page.wait_for_url("**/styleguide/")
    return user


def test_no_component_reaches_over_the_edge(page: Page, staff: User) -> None:
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        page.reload()
        assert page.evaluate(BEYOND_THE_EDGE) == [], width


def test_shades_stay_where_the_system_chooses_the_colours(page: Page, staff: User) -> None:
    page.emulate_media(forced_colors="active")
    shades = """() => new Set([1, 2, 3, 4, 5].map((step) =>
        getComputedStyle(document.querySelector(`.strip .step-${step}`)).backgroundColor)).size"""
    assert page.evaluate(shades) == 5


def test_the_browser_s_own_colour_follows_the_theme(page: Page, staff: User) -> None:
    def colour() -> str:
        return page.evaluate("document.querySelector('meta[name=theme-color]').content")

    page.emulate_media(color_scheme="light")
    light = colour()
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "before => document.querySelector('meta[name=theme-color]').content !== before", arg=light
    )


def test_a_panel_opens_takes_the_keyboard_and_closes(page: Page, staff: User) -> None:
    opener = page.get_by_role("link", name="Open it as a panel").first
    panel = page.get_by_role("dialog")
    opener.click()
    expect(panel).to_be_visible()
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_menu_closes_on_escape_and_on_a_press_elsewhere(page: Page, staff: User) -> None:
    menu = page.locator("details.menu > summary").first
    entry = page.locator(".menu-list a").first
    menu.click()
    expect(entry).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    page.get_by_role("heading", name="Style guide").click()
    expect(entry).to_be_hidden()
