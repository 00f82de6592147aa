"""The whole journal goes out, for its owner alone, and comes in again as it was."""

import json
from datetime import date, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from journal.models import DailyLog, JournalSettings, Prompt, Reflection, Tag
from journal.services.checkin import Answer, Said, check_in, rested_answer
from journal.services.reflections import Written, reflection_write
from journal.services.tags import tag_save
from metrics.models import DailyMetric

from .conftest import TODAY, YESTERDAY, browser_of
from .test_import import bring_in, send

JSON, MARKDOWN = "/journal/export/json/", "/journal/export/markdown/"
FORMULA = "=cmd|' /C calc'!A0"


def text(browser, address=JSON) -> str:
    return b"".join(browser.get(address)).decode()


def journal(browser) -> dict:
    found = json.loads(text(browser))
    assert found.pop("exported_at")
    return found


@pytest.fixture
def full(anna, coffee, walk, late_meal):
    """A journal with one of everything."""
    JournalSettings.objects.create(user=anna, words={"mood": ["1st", "2nd", "3rd", "4th", "5th"]})
    tag_save(Tag(user=anna, name="=1+1 ☕", group="Odd", colour="money", archived=True))
    answers = {
        coffee.pk: Answer(True, 2.5),
        walk.pk: Answer(False),
        late_meal.pk: Answer(True, None, time(22, 30)),
    }
    check_in(user=anna, day=TODAY, said=Said(4, 3, 2, f"שלום 👩🏽‍🚀\n{FORMULA}", answers), version=0)
    check_in(user=anna, day=date(2019, 2, 28), said=Said(answers={walk.pk: Answer(True)}), version=0)
    rested_answer(user=anna, value=5)
    for _twice in range(2):
        reflection_write(
            user=anna,
            written=Written(YESTERDAY, "A <b>title</b>", "# Heading\n\n```\n</script>\n```", [coffee]),
        )
    reflection_write(user=anna, written=Written(YESTERDAY, "", "Without a title"))
    Prompt.objects.create(user=anna, text="What now?")


def test_it_comes_in_again_as_it_was(browser, anna, other, full):
    before = journal(browser)
    elsewhere = browser_of(other)
    shown = send(elsewhere, text(browser), "healthdash-journal.json")
    bring_in(elsewhere, shown)

    assert journal(elsewhere) == before
    rows = {
        user: list(
            DailyMetric.objects.filter(user=user)
            .order_by("day", "metric")
            .values_list("day", "metric", "value")
        )
        for user in (anna, other)
    }
    assert rows[anna] == rows[other] != []
    assert "are here already" in " ".join(send(elsewhere, text(browser)).context["shown"].facts)


def test_it_says_its_version_and_nothing_that_was_not_said(browser, anna, walk):
    check_in(user=anna, day=TODAY, said=Said(mood=4, answers={walk.pk: Answer(False)}), version=0)

    found = journal(browser)
    assert (found["format"], found["version"]) == ("healthdash-journal", 1)
    assert found["days"] == [{"day": "2026-11-22", "mood": 4, "answers": [{"tag": "A walk", "yes": False}]}]


def test_deleted_reflections_and_other_people_s_are_not_in_it(browser, anna, other):
    Reflection.objects.create(user=anna, day=TODAY, text="Deleted words", deleted_at="2026-11-22T00:00Z")
    Reflection.objects.create(user=other, day=TODAY, text="Other words")
    DailyLog.objects.create(user=other, day=TODAY, text="Other line")
    Tag.objects.create(user=other, slug="x", name="Other tag")

    for address in (JSON, MARKDOWN):
        assert "words" not in text(browser, address).replace('"words":{}', "") and "Other" not in text(
            browser, address
        )


@pytest.mark.parametrize("address", [JSON, MARKDOWN])
def test_it_is_for_its_owner_alone(anna, full, other, address):
    assert Client().get(address).status_code == 302
    assert "Heading" not in text(browser_of(other), address)
    assert browser_of(anna).post(address).status_code == 405
    answer = browser_of(anna).get(address)
    assert answer.streaming
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="healthdash-journal.')
    assert "no-store" in answer.headers["Cache-Control"] or "private" in answer.headers["Cache-Control"]


def test_markdown_has_a_section_for_each_day(browser, anna, full):
    found = text(browser, MARKDOWN)

    assert [line for line in found.split("\n") if line.startswith("## ")] == [
        "## 2019-02-28, Thursday",
        "## 2026-11-21, Saturday",
        "## 2026-11-22, Sunday",
    ]
    assert "Mood: 4, 4th  \nEnergy: 3, Enough" in found
    assert "Yes: Coffee, 2.50 cups; Late meal, 22:30" in found and "No: A walk" in found
    assert "### A <b>title</b>\n\nTags: Coffee\n\n# Heading" in found
    assert "שלום 👩🏽‍🚀\n=cmd" in found


def test_words_that_cannot_be_read_are_named_and_left_out(browser, anna):
    Reflection.objects.create(user=anna, day=TODAY, title="t", text="x")
    DailyLog.objects.create(user=anna, day=TODAY, mood=3, text="x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_dailylog SET text = %s", [b"of another key"])
        cursor.execute("UPDATE journal_reflection SET text = %s", [b"of another key"])

    [day] = journal(browser)["days"]
    assert (day["mood"], day["text"], day["reflections"]) == (3, None, [{"title": "t", "text": None}])
    assert "cannot be read" in text(browser, MARKDOWN)


def test_an_empty_journal_is_a_file_too(browser, anna):
    assert journal(browser)["days"] == []
    assert text(browser, MARKDOWN).startswith("# Journal")


def test_memory_and_queries_do_not_grow_with_every_day(browser, anna, django_assert_max_num_queries):
    DailyLog.objects.bulk_create(
        DailyLog(user=anna, day=TODAY - timedelta(days=n), text=f"line {n}") for n in range(1000)
    )
    for address in (JSON, MARKDOWN):
        with django_assert_max_num_queries(35):
            assert "line 999" in text(browser, address)


def test_an_export_is_a_plain_upload_as_well(browser, anna, full):
    """The file as it was downloaded, byte by byte."""
    raw = b"".join(browser.get(JSON))
    answer = browser.post("/journal/import/", {"file": SimpleUploadedFile("x.json", raw)}, follow=True)

    assert "This is an export of healthdash." in answer.content.decode()
