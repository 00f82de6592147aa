"""A journal that was kept elsewhere comes in: looked at first, never twice, and it can be taken back."""

import json
from datetime import date, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from healthdash.lib import uploads
from journal.imports import files, own, tables
from journal.imports.found import Refused
from journal.models import DailyLog, Import, JournalSettings, Reflection, Tag, TagAnswer
from journal.services.checkin import Answer, Said, check_in
from journal.services.imports import imports_forget
from metrics.models import DailyMetric

from .conftest import NOON, TODAY, YESTERDAY, at, browser_of
from .test_at_rest import everything

PAGE = "/journal/import/"
DAYLIO = """\
full_date,date,weekday,time,mood,activities,scales,note_title,note
2026-11-20,November 20,Friday,21:15,good,"coffee | time with people","","A title","First<br>second"
2026-11-19,November 19,Thursday,22:00,rad,coffee,"","",""
2026-11-19,November 19,Thursday,08:00,meh,reading,"","","Morning note"
2026-11-18,November 18,Wednesday,08:00,dreamy,,"","",""
"""


def page(answer) -> str:
    return answer.content.decode()


def send(browser, content: str | bytes, name: str = "daylio.csv"):
    raw = content.encode() if isinstance(content, str) else content
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, raw)}, follow=True)


def draft_address() -> str:
    return f"{PAGE}{Import.objects.get(done_at=None).pk}/"


def fields(answer) -> dict:
    """The form as it stands on the page."""
    form = answer.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}


def say(browser, answer, press="preview", **more):
    """Fill in the page's form, as it stands there but for `more`."""
    filled = fields(answer) | {name.replace("__", "-"): value for name, value in more.items()}
    return browser.post(draft_address(), filled | {"press": press}, follow=True)


def bring_in(browser, answer, **more):
    looked_at = say(browser, answer, **more)
    return browser.post(draft_address(), fields(looked_at) | {"press": "bring-in"}, follow=True)


def facts(answer) -> str:
    return " ".join(answer.context["shown"].facts)


def refused(answer) -> dict[str, str]:
    return {one.where: one.reason for one in answer.context["shown"].refused}


# --- Daylio ------------------------------------------------------------------------------------------------


def test_daylio_is_recognised_and_looked_at_before_anything_is_written(browser, anna):
    shown = send(browser, DAYLIO)

    assert "This is an export of Daylio." in page(shown)
    assert "2 new check-ins." in facts(shown) and "2 new reflections." in facts(shown)
    assert list(shown.context["shown"].new_tags) == ["coffee", "reading", "time with people"]
    assert refused(shown) == {"Line 5": "It is not said what “dreamy” means."}
    assert not DailyLog.objects.exists() and not Tag.objects.exists() and not Reflection.objects.exists()


def test_a_word_of_ones_own_is_asked_for_and_then_known(browser, anna):
    shown = send(browser, DAYLIO)
    words = {form.label: form.value() for _label, row in shown.context["form"].word_fields for form in row}
    assert words == {"good": "4", "rad": "5", "meh": "3", "dreamy": ""}

    [name] = [
        form.name for _l, row in shown.context["form"].word_fields for form in row if form.label == "dreamy"
    ]
    shown = say(browser, shown, **{name: "2"})
    assert refused(shown) == {}
    assert "3 new check-ins." in facts(shown)


def dreamy(shown) -> str:
    """The field of that word."""
    rows = [row for _label, row in shown.context["form"].word_fields]
    return next(field.name for row in rows for field in row if field.label == "dreamy")


def test_a_word_can_be_left_out(browser, anna):
    shown = send(browser, DAYLIO)
    [name] = [
        form.name for _l, row in shown.context["form"].word_fields for form in row if form.label == "dreamy"
    ]

    shown = say(browser, shown, **{name: "out"})
    assert refused(shown) == {"Line 5": "It says nothing that could be brought in."}


def test_several_entries_of_a_day_become_one(browser, anna):
    bring_in(browser, send(browser, DAYLIO))

    log = DailyLog.objects.get(day=date(2026, 11, 19))
    assert log.mood == 4  # of 5 and 3
    assert {one.tag.name: one.yes for one in log.answers.all()} == {"coffee": True, "reading": True}
    assert [(one.title, one.text) for one in Reflection.objects.order_by("day")] == [
        ("", "Morning note"),
        ("A title", "First\nsecond"),
    ]
    numbers = DailyMetric.objects.filter(user=anna, day=date(2026, 11, 20)).values_list("metric", "value")
    assert dict(numbers) == {"mood.rating": 4, "tag.coffee": 1, "tag.time-with-people": 1}


@pytest.mark.parametrize(
    ("moods", "mean"), [("rad,good", 5), ("good,meh", 4), ("bad,awful", 2), ("meh,meh", 3)]
)
def test_a_half_counts_up(browser, anna, moods, mean):
    rows = "".join(f"2026-11-20,{mood},\n" for mood in moods.split(","))
    bring_in(browser, send(browser, f"full_date,mood,activities\n{rows}"))

    assert DailyLog.objects.get().mood == mean


def test_brought_in_again_nothing_is_written_twice(browser, anna):
    bring_in(browser, send(browser, DAYLIO))
    before = [list(model.objects.order_by("pk").values()) for model in (DailyLog, TagAnswer, Reflection, Tag)]
    shown = send(browser, DAYLIO)

    assert "are here already and are not written twice" in facts(shown)
    assert "0 new check-ins." in facts(shown)
    assert 'value="bring-in"' not in page(shown)
    refusal = browser.post(draft_address(), fields(shown) | {"press": "bring-in"})
    assert "There is nothing to bring in" in page(refusal)
    after = [list(model.objects.order_by("pk").values()) for model in (DailyLog, TagAnswer, Reflection, Tag)]
    assert before == after


# --- What is here already ----------------------------------------------------------------------------------


@pytest.fixture
def mine(anna, coffee):
    check_in(
        user=anna,
        day=date(2026, 11, 20),
        said=Said(mood=1, text="My line", answers={coffee.pk: Answer(False)}),
        version=0,
    )


def test_mine_stays_and_what_i_did_not_answer_is_added(browser, anna, mine):
    shown = send(browser, DAYLIO)
    assert "Something is put into 1 check-in of yours." in facts(shown)
    assert "2 answers of yours differ from the file's and stay." in facts(shown)

    bring_in(browser, shown)
    log = DailyLog.objects.get(day=date(2026, 11, 20))
    assert (log.mood, log.text, log.version) == (1, "My line", 2)
    assert {one.tag.name: one.yes for one in log.answers.all()} == {"Coffee": False, "time with people": True}


def test_the_file_s_takes_its_place_only_when_asked_to(browser, anna, mine):
    shown = say(browser, send(browser, DAYLIO), rule="theirs")
    assert "2 answers of yours are replaced by the file's." in facts(shown)

    bring_in(browser, shown)
    log = DailyLog.objects.get(day=date(2026, 11, 20))
    assert (log.mood, log.text) == (4, "My line")
    assert {one.tag.name: one.yes for one in log.answers.all()} == {"Coffee": True, "time with people": True}
    assert DailyMetric.objects.get(metric="mood.rating", day=date(2026, 11, 20)).value == 4


def test_a_changed_meaning_is_shown_before_it_is_done(browser, anna, mine):
    shown = send(browser, DAYLIO)
    answer = browser.post(
        draft_address(), fields(shown) | {"rule": "theirs", "press": "bring-in"}, follow=True
    )

    assert "Look at what it does now" in page(answer)
    assert DailyLog.objects.get().mood == 1


def test_words_that_cannot_be_read_are_not_written_over(browser, anna):
    DailyLog.objects.create(user=anna, day=TODAY, text="x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_dailylog SET text = %s", [b"not of our key"])
    shown = send(browser, f"date,line,mood\n{TODAY},new words,4\n", "a.csv")
    bring_in(browser, say(browser, shown, rule="theirs"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT text, mood FROM journal_dailylog")
        [(kept, mood)] = cursor.fetchall()
    assert (bytes(kept), mood) == (b"not of our key", 4)


# --- Undo --------------------------------------------------------------------------------------------------


def undo(browser):
    return browser.post(f"{PAGE}{Import.objects.get().pk}/undo/", follow=True)


def test_a_whole_import_is_undone(browser, anna, mine):
    numbers = list(DailyMetric.objects.values_list("day", "metric", "value"))
    bring_in(browser, say(browser, send(browser, DAYLIO), rule="theirs"))
    assert DailyLog.objects.count() == 2

    assert "The import is undone." in page(undo(browser))
    log = DailyLog.objects.get()
    assert (log.mood, log.text, log.answers.get().yes) == (1, "My line", False)
    assert not Reflection.objects.exists()
    assert [tag.name for tag in anna.tags.all()] == ["Coffee"]
    assert list(DailyMetric.objects.values_list("day", "metric", "value")) == numbers
    assert "The import is undone." in page(undo(browser))  # a second press does nothing
    assert DailyLog.objects.get().mood == 1


def test_what_was_changed_since_stays(browser, anna):
    bring_in(browser, send(browser, DAYLIO))
    log = DailyLog.objects.get(day=date(2026, 11, 20))
    held = {one.tag_id: Answer(one.yes) for one in log.answers.all()}
    check_in(user=anna, day=log.day, said=Said(mood=2, energy=3, answers=held), version=log.version)
    browser.post(
        f"/journal/reflections/{Reflection.objects.get(day=log.day).pk}/",
        {"version": 1, "day": log.day, "title": "My title", "text": "Mine now"},
    )

    assert "2 things that you changed since stay." in page(undo(browser))
    log.refresh_from_db()
    assert (log.mood, log.energy, log.answers.count()) == (2, 3, 0)
    assert [one.text for one in Reflection.objects.all()] == ["Mine now"]
    assert not DailyLog.objects.exclude(pk=log.pk).exists()


def test_a_tag_that_is_used_since_stays(browser, anna):
    bring_in(browser, send(browser, DAYLIO))
    coffee = anna.tags.get(name="coffee")
    check_in(user=anna, day=TODAY, said=Said(answers={coffee.pk: Answer(True)}), version=0)
    undo(browser)

    assert [tag.name for tag in anna.tags.all()] == ["coffee"]
    assert list(DailyMetric.objects.values_list("day", "metric")) == [(TODAY, "tag.coffee")]


# --- Any CSV -----------------------------------------------------------------------------------------------

TABLE = """\
When;How;Power;Did;Summary;Heading;Words
03.11.2026;8;2;walk; ran;A line;Title;Text **bold**
"""


def test_any_table_comes_in_by_its_columns(browser, anna):
    content = (
        "When;How;Power;Did;Also;Summary;Heading;Words\n"
        "21.11.2026 08:30;8;2;walk, reading;tea;A line;A title;Text **bold**\n"
        "20.11.2026;3,5;;;;Only a line;;\n"
    )
    shown = send(browser, content, "mine.csv")
    assert shown.context["form"]["column-date"].value() == "When"
    assert "How (8)" in page(shown)

    shown = say(
        browser,
        shown,
        column__date="When",
        column__mood="How",
        column__energy="Power",
        column__tags=["Did", "Also"],
        column__line="Summary",
        column__title="Heading",
        column__text="Words",
        date_format="%d.%m.%Y",
    )
    assert "2 new check-ins." in facts(shown)
    bring_in(browser, shown)
    log = DailyLog.objects.get(day=YESTERDAY)
    assert (log.mood, log.energy, log.text) == (4, 2, "A line")  # 8 of 10 is 4 of 5
    assert set(log.answers.values_list("tag__name", flat=True)) == {"walk", "reading", "tea"}
    assert DailyLog.objects.get(day=date(2026, 11, 20)).mood == 2
    assert (Reflection.objects.get().title, Reflection.objects.get().text) == ("A title", "Text **bold**")


def test_known_headings_are_suggested_and_dates_only_when_they_are_plain(browser, anna):
    shown = send(browser, "Date,Mood,Notes\n2026-11-20,4,x\n", "a.csv")
    assert {name: shown.context["form"][f"column-{name}"].value() for name in ("date", "mood", "text")} == {
        "date": "Date",
        "mood": "Mood",
        "text": "Notes",
    }
    assert "1 new check-in." in facts(shown)

    assert "Say which column holds the date." in page(send(browser, "a,b\n1,2\n", "a.csv"))
    shown = send(browser, "Date,Mood\n03/04/2026,4\n05/06/2026,3\n", "a.csv")
    assert "Say how its dates are written." in page(shown)
    shown = send(browser, "Date,Mood\n13/04/2026,4\n05/06/2026,3\n", "a.csv")
    assert shown.context["form"]["date_format"].value() == "%d/%m/%Y"


def test_every_refused_row_says_why(browser, anna):
    anna.timezone = "Pacific/Apia"
    anna.save()
    content = "date,mood,tags,note\n" + "\n".join(
        [
            "2026-11-20,4,,fine",
            "2026-11-31,4,,",
            "20.11.2026,4,,",
            ",4,,",
            "2026-12-24,4,,",
            "2011-12-30,4,,",
            "2026-11-19,,,",
            f"2026-11-19,4,{'t' * 41},",
            "0026-11-20,4,,",
        ]
    )
    shown = send(browser, content, "a.csv")
    not_a_date, never = "Its date cannot be read.", "This day has not come yet, or never was."
    assert refused(shown) == {
        "Line 3": not_a_date,
        "Line 4": not_a_date,
        "Line 5": not_a_date,
        "Line 6": never,
        "Line 7": never,
        "Line 8": "It says nothing that could be brought in.",
        "Line 9": "A tag of it has no name, or one longer than 40 characters.",
        "Line 10": never,
    }


HOSTILE = '=HYPERLINK("http://evil.example";"x")'


def test_a_formula_or_a_script_is_text(browser, anna):
    quoted = HOSTILE.replace('"', '""')
    row = f'2026-11-20,"{quoted}",=1+1,<b>t</b>,<script>alert(1)</script>'
    rows = f"date,line,tags,title,text\n{row}\n"
    shown = send(browser, rows, "<img src=x>.csv")
    assert "<script>alert" not in page(shown) and "<img src=x>" not in page(shown)
    bring_in(browser, shown)

    assert DailyLog.objects.get().text == HOSTILE
    assert "<script>alert" not in page(browser.get("/journal/"))
    assert [tag.name for tag in anna.tags.all()] == ["=1+1"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"a\x00b\x01\x02\x03\x04\x05", "not a text file"),
        (b"PK\x03\x04zip", "This is a spreadsheet"),
        (b"date,mood\n", "no row below"),
        (b"date,text\n2026-11-20," + b"x" * 100_001, "longer than 100000 characters"),
        (b"date,mood\n" + b"2026-11-20,4\n" * 20_001, "more than 20000 rows"),
        (b'date,"mood\n2026-11-20,4\n', "quotation marks"),
        (b"{not json", "neither a CSV file nor an export"),
        (b'{"format": "something"}', "neither a CSV file nor an export"),
        (b'{"format": "healthdash-journal", "version": 99, "days": []}', "newer healthdash"),
        (b'{"format": "healthdash-journal", "version": 1}', "cut off"),
        (b'{"a":' * 100_000, "neither a CSV file nor an export"),
    ],
)
def test_a_file_that_is_not_one_is_refused_in_a_sentence(browser, anna, content, sentence):
    answer = send(browser, content)

    assert answer.status_code == 200
    assert sentence in page(answer)
    assert not Import.objects.exists()


def test_too_large_a_file_is_refused_and_never_lies_on_disk(browser, anna, monkeypatch):
    kept = []
    monkeypatch.setattr("tempfile.NamedTemporaryFile", lambda *a, **k: kept.append(1))
    assert "larger than 8 MB" in page(send(browser, b"date,mood\n" + b"x" * (9 * 2**20)))
    assert "larger than 8 MB" in page(send(browser, b"y" * (uploads.LARGEST + 2**20)))
    assert kept == []


@given(st.binary(max_size=200))
def test_no_file_is_a_failure_of_ours(content):
    try:
        read = files.read("a.csv", content)
    except Refused:
        return
    assert read["kind"] in ("table", "daylio", "own")


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["2026-11-20", "Coffee", "22:30", 3]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "day",
                    "mood",
                    "text",
                    "answers",
                    "tag",
                    "yes",
                    "amount",
                    "time",
                    "reflections",
                    "title",
                    "tags",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


class Anybody:
    """As much of a person as reading a file needs."""

    from zoneinfo import ZoneInfo

    zone = ZoneInfo("UTC")

    def today(self) -> date:
        return TODAY


@given(days=st.lists(json_values, max_size=4), tags=json_values, prompts=json_values, words=json_values)
def test_no_export_however_odd_is_a_failure_of_ours(days, tags, prompts, words):
    odd = {"format": "healthdash-journal", "version": 1, "days": days, "tags": tags}
    try:
        found = own.read({**odd, "prompts": prompts, "words": words}, Anybody())
    except Refused:
        return
    assert len(found.days) + len(found.refused) >= len(days)


def test_lone_halves_of_characters_are_refused(browser, anna):
    odd = '{"format":"healthdash-journal","version":1,"days":[{"day":"2026-11-20","text":"\\ud800"}]}'

    assert "neither a CSV file nor an export" in page(send(browser, odd))
    assert not Import.objects.exists()
    pair = odd.replace("\\ud800", "\\ud83c\\udf19")
    assert "1 new check-in." in facts(send(browser, pair))


def test_a_scale_of_too_many_words_is_none(browser, anna):
    rows = "".join(f"2026-01-{n % 28 + 1:02},word{n}\n" for n in range(60))
    shown = send(browser, f"date,mood\n{rows}", "a.csv")

    assert "holds more than 40 different words" in page(shown)
    assert len(refused(shown)) == 60


def test_more_new_tags_than_anybody_can_be_asked_for_are_left_out(browser, anna):
    rows = "".join(
        f"2026-{n // 28 + 1:02}-{n % 28 + 1:02},{'|'.join(f'tag {n}-{m}' for m in range(10))}\n"
        for n in range(30)
    )
    shown = send(browser, f"date,tags\n{rows}", "a.csv")

    assert len(shown.context["shown"].new_tags) == 200
    assert len(refused(shown)) == 10


@given(st.dates(date(1970, 1, 1), date(2026, 12, 31)), st.sampled_from(list(tables.FORMATS)))
def test_every_form_of_date_is_read_as_it_was_written(day, form):
    assert tables.read_date(day.strftime(form), form) == day
    assert tables.read_date(f"{day.strftime(form)} 21:15", form) == day


# --- At rest, and whose it is ------------------------------------------------------------------------------


def test_a_draft_and_what_undoing_needs_reveal_no_word_in_the_database(browser, anna):
    check_in(user=anna, day=date(2026, 11, 20), said=Said(text="Unverwechselbar mine"), version=0)
    content = "date,line,text\n2026-11-20,Unverwechselbar theirs,Unverwechselbar text\n"
    shown = say(browser, send(browser, content, "Unverwechselbar.csv"), rule="theirs")
    for _stage in ("draft", "done"):
        cells = [cell.decode("latin-1") if isinstance(cell, bytes) else str(cell) for cell in everything()]
        assert not [cell for cell in cells if "unverwechselbar" in cell.lower()]
        shown = bring_in(browser, shown) if shown.context.get("form") and "shown" in shown.context else shown
    assert Import.objects.get().done_at
    assert Import.objects.get().file is None


def test_nobody_else_reaches_a_draft_or_an_import(browser, anna, other):
    send(browser, DAYLIO)
    address, stranger = draft_address(), browser_of(other)
    assert "A file waits" in page(browser.get(PAGE))
    assert "A file waits" not in page(stranger.get(PAGE))
    for path in ("", "forget/", "undo/"):
        assert stranger.post(f"{address}{path}", {"press": "bring-in"}).status_code == 404
    assert stranger.get(address).status_code == 404

    bring_in(browser, browser.get(address))
    assert stranger.post(f"{PAGE}{Import.objects.get().pk}/undo/").status_code == 404
    assert not DailyLog.objects.filter(user=other).exists()
    assert DailyLog.objects.filter(user=anna).count() == 2


def test_a_forgotten_draft_is_gone_and_a_new_file_takes_its_place(browser, anna):
    send(browser, DAYLIO)
    send(browser, DAYLIO)
    assert Import.objects.count() == 1
    browser.post(f"{draft_address()}forget/")
    assert not Import.objects.exists()


def test_drafts_are_kept_for_a_day_and_what_undoing_needs_for_thirty(browser, anna, monkeypatch):
    bring_in(browser, send(browser, DAYLIO))
    send(browser, "date,mood\n2026-10-01,4\n", "a.csv")
    at(monkeypatch, NOON + timedelta(days=2))
    imports_forget()
    assert [one.is_draft for one in Import.objects.all()] == [False]
    at(monkeypatch, NOON + timedelta(days=31))
    imports_forget()
    assert not Import.objects.exists()
    assert Reflection.objects.count() == 2


def test_two_presses_bring_it_in_once(browser, anna, monkeypatch):
    shown = send(browser, DAYLIO)
    address, filled = draft_address(), fields(say(browser, shown)) | {"press": "bring-in"}
    browser.post(address, filled)

    assert browser.post(address, filled).status_code == 404
    assert Reflection.objects.count() == 2


def test_years_are_brought_in_within_seconds(browser, anna, django_assert_max_num_queries):
    rows = "".join(
        f"{TODAY - timedelta(days=n)},{n % 5 + 1},coffee|walk,A line {n},A text {n}\n" for n in range(1000)
    )
    shown = send(browser, f"date,mood,tags,line,text\n{rows}", "a.csv")
    with django_assert_max_num_queries(120):
        bring_in(browser, shown)

    assert DailyLog.objects.count() == Reflection.objects.count() == 1000
    assert DailyMetric.objects.count() == 3000


def test_amounts_that_a_tag_here_has_no_place_for_are_left_out(browser, anna):
    Tag.objects.create(user=anna, slug="coffee", name="Coffee")
    export = {
        "format": "healthdash-journal",
        "version": 1,
        "days": [{"day": "2026-11-20", "answers": [{"tag": "coffee", "yes": True, "amount": 2}]}],
    }
    bring_in(browser, send(browser, json.dumps(export), "a.json"))

    assert TagAnswer.objects.get().amount is None
    assert "is here already" in facts(send(browser, json.dumps(export), "a.json"))


def test_own_words_come_in_only_where_there_are_none(browser, anna):
    JournalSettings.objects.create(user=anna, words={"mood": ["a", "b", "c", "d", "e"]})
    export = {
        "format": "healthdash-journal",
        "version": 1,
        "days": [],
        "words": {"mood": ["v", "w", "x", "y", "z"], "energy": ["1", "2", "3", "4", "5"]},
    }
    bring_in(browser, send(browser, json.dumps(export), "a.json"))

    words = JournalSettings.objects.get().words
    assert (words["mood"][0], words["energy"][0]) == ("a", "1")
    undo(browser)
    assert JournalSettings.objects.get().words == {"mood": ["a", "b", "c", "d", "e"]}


def test_a_time_of_day_is_read(browser, anna):
    export = {
        "format": "healthdash-journal",
        "version": 1,
        "tags": [{"name": "Late meal", "kind": "time"}],
        "days": [{"day": "2026-11-20", "answers": [{"tag": "Late meal", "yes": True, "time": "22:30"}]}],
    }
    bring_in(browser, send(browser, json.dumps(export), "a.json"))

    assert TagAnswer.objects.get().time == time(22, 30)
