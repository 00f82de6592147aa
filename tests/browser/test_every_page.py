"""Every page with numbers that travelled the real way: phone and desktop, light and dark, nothing blocked."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.models import User

from .household import newest_night

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WITH_CHARTS = {
    "/": 1,
    "/?range=365": 1,
    "/sleep/": 6,
    "/recovery/?range=90&compare=before": 5,
    "/activity/": 5,
    "/work/": 4,
    "/money/?currency=EUR": 5,
    "/vitals/": 3,
    "/sleep/{day}/": 1,
    "/metrics/sleep.hrv/": 3,
    "/metrics/activity.steps/?range=30": 3,
    "/metrics/stress.summary/": 1,
    "/explore/?a=sleep.hrv&b=activity.steps": 2,
}
WITHOUT = (
    "/sleep/year/",
    "/metrics/sleep.score/{day}/",
    "/figures/trend/?metric=sleep.hrv&range=30&format=table",
    "/metrics/",
    "/corrections/",
    "/more/",
    "/day/{day}/",
    "/day/{day}/numbers/",
    "/today/arrange/",
    "/journal/",
    "/journal/check-in/",
    "/journal/write/",
    "/journal/tags/",
    "/journal/settings/",
    "/journal/import/",
    "/connections/",
    "/connections/oura/disconnect/",
    "/connections/oura/first/",
    "/connections/oura/coverage/",
    "/corrections/days/",
    "/money/entries/",
    "/vitals/entries/",
    "/tables/",
    "/tables/new/",
    "/settings/",
    "/settings/opened/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/email/",
)


@pytest.mark.parametrize("address", WITH_CHARTS)
def test_a_page_with_charts_stands_at_every_width_in_both_themes(
    page: Page, alex: User, address: str
) -> None:
    for look in everyway(page):
        page.goto(address.format(day=newest_night(alex)))
        assert traces_of_charts(page) >= WITH_CHARTS[address], look
        assert_it_fits(page, look)


@pytest.mark.parametrize("part", range(3))  # so that two processes can share them
def test_the_other_pages_do_so_too(page: Page, alex: User, part: int) -> None:
    for look in everyway(page):
        for address in WITHOUT[part::3]:
            page.goto(address.format(day=newest_night(alex)))
            assert_it_fits(page, f"{address}, {look}")


def test_so_do_the_pages_in_front_of_the_door(page: Page) -> None:
    for look in everyway(page):
        for address in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
            page.goto(address)
            assert_it_fits(page, f"{address}, {look}")


def everyway(page: Page) -> Iterator[str]:
    for width, height in ((390, 844), (768, 1024), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            yield f"{theme}, {width} px wide"


def assert_it_fits(page: Page, look: str) -> None:
    """Also with everything opened that can be."""
    expect(page.locator("h1")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, look
    if "768" not in look:  # what a tablet shows is one of the other two in another order
        assert obstacles(page) == [], look


def obstacles(page: Page) -> list[str]:
    """What axe finds that stops a person with a keyboard, a screen reader or weak sight."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def traces_of_charts(page: Page) -> int:
    """How many charts the page has; each of them holds marks that a person can see."""
    frames = page.locator("[data-figure]").all()
    for frame in frames:
        frame.scroll_into_view_if_needed()
        expect(frame).to_have_attribute("data-drawn", re.compile(r"^[1-9]\d*$"))
        assert frame.locator(".trace, .scatterlayer path, .barlayer path, .heatmaplayer image").count() > 0
    return len(frames)


@pytest.mark.parametrize("width", [390, 1280])
def test_numbers_of_today_stay_within_their_tiles_when_letters_are_twice_as_large(
    page: Page, alex: User, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    columns = "tiles => getComputedStyle(tiles).gridTemplateColumns.split(' ').length"
    usual = page.locator(".tiles").evaluate(columns)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.locator(".tiles").evaluate(columns) == usual - 1
    right = "box => box.getBoundingClientRect().right"
    for one in page.locator(".tile").all():
        edge = one.evaluate(right)
        assert all(part.evaluate(right) <= edge for part in one.locator(".tile-number > span").all())
