"""The first visit of a morning: what comes meanwhile fills the page, beside a half-written check-in."""

import re
from datetime import date, timedelta

import pytest
from django.db.models import Q
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.services import bump_generation
from integrations.models import Connection, Heartbeat
from journal.models import DailyLog, JournalSettings
from metrics import ingest
from metrics.models import DailyMetric
from metrics.records import Daily

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAIT = 20_000  # the page asks every ten seconds
OF_NIGHTS = Q(metric__startswith="sleep.") | Q(metric__startswith="readiness.")


@pytest.fixture
def morning(alex: User, monkeypatch: pytest.MonkeyPatch) -> date:
    """The day, whatever the clock says: last night has not come, and the day is not checked in yet."""
    monkeypatch.setattr("healthdash.pages.last_night.UNTIL_HOUR", 24)
    monkeypatch.setattr("healthdash.pages.numbers.is_due", lambda *given: True)
    JournalSettings.objects.filter(user=alex).update(feel_first=False)
    DailyLog.objects.filter(user=alex, day__gte=alex.today() - timedelta(days=1)).delete()
    DailyMetric.objects.filter(OF_NIGHTS, user=alex, day__gte=alex.today()).delete()
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
    Connection.objects.update(last_success_at=None, next_sync_at=timezone.now() + timedelta(hours=1))
    return alex.today()


def a_night_comes(user: User, day: date) -> None:
    """As a run writes it."""
    ingest.store(
        user_id=user.pk, source="oura", records=[Daily(day, "sleep.total", 26_880.0)], now=timezone.now()
    )
    bump_generation(user.pk)


def filled(page: Page) -> Locator:
    return page.get_by_role("link", name=re.compile("^Sleep, 7 hours 28 minutes, last night"))


def test_tiles_fill_in_place_under_a_half_written_check_in(page: Page, alex: User, morning: date) -> None:
    with page.expect_response("**/today/waiting/"):
        page.goto("/")
    assert Connection.objects.get(provider="oura").queued_until, "the source is asked by itself"
    expect(page.locator("h1")).to_contain_text("Last night is not here yet")
    page.locator("#trend").scroll_into_view_if_needed()
    expect(page.locator("#trend .chart-frame.is-drawn")).to_be_visible()
    page.get_by_role("group", name="Mood").get_by_role("radio", name="4").click()
    line = page.get_by_label("A line about the day")
    line.press_sequentially("Half a sent")
    page.evaluate("window.hasStayed = true")

    with page.expect_response("**/figures/trend/**"):
        a_night_comes(alex, morning)
        expect(filled(page)).to_be_visible(timeout=WAIT)

    expect(page.locator("h1")).not_to_contain_text("Last night is not here yet")
    expect(page.locator("#today-strip")).to_contain_text("7 h 28 min")
    expect(page.locator("#today-lines")).to_be_hidden()
    assert page.evaluate("window.hasStayed")
    line.press_sequentially("ence")
    expect(line).to_have_value("Half a sentence")
    expect(line).to_be_focused()
    expect(page.get_by_role("group", name="Mood").get_by_role("radio", name="4")).to_be_checked()


def test_whoever_stands_on_a_tile_stays_there_when_it_fills(page: Page, alex: User, morning: date) -> None:
    page.clock.install()
    page.goto("/")
    page.locator("#today-tiles a").first.focus()
    a_night_comes(alex, morning)
    page.clock.run_for(10_000)
    expect(filled(page)).to_be_focused(timeout=WAIT)


def test_a_page_that_fills_shuts_no_menu_and_asks_no_more_once_it_is_full(
    page: Page, alex: User, morning: date
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "waiting" in request.url else None)
    page.clock.install()
    page.goto("/")
    menu = page.locator("#today-tiles details").first
    menu.locator("summary").click()
    a_night_comes(alex, morning)
    page.clock.run_for(30_000)
    expect(filled(page)).to_have_count(0)
    assert menu.get_attribute("open") is not None

    page.keyboard.press("Escape")
    page.clock.run_for(10_000)
    expect(filled(page)).to_be_visible(timeout=WAIT)
    so_far = len(asked)
    page.clock.run_for(60_000)
    assert len(asked) == so_far
