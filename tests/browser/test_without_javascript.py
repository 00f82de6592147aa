"""Reading, correcting and connecting in a browser that runs no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from accounts.tests.factories import UserFactory
from integrations.models import Connection
from integrations.sandbox.people import ALEX

from .household import Household, log_in, newest_night

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain_page(browser: Browser, live_server, household: Household) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def alex(plain_page: Page) -> User:
    user = User.objects.get(email=ALEX.email)
    log_in(plain_page.context, user)
    return user


def test_numbers_are_read(plain_page: Page, alex: User) -> None:
    plain_page.goto("/")
    expect(plain_page.locator(".tile")).to_have_count(6)
    expect(plain_page.locator(".strip")).to_be_visible()
    expect(plain_page.locator(".chart-card .lead")).not_to_be_empty()
    plain_page.get_by_role("link", name="Show as table").click()
    expect(plain_page.locator("table tbody tr").first).to_be_visible()


def test_a_number_is_corrected_and_the_correction_undone(plain_page: Page, alex: User) -> None:
    row = plain_page.locator(f"#day-{newest_night(alex)}")
    plain_page.goto("/metrics/sleep.score/?range=30")
    was = row.locator(".number").first.inner_text()
    row.get_by_role("link", name="Receipt").click()
    plain_page.get_by_label("Value", exact=True).fill("nonsense")
    plain_page.get_by_role("button", name="Save my value").click()
    expect(plain_page.locator(".field-error")).to_be_visible()

    plain_page.get_by_label("Value", exact=True).fill("55")
    plain_page.get_by_role("button", name="Save my value").click()
    expect(row).to_contain_text("55")
    plain_page.get_by_role("button", name="Undo").first.click()
    plain_page.goto("/metrics/sleep.score/?range=30")
    expect(row.locator(".number").first).to_have_text(was)


def test_a_source_is_connected_and_paused(plain_page: Page, household: Household) -> None:
    mira = UserFactory()
    log_in(plain_page.context, mira)
    plain_page.goto("/connections/")
    plain_page.get_by_role("button", name="Connect the sandbox of Oura").click()
    plain_page.get_by_label("Sam").check()
    plain_page.get_by_role("button", name="Allow").click()
    expect(plain_page.get_by_text("Oura is connected.")).to_be_visible()
    plain_page.goto("/connections/")
    plain_page.get_by_role("button", name="Pause").click()
    expect(plain_page.get_by_text("Nothing is fetched until you resume.")).to_be_visible()
    assert Connection.objects.get(user=mira, provider="oura").state == Connection.State.PAUSED
