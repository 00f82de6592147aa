"""Tags are renamed, merged and archived without losing an answer."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from journal.models import DailyLog, Reflection, Tag, TagAnswer
from journal.services.checkin import Answer, Said, check_in
from journal.services.tags import slug_for, tag_merge, tag_save
from journal.words import answer_words
from metrics import catalogue
from metrics.models import CustomMetric, DailyMetric

from .conftest import TODAY, YESTERDAY, browser_of


def say(user, day, **answers):
    tags = {tag.slug: tag.pk for tag in user.tags.all()}
    log = DailyLog.objects.filter(user=user, day=day).first()
    said = Said(answers={tags[slug]: answer for slug, answer in answers.items()})
    return check_in(user=user, day=day, said=said, version=log.version if log else 0)


def values(user, key):
    rows = DailyMetric.objects.filter(user=user, metric=key, value__isnull=False)
    return dict(rows.values_list("day", "value"))


def test_a_new_name_keeps_key_and_answers(browser, anna, coffee):
    say(anna, TODAY, coffee=Answer(True, 2))
    browser.post(f"/journal/tags/{coffee.pk}/", {"name": "Espresso", "kind": "amount", "colour": "work"})

    assert values(anna, "tag.coffee") == {TODAY: 1}
    assert str(catalogue.for_user(anna, "tag.coffee").label) == "Espresso"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Café", "cafe"), ("咖啡", "tag"), ("☕", "tag"), ("a/b c", "ab-c"), ("x" * 40, "x" * 40)],
)
def test_any_name_gets_a_key_that_an_address_can_hold(anna, name, slug):
    assert slug_for(anna, name) == slug


def test_names_that_look_alike_get_keys_of_their_own(anna):
    made = [tag_save(Tag(user=anna, name=name)) for name in ("Café", "cafe", "CAFE")]

    assert [tag.slug for tag in made] == ["cafe", "cafe-2", "cafe-3"]


def test_the_same_name_twice_is_refused(browser, anna, coffee):
    answer = browser.post("/journal/tags/", {"name": "COFFEE", "kind": "yes-no", "colour": "journal"})

    assert "You have a tag of this name already" in answer.content.decode()
    assert anna.tags.count() == 1


def test_merging_moves_every_answer_and_its_number(anna, coffee):
    espresso = tag_save(Tag(user=anna, name="Espresso", kind=Tag.Kind.AMOUNT, unit="cups"))
    say(anna, date(2026, 11, 19), espresso=Answer(False))
    say(anna, YESTERDAY, espresso=Answer(True, 1))
    say(anna, TODAY, espresso=Answer(True, 1), coffee=Answer(False))
    reflection = Reflection.objects.create(user=anna, day=TODAY, text="x")
    reflection.tags.add(espresso)

    tag_merge(tag=espresso, into=coffee)

    assert values(anna, "tag.coffee") == {date(2026, 11, 19): 0, YESTERDAY: 1, TODAY: 1}
    assert values(anna, "tag.espresso") == {}
    assert not CustomMetric.objects.filter(key="tag.espresso").exists()
    assert list(reflection.tags.all()) == [coffee]
    assert coffee.answers.get(log__day=YESTERDAY).amount == 1


def test_amounts_of_one_day_add_up(anna, coffee):
    tag_save(Tag(user=anna, name="Espresso", kind=Tag.Kind.AMOUNT, unit="cups"))
    say(anna, TODAY, espresso=Answer(True, 1), coffee=Answer(True, 2))
    tag_merge(tag=anna.tags.get(slug="espresso"), into=coffee)

    assert coffee.answers.get().amount == 3


def test_an_amount_is_not_merged_into_a_tag_that_has_no_place_for_it(anna, coffee, walk):
    with pytest.raises(ValidationError):
        tag_merge(tag=coffee, into=walk)
    assert anna.tags.count() == 2


def test_a_form_that_was_open_while_tags_were_merged_is_told(browser, anna, coffee, walk):
    say(anna, TODAY, **{"a-walk": Answer(True)})
    hike = tag_save(Tag(user=anna, name="Hike"))
    tag_merge(tag=walk, into=hike)
    answer = browser.post("/journal/check-in/", {"day": TODAY, "version": 1, "mood": 3})

    assert "changed in another tab" in answer.content.decode()
    assert hike.answers.get().yes


def test_an_archived_tag_is_not_asked_but_keeps_its_answers(browser, anna, coffee, walk):
    say(anna, YESTERDAY, coffee=Answer(True, 2))
    browser.post(f"/journal/tags/{coffee.pk}/archive/")

    asked = browser.get("/journal/check-in/").context["card"].form.tags
    assert [tag.name for tag in asked] == ["A walk"]
    edited = browser.get(f"/journal/check-in/?day={YESTERDAY}")
    assert "Coffee" in edited.content.decode()
    assert values(anna, "tag.coffee") == {YESTERDAY: 1}


def test_answers_with_an_amount_are_not_dropped_by_a_change_of_kind(browser, anna, coffee):
    say(anna, TODAY, coffee=Answer(True, 2))
    browser.post(f"/journal/tags/{coffee.pk}/", {"name": "Coffee", "kind": "yes-no", "colour": "journal"})

    coffee.refresh_from_db()
    assert coffee.kind == Tag.Kind.AMOUNT


@pytest.mark.parametrize("path", ["", "archive/", "merge/"])
def test_another_person_cannot_reach_a_tag_by_its_number(other, coffee, path):
    stranger = browser_of(other)

    assert stranger.post(f"/journal/tags/{coffee.pk}/{path}", {"name": "Mine"}).status_code == 404
    coffee.refresh_from_db()
    assert (coffee.name, coffee.archived) == ("Coffee", False)


def test_a_tag_cannot_be_merged_into_another_person_s(anna, other, browser, coffee):
    theirs = tag_save(Tag(user=other, name="Theirs", kind=Tag.Kind.AMOUNT, unit="cups"))
    browser.post(f"/journal/tags/{coffee.pk}/merge/", {"into": theirs.pk})

    assert anna.tags.get() == coffee


def test_a_name_is_text_and_not_markup(browser, anna):
    browser.post("/journal/tags/", {"name": "<b>bold</b>", "kind": "yes-no", "colour": "journal"})

    for page in ("/journal/tags/", "/journal/check-in/"):
        assert "<b>bold" not in browser.get(page).content.decode()


def test_one_of_a_starters_unit_is_said_in_the_singular(anna):
    coffee = Tag(user=anna, name="Coffee", kind=Tag.Kind.AMOUNT, unit="cups")
    walk = Tag(user=anna, name="Walk", kind=Tag.Kind.AMOUNT, unit="km")
    said = [
        answer_words(TagAnswer(tag=tag, amount=amount), anna)
        for tag, amount in ((coffee, 1.0), (coffee, 2.0), (walk, 1.0))
    ]
    assert said == ["Coffee, 1 cup", "Coffee, 2 cups", "Walk, 1 km"]
