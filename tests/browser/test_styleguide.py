"""Every component in Chromium: narrow and wide, light and dark, within our security policy."""

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

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


# What the browser takes for its own frame, and the ground of the page.
FRAME_AND_GROUND = """() => [
    [...document.querySelectorAll("meta[name=theme-color]")]
        .find(({ media }) => !media || matchMedia(media).matches).content,
    getComputedStyle(document.documentElement).getPropertyValue("--canvas").trim(),
]"""


@pytest.mark.parametrize("chosen", User.Theme.values)
def test_the_browser_s_own_colour_is_the_ground_of_the_page(page: Page, staff: User, chosen: str) -> None:
    User.objects.filter(pk=staff.pk).update(theme=chosen)
    page.reload()
    seen = set()
    for system in ("light", "dark"):
        page.emulate_media(color_scheme=system)
        frame, ground = page.evaluate(FRAME_AND_GROUND)
        assert frame == ground
        seen.add(ground)
    assert len(seen) == (2 if chosen == User.Theme.SYSTEM else 1)


def boxes(page: Page, selector: str) -> list[FloatRect]:
    found = [one.bounding_box() for one in page.locator(f".guide >> nth=0 >> {selector}").all()]
    return [box for box in found if box]


@pytest.mark.parametrize(("width", "columns"), [(335, 1), (344, 2), (500, 2), (640, 3), (1440, 3)])
def test_tiles_stand_in_columns_with_their_labels_on_one_line_and_their_bars_level(
    page: Page, staff: User, width: int, columns: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    assert len({round(box["x"]) for box in boxes(page, ".tile")}) == columns
    assert {box["height"] for box in boxes(page, ".tile-label")} == {20}
    first_row = boxes(page, ".tiles .range-bar")[:columns]
    assert len({round(box["y"]) for box in first_row}) == 1


def test_the_button_of_a_status_line_stands_beside_its_words_or_below_them(page: Page, staff: User) -> None:
    saved = page.locator(".guide >> nth=0 >> .status-line", has_text="stands in")
    words, button, mark = saved.locator("p"), saved.get_by_role("button"), saved.locator(".icon").first
    for width, is_beside in ((320, False), (390, True), (1440, True)):
        page.set_viewport_size({"width": width, "height": 844})
        text, press, icon = words.bounding_box(), button.bounding_box(), mark.bounding_box()
        assert text and press and icon
        assert icon["x"] + icon["width"] < text["x"] and abs(icon["y"] - text["y"]) < 8, width
        assert (press["x"] >= text["x"] + text["width"]) is is_beside, width
        assert is_beside or press["x"] == text["x"]


LONGEST_LINE = """() => Math.max(...[...document.querySelectorAll("main p")].flatMap((p) => {
    const lines = {};
    const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode())
        for (let at = 0; at < node.length; at++) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const { bottom, width } = range.getBoundingClientRect();
            if (width) lines[Math.round(bottom)] = (lines[Math.round(bottom)] ?? 0) + 1;
        }
    return Object.values(lines);
}))"""


def test_no_line_of_text_is_much_longer_than_68_letters(page: Page, staff: User) -> None:
    page.set_viewport_size({"width": 1440, "height": 844})
    assert page.evaluate(LONGEST_LINE) <= 78


def test_saving_is_said_after_400_ms_also_to_who_asked_for_stillness(page: Page, staff: User) -> None:
    page.emulate_media(reduced_motion="reduce")
    form = page.locator(".guide >> nth=0 >> form:has(.button-idle)").first
    idle, busy = form.locator(".button-idle"), form.locator(".button-busy")
    form.evaluate("form => form.classList.add('htmx-request')")
    expect(busy).to_have_css("visibility", "hidden", timeout=200)
    expect(busy).to_have_css("visibility", "visible")
    expect(idle).to_have_css("visibility", "hidden")


def test_whatever_is_pressed_is_44_px_high_to_a_finger(browser: Browser, page: Page, staff: User) -> None:
    held = browser.new_context(storage_state=page.context.storage_state(), has_touch=True, is_mobile=True)
    touched = held.new_page()
    for address, pressed in (
        ("/styleguide/", ".button, .chip, .segment, .menu > summary, .disclosure > summary, .table a"),
        ("/more/", ".list-rows a"),
    ):
        touched.goto(page.url.replace("/styleguide/", address))
        found = [one.bounding_box() for one in touched.locator(f"main :is({pressed}) >> visible=true").all()]
        assert found and min(box["height"] for box in found if box) >= 44, address
    held.close()


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
