"""A line from the same day earlier: only where it was asked for, never a hard day, and it can be put away."""

from datetime import date

import pytest

from journal.models import DailyLog, JournalSettings

from .conftest import TODAY, browser_of

YEAR, MONTH = date(2025, 11, 22), date(2026, 10, 22)


@pytest.fixture
def asked(anna):
    return JournalSettings.objects.create(user=anna, on_this_day=True)


def wrote(person, day, text, mood=None):
    return DailyLog.objects.create(user=person, day=day, text=text, mood=mood)


def today(browser):
    return browser.get("/").content.decode()


def test_nobody_is_shown_a_line_who_did_not_ask(anna, browser):
    wrote(anna, YEAR, "A heron by the canal")

    assert "A heron" not in today(browser)


def test_a_year_ago_comes_before_a_month_ago(anna, browser, asked):
    wrote(anna, MONTH, "Rain")
    wrote(anna, YEAR, "A heron by the canal")

    page = today(browser)

    assert "A heron by the canal" in page
    assert "A year ago" in page
    assert "Rain" not in page


def test_a_month_ago_stands_in_where_nothing_was_written_a_year_ago(anna, browser, asked):
    wrote(anna, YEAR, "")
    wrote(anna, MONTH, "Rain\nand more of it")

    page = today(browser)

    assert "Rain" in page
    assert "and more of it" not in page
    assert "A month ago" in page


def test_a_hard_day_is_never_put_before_anybody(anna, browser, asked):
    wrote(anna, YEAR, "The worst of days", mood=1)
    wrote(anna, date(2023, 11, 22), "A walk", mood=4)

    page = today(browser)

    assert "The worst of days" not in page
    assert "3 years ago" in page


def test_it_is_only_ever_ones_own(anna, other, browser, asked):
    wrote(other, YEAR, "A heron by the canal")

    assert "A heron" not in today(browser)


def test_put_away_it_comes_back_tomorrow(anna, browser, asked, monkeypatch):
    wrote(anna, YEAR, "A heron by the canal")

    assert browser.post("/journal/on-this-day/hide/")["Location"] == "/"
    assert "A heron" not in today(browser)

    asked.refresh_from_db()
    assert asked.on_this_day_hidden == TODAY
    asked.on_this_day_hidden = date(2026, 11, 21)
    asked.save()
    assert "A heron" in today(browser)


def test_putting_it_away_is_a_press_and_not_a_visit(anna, browser, asked):
    assert browser.get("/journal/on-this-day/hide/").status_code == 405


def test_it_is_switched_on_in_the_settings_of_the_journal(anna, other, browser):
    browser.post("/journal/settings/", {"on_this_day": "on"})

    assert JournalSettings.objects.get(user=anna).on_this_day
    assert not JournalSettings.objects.filter(user=other).exists()
    assert "same day of last month" in browser_of(other).get("/journal/settings/").content.decode()
