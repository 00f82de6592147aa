"""Each source as a new person meets it: connected, broken, reconnected, reset, disconnected; on each look."""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect
from pytest_django import Settings

from accounts.models import User
from accounts.tests.factories import UserFactory
from integrations.models import Connection, TableMapping
from integrations.sandbox.server import SandboxServer
from integrations.tests.tables.files import workbook
from metrics.models import DailyMetric, Vital

from .household import log_in, run_a_sync
from .test_every_page import traces_of_charts

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


# --- uploaded files -----------------------------------------------------------------------------------

HEADERS = ("Date", "Weight", "Pulse")
MARCH = [(date(2026, 3, 1), 72.4, 58), (date(2026, 3, 2), 72.1, "5B"), (date(2026, 3, 3), 71.9, 57)]
LATER = [*MARCH[:1], (date(2026, 3, 2), 72.1, 59), (date(2026, 3, 4), 71.5, 56)]


def a_file(kind: str, rows: list[tuple[date, float, object]], *headers: str) -> FilePayload:
    lines = [headers or HEADERS, *rows]
    if kind == "xlsx":
        content = workbook(lines)
    else:
        content = "".join(";".join(map(str, line)) + "\n" for line in lines).encode()
    return {"name": f"morning.{kind}", "mimeType": "application/octet-stream", "buffer": content}


def give(page: Page, file: FilePayload) -> None:
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()


def read_in_place(page: Page) -> None:
    """What was just saved is read, and the page tells without being loaded anew."""
    expect(page.locator("main")).to_contain_text("It is about to be read.")
    page.evaluate("window.hasStayed = true")
    Connection.objects.update(queued_until=None)
    run_a_sync(Connection.objects.get())
    expect(page.locator("main")).not_to_contain_text("It is about to be read.")
    assert page.evaluate("window.hasStayed")


def held(metric: str) -> list[tuple[int, float]]:
    rows = Vital.objects.filter(metric=metric).order_by("day").values_list("day", "value")
    return [(day.day, value) for day, value in rows]


@pytest.mark.parametrize(("kind", "keep"), [("csv", "Delete them"), ("xlsx", "Keep them")])
def test_a_file_from_its_upload_to_its_removal(page: Page, anna: User, kind: str, keep: str) -> None:
    page.goto("/tables/new/")
    give(page, {**a_file(kind, MARCH), "name": "morning.xlsx", "buffer": b"%PDF-1.7"})
    stands_on_every_look(page, "This is a PDF document.")
    give(page, a_file(kind, MARCH))

    # Its columns, then its charts and what could not be read; nothing is saved before that.
    stands_on_every_look(page, "What is each column?", "72.4")
    page.get_by_role("button", name="See what it makes").click()
    stands_on_every_look(page, "All 3 rows would be stored", "1 of them has a cell", "Cell C3 holds")
    assert traces_of_charts(page) == 2
    assert not TableMapping.objects.exists()
    page.get_by_role("button", name="Save and read").click()
    read_in_place(page)
    stands_on_every_look(page, f"morning.{kind}", "Rows held", "Cells left out")
    page.get_by_role("link", name="1", exact=True).click()
    stands_on_every_look(page, "1 cell in 3 rows was left out;", "Cell C3 holds")
    assert held("vital.pulse") == [(1, 58), (3, 57)]

    # A newer one replaces, takes back and adds.
    page.goto("/tables/")
    page.get_by_role("link", name="Upload a newer file").click()
    give(page, a_file(kind, LATER))
    expect(page.locator("main")).to_contain_text("All 3 rows would be stored")
    page.get_by_role("button", name="Save and read").click()
    read_in_place(page)
    assert held("vital.pulse") == [(1, 58), (2, 59), (4, 56)]

    # Nonsense is refused, and a header that is gone stops its own column and nothing else.
    page.get_by_role("link", name="Upload a newer file").click()
    give(page, {**a_file(kind, MARCH), "name": "morning.xlsx", "buffer": b"nonsense"})
    stands_on_every_look(page, "called a workbook and is none")
    give(page, a_file(kind, LATER[:2], "Date", "Weight", "Heart"))
    stands_on_every_look(page, 'There is no column "Pulse" any more.')
    page.get_by_role("button", name="Save and read").click()
    read_in_place(page)
    stands_on_every_look(page, 'There is no column "Pulse" any more.')
    assert held("vital.weight") == [(1, 72.4), (2, 72.1)]
    assert held("vital.pulse") == [(1, 58), (2, 59), (4, 56)]

    page.goto("/connections/files/reset/")
    stands_on_every_look(page, "is deleted here and read again")
    page.get_by_role("button", name="Reset Uploaded tables").click()
    expect(page.locator("main")).to_contain_text("its history is read again")
    assert numbers(anna) == 0
    page.goto("/tables/")
    read_in_place(page)
    assert held("vital.weight") == [(1, 72.4), (2, 72.1)]

    page.get_by_role("link", name="Remove").click()
    stands_on_every_look(page, "The table is no longer read")
    page.get_by_text(keep, exact=True).click()
    page.get_by_role("button", name="Remove the table").click()
    stands_on_every_look(page, "No table is here yet.")
    assert len(held("vital.weight")) == (2 if keep == "Keep them" else 0)
