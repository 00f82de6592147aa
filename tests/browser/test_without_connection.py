"""No connection: a page of ours instead of the browser's, and one check-in that waits and is sent later."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from accounts.tests.factories import UserFactory
from journal.days import day_in_question
from journal.models import DailyLog

from .household import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(context: BrowserContext) -> User:
    user = UserFactory()
    log_in(context, user)
    return user


@pytest.fixture
def quiet_page(context: BrowserContext) -> Page:
    """Without the complaint that the browser itself makes about a lost connection."""
    return context.new_page()


def fill_in(page: Page) -> None:
    page.goto("/journal/check-in/")
    page.locator('input[name="mood"][value="4"]').check()
    page.locator("#check-in-text").fill("A walk in the rain")


def waiting(page: Page) -> str | None:
    return page.evaluate("localStorage.getItem('healthdash.check-in')")


def test_a_check_in_waits_and_is_sent_when_the_server_answers(
    quiet_page: Page, context: BrowserContext, person: User
) -> None:
    page = quiet_page
    fill_in(page)
    context.set_offline(True)
    page.get_by_role("button", name="Save the day").click()
    expect(page.get_by_text("this check-in waits on this device")).to_be_visible()
    assert not DailyLog.objects.exists()
    context.set_offline(False)
    page.goto("/journal/")
    for _try in range(50):
        if waiting(page) is None:
            break
        page.wait_for_timeout(100)
    log = DailyLog.objects.get(user=person)
    assert (log.mood, log.text) == (4, "A walk in the rain")


def test_one_that_the_server_cannot_take_is_told_on_every_page_and_is_sent_no_more_by_itself(
    quiet_page: Page, context: BrowserContext, person: User
) -> None:
    """The day was changed elsewhere meanwhile: only the person can say which words stand."""
    page = quiet_page
    fill_in(page)
    context.route("**/journal/check-in/", lambda route: route.abort())
    page.get_by_role("button", name="Save the day").click()
    expect(page.get_by_text("this check-in waits on this device")).to_be_visible()
    DailyLog.objects.create(
        user=person, day=day_in_question(person), mood=2, text="From another phone", version=3
    )
    context.unroute("**/journal/check-in/")
    page.goto("/metrics/")
    line = page.locator(".messages").get_by_text("A check-in of yours still waits")
    expect(line).to_be_visible()

    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto("/journal/")
    expect(line).to_be_visible()
    assert sent == []

    page.get_by_role("link", name="See the check-in").click()
    both = "From another phone\nA walk in the rain"
    expect(page.locator("#check-in-text")).to_have_value(both)
    assert page.url.endswith(f"/journal/check-in/?day={day_in_question(person)}")
    page.get_by_role("button", name="Save the day").click()
    page.wait_for_load_state("networkidle")
    assert waiting(page) is None
    page.goto("/metrics/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not line.is_visible()
    assert DailyLog.objects.get(user=person).text == both


def test_it_is_never_sent_as_somebody_else_and_goes_with_the_log_out(
    quiet_page: Page, context: BrowserContext, person: User
) -> None:
    page = quiet_page
    fill_in(page)
    # Not by taking the network away: when it comes back, an open page sends what waits at once.
    context.route("**/journal/check-in/", lambda route: route.abort())
    page.get_by_role("button", name="Save the day").click()
    said = page.locator("form .status-line", has_text="this check-in waits on this device")
    expect(said.locator(".icon")).to_be_visible()
    context.unroute("**/journal/check-in/")
    context.clear_cookies()
    log_in(context, UserFactory())
    page.goto("/journal/check-in/")
    page.wait_for_load_state("networkidle")
    assert waiting(page)
    assert list(DailyLog.objects.values_list("user", "day", "text")) == []

    page.goto("/settings/")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/accounts/login/**")
    assert waiting(page) is None


def test_without_a_connection_a_page_of_ours_says_so_and_nothing_of_the_person_is_kept(
    quiet_page: Page, context: BrowserContext, person: User
) -> None:
    page = quiet_page
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/journal/")
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    context.set_offline(True)
    page.goto("/sleep/")
    expect(page.get_by_role("heading", name="Your server cannot be reached")).to_be_visible()
    kept = page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                found.push(...(await (await caches.open(name)).keys()));
            return found.map(({ url }) => new URL(url).pathname);
        }"""
    )
    assert "/offline/" in kept
    assert all(path == "/offline/" or path.startswith("/static/") for path in kept)
