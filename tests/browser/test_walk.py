"""Each source as a new person meets it: connected, broken, reconnected, reset, disconnected; on each look."""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from accounts.models import User
from accounts.tests.factories import UserFactory
from integrations.models import Connection
from integrations.sandbox.server import SandboxServer
from metrics.models import DailyMetric

from .household import log_in, run_a_sync

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [(width, theme) for width in (390, 1440) for theme in ("light", "dark")]


@dataclass(frozen=True)
class Source:
    """How a person gives access to one source, and how that access ends at the vendor."""

    slug: str
    label: str
    connect: Callable[[Page, SandboxServer, str], None]  # the last: what the button says
    end_access: Callable[[SandboxServer], object]
    first_sentence: str
    choose: Callable[[Page, SandboxServer], None] = lambda page, sandbox: None  # what is read of it


def allow(page: Page, sandbox: SandboxServer, button: str) -> None:
    """Over the vendor's own page."""
    page.get_by_role("button", name=button).click()
    page.get_by_role("button", name="Allow").click()


def paste_key(page: Page, sandbox: SandboxServer, button: str) -> None:
    card = page.locator("#rize")
    card.get_by_label("Key").fill(sandbox.key("alex"))
    card.get_by_role("button", name=button).click()


def allow_sheets(page: Page, sandbox: SandboxServer, button: str) -> None:
    page.get_by_role("button", name=button).click()
    page.get_by_label("See all your Google Sheets").check()
    page.get_by_role("button", name="Continue").click()


def choose_vitals(page: Page, sandbox: SandboxServer) -> None:
    """The four steps, with what the table itself suggests; then to watch its days come in."""
    expect(page).to_have_url(re.compile("/tables/new/"))
    page.get_by_label("Address of the sheet").fill(sandbox.spreadsheet("alex"))
    page.get_by_role("button", name="Read the sheet").click()
    page.get_by_text("Vitals,").click()
    page.get_by_role("button", name="Read this tab").click()
    page.get_by_role("button", name="See what it makes").click()
    expect(page.locator("main")).to_contain_text("would be stored")
    page.get_by_role("button", name="Save and read").click()
    expect(page.locator("main")).to_contain_text("is about to be read")
    page.goto("/connections/google_sheets/first/")


# One line for each source.
SOURCES = [
    Source("oura", "Oura", allow, lambda sandbox: sandbox.revoke(), "nights, from"),
    Source("rize", "Rize", paste_key, lambda sandbox: sandbox.revoke_key("alex"), "days of work, from"),
    Source(
        "google_sheets",
        "Google Sheets",
        allow_sheets,
        lambda sandbox: sandbox.revoke(),
        "We hold",
        choose_vitals,
    ),
]


@pytest.fixture
def anna(context: BrowserContext, page: Page, sandbox: SandboxServer, settings: Settings) -> User:
    """Logged in, on a server whose policy lets a form lead to this test's sandbox."""
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["form-action"].append(sandbox.url)
    settings.CONTENT_SECURITY_POLICY = policy
    settings.SYNC_BACKFILL_YEARS = 0.05
    settings.SYNC_DEEP_LOOKBACK_DAYS = 7
    user = UserFactory(email="anna@example.org")
    log_in(context, user)
    return user


def stands_on_every_look(page: Page, *words: str) -> None:
    """What the page says is there, and fits, on a phone and on a desktop, light and dark."""
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        for text in words:
            expect(page.locator("main")).to_contain_text(text)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert too_wide <= 0, (page.url, width, theme)


def numbers(user: User) -> int:
    return DailyMetric.objects.filter(user=user, value__isnull=False).count()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.slug)
def test_a_source_from_its_first_minute_to_its_last(
    page: Page, anna: User, sandbox: SandboxServer, source: Source
) -> None:
    page.goto("/connections/")
    stands_on_every_look(page, source.label)
    source.connect(page, sandbox, f"Connect the sandbox of {source.label}")
    source.choose(page, sandbox)
    expect(page).to_have_url(re.compile(f"/connections/{source.slug}/first/$"))
    stands_on_every_look(page, f"{source.label} is connected", "Nothing is here yet.")

    # Its days fill in place, without a new page.
    page.evaluate("window.hasStayed = true")
    connection = Connection.objects.get(user=anna)
    Connection.objects.update(queued_until=None)
    run_a_sync(connection)
    expect(page.locator("#first")).to_contain_text(source.first_sentence)
    assert page.locator(".coverage .cover-data").count() > 5
    assert page.evaluate("window.hasStayed")
    stands_on_every_look(page, "We hold")

    # The access ends at the vendor: said, with the button that helps, and nothing is lost.
    held = numbers(anna)
    source.end_access(sandbox)
    run_a_sync(connection)
    page.goto("/connections/")
    stands_on_every_look(page, "nothing you have is lost")
    assert numbers(anna) == held
    source.connect(page, sandbox, f"Reconnect {source.label}")
    expect(page.locator(f"#{source.slug}-now")).not_to_contain_text("Reconnect")
    assert Connection.objects.get(user=anna).pk == connection.pk
    assert numbers(anna) == held
    Connection.objects.update(queued_until=None)
    run_a_sync(connection)

    page.goto(f"/connections/{source.slug}/reset/")
    stands_on_every_look(page, "is deleted here and read again")
    page.get_by_role("button", name=f"Reset {source.label}").click()
    expect(page.locator("main")).to_contain_text("its history is read again")
    assert numbers(anna) == 0
    Connection.objects.update(queued_until=None)
    run_a_sync(connection)
    assert numbers(anna) == pytest.approx(held, rel=0.02)

    page.goto(f"/connections/{source.slug}/disconnect/")
    stands_on_every_look(page, "is no longer read")
    page.get_by_text("Keep them", exact=True).click()
    page.get_by_role("button", name=f"Disconnect {source.label}").click()
    expect(page.locator("main")).to_contain_text("The source is disconnected.")
    stands_on_every_look(page, f"Connect the sandbox of {source.label}")
    assert not Connection.objects.exists()
    assert numbers(anna) > 0
