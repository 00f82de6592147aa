"""The Connections page while something is being read: it tells by itself, and leaves alone what is open."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from integrations.models import Connection, Heartbeat, StreamState

from .household import run_a_sync

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def connection(alex: User) -> Connection:
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
    return Connection.objects.get(user=alex, provider="oura")


def test_the_card_follows_a_sync_to_its_end(page: Page, connection: Connection) -> None:
    page.goto("/connections/")
    page.get_by_role("button", name="Sync now").click()
    expect(page.get_by_text("A sync is about to start.").first).to_be_visible()
    page.get_by_text("The latest runs").first.click()
    runs = page.locator("#oura-runs tbody tr")
    before = runs.count()
    page.evaluate("window.hasStayed = true")

    run_a_sync(connection)

    expect(page.locator("#oura-now")).to_contain_text("Everything is read.")
    expect(runs).to_have_count(before + 1)
    assert page.evaluate("window.hasStayed")


def test_history_is_seen_to_be_read(page: Page, connection: Connection) -> None:
    """Half of it is there: the bar and the sentence say so, and nothing claims to be asking the source."""
    halfway = timezone.now().date() - timedelta(days=400)
    states = StreamState.objects.filter(connection=connection, backfill_floor__isnull=False)
    states.update(backfill_floor=halfway - timedelta(days=400), backfilled_to=halfway)
    Connection.objects.update(claimed_until=timezone.now() + timedelta(seconds=60))
    page.goto("/connections/")
    bar = page.locator("#oura-now .progress")
    expect(bar).to_contain_text("Reading your history:")
    with page.expect_response("**/connections/oura/"):
        pass
    expect(page.get_by_role("button", name="Test the connection")).to_be_visible()
    states.update(backfilled_to=halfway - timedelta(days=400))
    expect(bar).to_have_count(0)


def test_a_dead_worker_is_told_on_both_pages(page: Page, connection: Connection) -> None:
    Heartbeat.objects.update(at=timezone.now() - timedelta(hours=4))
    Connection.objects.update(next_sync_at=timezone.now() - timedelta(hours=4))
    for address in ("/", "/connections/"):
        page.goto(address)
        expect(page.locator("main")).to_contain_text("the part that fetches is not running")
