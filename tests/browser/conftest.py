"""A real browser before a real server."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import Settings, live_server_helper

from accounts.models import User
from integrations.sandbox.people import ALEX

from .household import Household, log_in

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    # Playwright runs an event loop in this thread, in which Django would refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(
    browser: Browser, live_server: live_server_helper.LiveServer, settings: Settings
) -> Iterator[BrowserContext]:
    # The site as a person has it: its own address, whose name passkeys are bound to.
    settings.PUBLIC_URL = live_server.url
    context = browser.new_context(base_url=live_server.url)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser found wrong; a test in which something fails on purpose empties it."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """A page that fails the test when the browser blocked something or a script of ours broke."""
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    assert complaints == []


@pytest.fixture(scope="session")
def demo_household() -> Iterator[Household]:
    household = Household()
    yield household
    household.sandbox.stop()


@pytest.fixture
def household(
    demo_household: Household, live_server: live_server_helper.LiveServer, settings: Settings
) -> Household:
    """Alex with eleven weeks of numbers."""
    settings.PUBLIC_URL = live_server.url
    demo_household.point(settings)
    demo_household.restore()
    return demo_household


@pytest.fixture
def alex(household: Household, context: BrowserContext) -> User:
    """Logged in."""
    user = User.objects.get(email=ALEX.email)
    log_in(context, user)
    return user
