"""The journal's own pages."""

from datetime import timedelta

from journal.models import JournalSettings
from journal.services.checkin import Answer, Said, check_in
from metrics.models import Annotation
from metrics.tests.factories import AnnotationFactory

from .conftest import TODAY, YESTERDAY
from .test_check_in import PAGE, page, post


def fill(user, days, tag):
    for back in range(days):
        said = Said(mood=3, text=f"Line {back}", answers={tag.pk: Answer(True, 1)})
        check_in(user=user, day=TODAY - timedelta(days=back), said=said, version=0)


def test_the_journal_costs_the_same_number_of_queries_for_any_number_of_days(
    browser, anna, coffee, django_assert_max_num_queries
):
    fill(anna, 40, coffee)
    browser.get("/journal/")

    with django_assert_max_num_queries(12):
        shown = page(browser.get("/journal/"))
    assert "Line 29" in shown and "Line 30" not in shown
    assert "Line 30" in page(browser.get("/journal/?page=2"))


def test_the_check_in_costs_few_queries(browser, anna, coffee, walk, django_assert_max_num_queries):
    fill(anna, 3, coffee)
    browser.get(PAGE)

    with django_assert_max_num_queries(12):
        browser.get(PAGE)


def test_own_words_stand_in_the_buttons_and_stress_is_asked_when_wanted(browser, anna):
    assert "Felt stress" not in page(browser.get(PAGE))
    browser.post("/journal/settings/", {"asks_stress": "on", "mood-0": "Storm", "mood-4": "<Sun>"})

    shown = page(browser.get(PAGE))
    assert "Storm" in shown and "&lt;Sun&gt;" in shown and "Light" in shown
    post(browser, stress=5)
    assert JournalSettings.objects.get().asks_stress
    assert "Felt stress 5, Very high" in page(browser.get("/journal/"))


def test_a_day_is_read_by_its_yeses_and_tells_its_noes_in_one_line(browser, anna, coffee, walk):
    said = Said(mood=3, answers={coffee.pk: Answer(True, 1), walk.pk: Answer(False)})
    check_in(user=anna, day=TODAY, said=said, version=0)

    shown = page(browser.get("/journal/"))
    assert shown.count('class="chip chip-yes"') == 1
    assert "chip-no" not in shown
    assert f"No: {walk.name}" in shown


def test_what_a_source_recorded_as_a_tag_is_shown_as_that_source_s(browser, anna):
    AnnotationFactory(user=anna, day=TODAY, kind=Annotation.Kind.TAG, code="tag_generic_sauna")
    AnnotationFactory(user=anna, day=TODAY, kind=Annotation.Kind.TAG, code="tag_taken_back", withdrawn=True)
    post(browser, mood=3)

    for address in ("/journal/", f"{PAGE}?day={TODAY}"):
        shown = page(browser.get(address))
        assert "sauna" in shown and "generic" not in shown and "Oura" in shown and "taken back" not in shown


def test_today_asks_until_the_day_is_done_and_then_says_one_line(browser):
    assert "data-check-in" in page(browser.get("/"))
    answer = browser.post(
        PAGE, {"day": TODAY, "version": 0, "mood": 4, "back": "today"}, headers={"HX-Request": "true"}
    )

    assert "Today: mood 4." in page(answer)
    assert "<html" not in page(answer)
    again = page(browser.get("/"))
    assert "Today: mood 4." in again and "data-check-in" not in again


def test_yesterday_is_named_as_such(browser):
    post(browser, day=YESTERDAY, mood=4)

    assert "Yesterday" in page(browser.get("/journal/"))
