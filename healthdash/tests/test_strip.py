"""The strip of the last 14 days: nights beside work, mood, money and tags."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.services import bump_generation
from accounts.tests.factories import UserFactory
from metrics import corrections
from metrics.models import CustomMetric
from metrics.tests.factories import DailyMetricFactory
from metrics.tests.years import live

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(timezone=f"Etc/GMT{timezone.now().hour - 12:+d}")


def give(user, key, *values, source="files"):
    """One a day, the last one of yesterday."""
    for back, value in enumerate(reversed(values), start=1):
        if value is not None:
            day = user.today() - timedelta(days=back)
            DailyMetricFactory(user=user, metric=key, day=day, value=value, source=source)
    bump_generation(user.pk)


def tag(user, slug, label, *values):
    CustomMetric.objects.create(user=user, key=f"tag.{slug}", label=label, group="journal")
    give(user, f"tag.{slug}", *values, source="journal")


def strip_of(user):
    client = Client()
    client.force_login(user)
    return client.get("/").context["strip_of_days"]


def row(user, label):
    [found] = [one for one in strip_of(user).rows if one.label == label]
    return found


def yesterday(user, label):
    return row(user, label).cells[-2]


def test_nights_mood_work_money_and_tags_stand_above_one_another(person):
    live(person, 30, until=person.today(), nights=0)
    give(person, "finance.spent.eur", *[10.0] * 20, source="entries")
    give(person, "work.focus", *[3600.0] * 20)
    give(person, "mood.rating", *[3.0] * 20)
    tag(person, "coffee", "Coffee", *[1.0] * 20)

    assert [one.label for one in strip_of(person).rows] == [
        "Sleep", "Readiness", "Mood", "Focus", "Spent", "Tags",
    ]  # fmt: skip


def test_what_a_person_has_not_has_no_row_and_tiles_fill_up_a_short_strip(person):
    give(person, "vital.glucose", *[5.0 + n % 3 for n in range(20)])
    give(person, "vital.weight", *[72.0] * 20)
    give(person, "mood.rating", *[3.0] * 20)

    assert [one.label for one in strip_of(person).rows] == ["Mood", "Weight", "Glucose"]


def test_pinning_other_tiles_leaves_the_rows_as_they_are(person):
    live(person, 30, until=person.today(), nights=0)
    give(person, "work.focus", *[3600.0] * 20)
    client = Client()
    client.force_login(person)
    client.post("/today/arrange/", {"pin": "spo2.average"})

    assert [one.label for one in strip_of(person).rows] == ["Sleep", "Readiness", "Focus"]


def test_the_tags_of_a_day_are_named(person):
    tag(person, "coffee", "Coffee", *[0.0] * 12, 1.0)
    tag(person, "late", "Late screen", *[0.0] * 12, 1.0)
    tag(person, "walk", "Walk", *[0.0] * 13)
    cells = row(person, "Tags").cells

    assert cells[-2].text == "Coffee, Late screen, step 5 of 5 for you"
    assert cells[-2].step == 5
    assert cells[-3].text == "none of 3 tags, step 3 of 5 for you"


def test_a_day_on_which_no_tag_was_answered_is_missing_and_today_not_yet(person):
    tag(person, "coffee", "Coffee", 1.0, None, 1.0)
    cells = row(person, "Tags").cells

    assert (cells[-3].step, cells[-3].text, cells[-3].is_due) == (None, "nothing recorded", True)
    assert (cells[-1].step, cells[-1].text, cells[-1].is_due) == (None, "nothing yet", False)


def test_a_corrected_answer_is_marked_and_one_that_was_left_out_is_not_counted(person):
    tag(person, "coffee", "Coffee", *[1.0] * 3)
    number = {"user": person, "by": person, "metric": "tag.coffee", "source": "journal"}
    days = [person.today() - timedelta(days=back) for back in (1, 2)]
    corrections.correct_daily(**number, day=days[0], value=0.0)
    corrections.exclude_daily(**number, day=days[1], excluded=True)
    cells = row(person, "Tags").cells

    assert cells[-2].corrected
    assert cells[-2].text.startswith("none of 1 tag, corrected by you")
    assert (cells[-3].excluded, cells[-3].text) == (True, "left out by you")


def test_a_mood_has_its_own_step_not_a_fifth(person):
    give(person, "mood.rating", *[4.0] * 13)

    assert (yesterday(person, "Mood").step, yesterday(person, "Mood").text) == (4, "4")


def test_a_word_has_its_place_among_the_words(person):
    give(person, "stress.summary", *[3.0] * 12, 1.0)

    assert [cell.step for cell in row(person, "Stress").cells[-3:-1]] == [5, 1]
    assert "step" not in yesterday(person, "Stress").text


def test_a_number_that_is_the_same_every_day_is_in_the_middle(person):
    give(person, "readiness.score", *[80.0] * 30)

    assert yesterday(person, "Readiness").text == "80, step 3 of 5 for you"
