"""Feel first, score second."""

from datetime import timedelta

import pytest

from journal.models import JournalSettings, Rested
from metrics.models import DailyMetric
from metrics.tests.factories import DailyMetricFactory

from .conftest import NOON, TODAY, at
from .test_check_in import page

SECRET = 4321  # a number that stands nowhere else


@pytest.fixture
def scores(anna):
    for back in range(30):
        day = TODAY - timedelta(days=back)
        DailyMetricFactory(user=anna, day=day, metric="sleep.lowest_hr", value=41.0)
        DailyMetricFactory(user=anna, day=day, metric="activity.steps", value=float(SECRET))


@pytest.fixture
def asked(anna):
    JournalSettings.objects.create(user=anna, feel_first=True)


def shows_scores(browser):
    return "4,321" in page(browser.get("/"))


def test_scores_are_shown_to_who_is_not_asked(browser, scores):
    assert shows_scores(browser)
    assert "feel-first" not in page(browser.get("/"))


def test_until_answered_no_score_is_in_the_page_at_all(browser, scores, asked):
    shown = page(browser.get("/"))

    assert not shows_scores(browser)
    assert (
        "4,321" not in shown and "bpm" not in shown and "/figures/" not in shown and "strip-cell" not in shown
    )
    assert "Answer first, or show anyway" in shown


@pytest.mark.parametrize(("value", "kept"), [("4", 4), ("", None), ("9", None), ("x", None)])
def test_an_answer_or_skipping_shows_them(browser, anna, scores, asked, value, kept):
    browser.post("/journal/rested/", {"value": value})

    assert shows_scores(browser)
    assert Rested.objects.get(user=anna, day=TODAY).value == kept
    said = DailyMetric.objects.filter(user=anna, metric="mood.rested").values_list("day", "value")
    assert list(said) == ([(TODAY, kept)] if kept else [])


def test_it_is_of_today_also_in_the_morning_and_asked_anew_tomorrow(
    browser, anna, asked, scores, monkeypatch
):
    at(monkeypatch, NOON - timedelta(hours=5))
    browser.post("/journal/rested/", {"value": "2"})
    assert Rested.objects.get().day == TODAY

    at(monkeypatch, NOON + timedelta(hours=20))
    assert "feel-first" in page(browser.get("/"))


def test_the_question_changes_nothing_for_another_person(browser, other, asked, client):
    client.force_login(other)

    assert "feel-first" not in page(client.get("/"))
    assert client.get("/journal/rested/").status_code == 405
