"""The household's journal agrees with its life, and grows with it."""

from datetime import UTC, date, datetime, timedelta
from statistics import mean

import pytest

from accounts.models import User
from accounts.tests.factories import UserFactory
from healthdash import diary
from healthdash.diary.said import spoken
from integrations.sandbox.life import day_of, night_of
from integrations.sandbox.people import ALEX, HOUSEHOLD, ROBIN, SAM
from journal.models import DailyLog, JournalSettings, Reflection, Tag, TagAnswer
from metrics import selectors

pytestmark = pytest.mark.django_db

MONDAY_MORNING = datetime(2026, 11, 23, 7, tzinfo=UTC)
ONE = timedelta(days=1)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_MORNING)


def lived(person) -> User:
    user = UserFactory(email=person.email, timezone=person.zone.key)
    diary.write(user, person)
    return user


@pytest.mark.parametrize("person", HOUSEHOLD, ids=lambda person: person.slug)
def test_four_hundred_days_of_words_with_gaps(person):
    user = lived(person)
    days = list(DailyLog.objects.filter(user=user).values_list("day", flat=True).order_by("day"))

    assert 350 < len(days) < 400
    assert days[0] >= date(2026, 11, 21) - timedelta(days=399)
    assert 30 < Reflection.objects.filter(user=user).count() < 100
    answers = TagAnswer.objects.filter(log__user=user)
    assert answers.filter(yes=False).exists()
    assert answers.count() < len(days) * Tag.objects.filter(user=user).count()  # some are not answered


def test_the_day_that_today_asks_about_is_left_open(client):
    user = lived(ALEX)
    client.force_login(user)

    assert DailyLog.objects.latest("day").day == date(2026, 11, 21)  # before noon yesterday is asked about
    assert "Save the day" in client.get("/").content.decode()


def test_a_drink_is_the_one_that_the_night_after_shows():
    user = lived(ALEX)
    said = selectors.history(user=user, metric="tag.alcohol")
    after = {True: [], False: []}
    for day, value in said.items():
        assert bool(value.value) == day_of(ALEX, day).drank
        after[bool(value.value)].append(night_of(ALEX, day + ONE).hrv)

    assert mean(after[True]) < 0.9 * mean(after[False])


def test_mood_and_energy_follow_the_life_behind_them():
    days = [date(2026, 11, 21) - timedelta(days=back) for back in range(400)]
    ill = [spoken(SAM, day).mood for day in days if day_of(SAM, day).ill > 0.5]
    well = [spoken(SAM, day).mood for day in days if day_of(SAM, day).ill == 0]
    after_wine = [spoken(ALEX, day).energy for day in days if day_of(ALEX, day - ONE).drank]
    other = [spoken(ALEX, day).energy for day in days if not day_of(ALEX, day - ONE).drank]

    assert mean(ill) < mean(well) - 0.5
    assert mean(after_wine) < mean(other) - 0.3


def test_the_next_start_adds_the_days_since_and_nothing_else(monkeypatch):
    user = lived(ROBIN)
    before = list(DailyLog.objects.values_list("day", "mood", "text"))
    texts = Reflection.objects.count()

    assert diary.write(user, ROBIN) == 0

    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_MORNING + timedelta(days=10))
    assert 5 <= diary.write(user, ROBIN) <= 10
    kept = list(DailyLog.objects.filter(day__lte=date(2026, 11, 21)).values_list("day", "mood", "text"))
    assert sorted(kept) == sorted(before)
    assert Reflection.objects.filter(day__lte=date(2026, 11, 21)).count() == texts


def test_what_a_visitor_said_and_changed_stays():
    user = lived(ALEX)
    DailyLog.objects.filter(day=date(2026, 11, 21)).update(text="Mine")
    DailyLog.objects.filter(day=date(2026, 11, 18)).delete()
    Tag.objects.filter(user=user, slug="reading").delete()
    JournalSettings.objects.filter(user=user).update(on_this_day=False)

    diary.write(user, ALEX)

    assert DailyLog.objects.get(day=date(2026, 11, 21)).text == "Mine"
    assert not DailyLog.objects.filter(day=date(2026, 11, 18)).exists()
    assert not Tag.objects.filter(user=user, slug="reading").exists()
    assert not JournalSettings.objects.get(user=user).on_this_day


def test_the_same_day_is_told_the_same_way_for_ever():
    assert spoken(ALEX, date(2026, 3, 1)) == spoken(ALEX, date(2026, 3, 1))
    assert spoken(ALEX, date(2026, 3, 1)) != spoken(SAM, date(2026, 3, 1))
