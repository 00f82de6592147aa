"""The order of the tiles: by keyboard alone, and by dragging."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def on_today(page: Page) -> list[str]:
    page.goto("/")
    return page.locator(".tile-label").all_inner_texts()


def test_a_tile_is_moved_and_hidden_by_keyboard_alone(page: Page, alex: User) -> None:
    before = on_today(page)
    menu = page.locator(".tile details.menu summary").nth(1)
    menu.focus()
    page.keyboard.press("Enter")
    earlier = page.get_by_role("button", name="Move earlier").locator("visible=true")
    for _step in range(3):  # past the receipt, or past the two ways on from a night that is not here yet
        page.keyboard.press("Tab")
        if earlier.evaluate("button => button === document.activeElement"):
            break
    expect(earlier).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".tile-label").first).to_have_text(before[1])

    page.goto("/today/arrange/")
    page.locator("[id^=hide-]").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hidden")).to_be_visible()
    assert before[1] not in on_today(page)


def test_the_keyboard_goes_on_where_a_tile_was_moved(page: Page, alex: User) -> None:
    names = on_today(page)
    page.locator(".tile details.menu summary").nth(2).focus()
    for steps in range(2):
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Move earlier").locator("visible=true").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator(".tile-label").nth(1 - steps)).to_have_text(names[2])
        expect(page.locator(":focus")).to_have_attribute("aria-label", f"More for {names[2]}")

    page.goto("/today/arrange/")
    page.locator("[id^=earlier-]").nth(1).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile("^Move .* later$"))


def test_a_line_is_dragged_to_the_top(page: Page, alex: User) -> None:
    before = on_today(page)
    page.goto("/today/arrange/")
    handle, top = page.locator(".arrange-handle").nth(3), page.locator("[data-arrange] > li").first
    box, target = handle.bounding_box(), top.bounding_box()
    assert box and target
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(target["x"] + 20, target["y"] + 3, steps=8)
    with page.expect_navigation():
        page.mouse.up()
    assert on_today(page) == [before[3], *before[:3], *before[4:]]
