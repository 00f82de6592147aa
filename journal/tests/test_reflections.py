"""Longer words: written safely, found again after a mistake, nobody else's."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from journal.markdown import to_html
from journal.models import Prompt, Reflection
from journal.services.reflections import forget_deleted
from journal.services.tags import tag_save

from .conftest import TODAY, YESTERDAY, browser_of
from .test_check_in import page

WRITE = "/journal/write/"


def write(browser, **more):
    return browser.post(WRITE, {"version": 0, "day": TODAY, "title": "A title", "text": "Words", **more})


def only():
    return Reflection.objects.get()


def test_a_day_may_have_any_number_of_them(browser, anna, walk):
    write(browser, title="First", tags=[walk.pk])
    write(browser, title="Second", text="Some **bold** words\n\n- one\n- two")

    shown = page(browser.get("/journal/"))
    assert "First" in shown and "Second" in shown
    assert "<strong>bold</strong>" in shown and "<li>one</li>" in shown
    assert list(Reflection.objects.get(pk=Reflection.objects.first().pk).user.tags.all()) == [walk]


def test_its_day_can_be_changed(browser):
    write(browser)
    reflection = only()
    browser.post(f"/journal/reflections/{reflection.pk}/", {"version": 1, "day": YESTERDAY, "text": "Words"})

    assert (only().day, only().title, only().text, only().version) == (YESTERDAY, "", "Words", 2)


@pytest.mark.parametrize("day", ["2026-11-23", "2026-02-30", "", "yesterday"])
def test_a_day_that_is_none_is_told_and_the_text_stays(browser, day):
    answer = write(browser, day=day, text="still here")

    assert answer.status_code == 200
    assert "still here" in page(answer)
    assert not Reflection.objects.exists()


def test_deleting_can_be_undone(browser):
    write(browser, text="Once written")
    answer = browser.post(f"/journal/reflections/{only().pk}/delete/", follow=True)
    assert "The reflection is deleted." in page(answer)
    assert "Once written" not in page(answer)
    assert browser.get(f"/journal/reflections/{only().pk}/").status_code == 404

    answer = browser.post(f"/journal/reflections/{only().pk}/restore/", follow=True)
    assert "Once written" in page(answer)


def test_what_was_deleted_goes_for_good_after_a_week(anna):
    now = timezone.now()
    for days in (6, 8):
        Reflection.objects.create(user=anna, day=TODAY, text=f"{days}", deleted_at=now - timedelta(days=days))
    Reflection.objects.create(user=anna, day=TODAY, text="kept")
    forget_deleted()

    assert {one.text for one in Reflection.objects.all()} == {"6", "kept"}


def test_the_later_of_two_tabs_is_told_and_both_texts_stand(browser):
    write(browser, text="At first")
    address = f"/journal/reflections/{only().pk}/"
    browser.post(address, {"version": 1, "day": TODAY, "text": "From the phone"})
    answer = browser.post(address, {"version": 1, "day": TODAY, "text": "From the desk"})

    assert "changed in another tab" in page(answer)
    text = answer.context["form"]["text"].value()
    assert "From the phone" in text and "From the desk" in text
    assert only().text == "From the phone"
    browser.post(address, {"version": answer.context["form"]["version"].value(), "day": TODAY, "text": text})
    assert only().text == text


def test_a_prompt_begins_a_text_and_keeps_what_is_typed(browser, anna):
    Prompt.objects.create(user=anna, text="Wie war's?")
    own = f"own-{Prompt.objects.get().pk}"
    shown = write(browser, title="", text="typed", press=own)
    assert shown.context["form"]["title"].value() == "Wie war's?"
    assert shown.context["form"]["text"].value() == "typed"

    shown = write(browser, title="Mine", text="typed", press="body")
    assert shown.context["form"]["text"].value() == "typed\n\n## What did your body tell you?"
    assert not Reflection.objects.exists()


def test_own_questions_are_added_and_deleted(browser, anna):
    browser.post("/journal/prompts/", {"text": "Mine?"})
    assert "Mine?" in page(browser.get(WRITE))
    browser.post(f"/journal/prompts/{Prompt.objects.get().pk}/delete/")
    assert not Prompt.objects.exists()


@pytest.mark.parametrize("act", ["", "delete/", "restore/"])
def test_another_person_s_cannot_be_reached_by_its_number(browser, other, act):
    write(browser)
    stranger = browser_of(other)
    address = f"/journal/reflections/{only().pk}/{act}"

    assert stranger.post(address, {"version": 1, "day": TODAY, "text": "x"}).status_code == 404
    assert stranger.get(f"/journal/?deleted={only().pk}").status_code == 200
    assert (only().text, only().deleted_at) == ("Words", None)


def test_another_person_s_tag_and_prompt_cannot_be_used(browser, anna, other, walk):
    theirs = tag_save(type(walk)(user=other, name="Theirs"))
    asked = Prompt.objects.create(user=other, text="Theirs?")

    assert write(browser, tags=[theirs.pk]).status_code == 200
    assert "Theirs?" not in page(write(browser, press=f"own-{asked.pk}"))
    assert browser.post(f"/journal/prompts/{asked.pk}/delete/").status_code == 404


@pytest.mark.parametrize("pk", ["9" * 30, "0", "-1", "x", ""])
def test_an_odd_number_in_the_address_is_no_failure_of_ours(browser, pk):
    assert browser.get(f"/journal/?deleted={pk}").status_code == 200


# --- Markdown ------------------------------------------------------------------------------------------

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/p.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    '[x](https://a.example "onmouseover=alert(1)")',
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style>",
    "<iframe src=https://evil.example></iframe>",
    "<svg/onload=alert(1)>",
    "```html\n<script>alert(1)</script>\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!-- x --><b onclick=alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_text_runs_or_loads(browser, attack):
    write(browser, title=attack, text=attack)
    shown = page(browser.get("/journal/"))
    body = shown.split('class="journal-column')[1].split("</main>")[0]

    assert not [bad for bad in ("<script", "<img", "<iframe", "<style", "<svg/", "<b on") if bad in body]
    assert 'href="javascript' not in body.lower() and 'href="data:' not in body and 'href="vb' not in body


@given(st.text(alphabet=st.sampled_from(list("<>[]()!*_`#-|\"'=&:/ \nascript")), max_size=80))
def test_no_text_becomes_a_tag_that_is_not_allowed(text):
    html = to_html(text).lower()

    assert "<script" not in html and "<img" not in html
    assert "javascript:" not in "".join(part.split('"')[0] for part in html.split('href="')[1:])


def test_a_link_says_nothing_about_where_it_was_followed_from():
    assert to_html("[x](https://a.example)") == (
        '<p><a href="https://a.example" rel="noopener noreferrer nofollow">x</a></p>\n'
    )


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "*a **b" * 16_000, "> " * 50_000, "- a\n" * 25_000, "🌙" * 100_000]
)
def test_a_hundred_thousand_characters_are_shown(browser, text):
    write(browser, text=text)

    assert only().text == text.strip()
    assert browser.get("/journal/").status_code == 200


def test_right_to_left_and_emoji_come_back_as_they_were(browser):
    words = "שלום **עולם** 👩🏽‍🚀 مرحبا"
    write(browser, title=words, text=words)

    assert (only().title, only().text) == (words, words)
    assert 'dir="auto"' in page(browser.get("/journal/"))


def test_a_day_of_long_ago(browser):
    write(browser, day=date(1999, 12, 31))

    assert "31 Dec 1999" in page(browser.get("/journal/"))
