"""Stretches of work: stored, rolled up, corrected."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from accounts.tests.factories import UserFactory
from metrics import corrections, ingest, selectors
from metrics.models import Correction, CustomMetric, DailyMetric, WorkSession
from metrics.records import CustomDaily, Work
from metrics.rollups import WORK_KEYS, roll_up

from .factories import DAY, NOW, WorkSessionFactory, work

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def at(hour: float, day: date = DAY) -> datetime:
    """An instant by the clock of Berlin in winter."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 1)


def stretch(**values: Any) -> Work:
    return work(**{"external_id": "1", "title": "", **values})


def store(user, *records):
    stored = ingest.store(user_id=user.pk, source="rize", records=records, now=NOW)
    roll(user, stored.days)
    return stored


def roll(user, days=(DAY,)):
    roll_up(user_id=user.pk, source="rize", days=days, zone=BERLIN, keys=WORK_KEYS, now=NOW)
    return dict(DailyMetric.objects.filter(user=user, value__isnull=False).values_list("metric", "value"))


def test_work_begins_with_the_first_stretch_and_ends_with_the_last():
    user = UserFactory()
    store(user, stretch(), stretch(external_id="2", kind="meeting", start=at(15), end=at(16)))
    assert roll(user) == {"work.first_start": 9 * 3600, "work.last_end": 16 * 3600}


def test_a_break_is_no_work_and_a_word_nobody_knows_is():
    user = UserFactory()
    store(user, stretch(kind="break", start=at(7), end=at(20)), stretch(external_id="2", kind="pairing"))
    assert roll(user) == {"work.first_start": 9 * 3600, "work.last_end": 10.5 * 3600}
    store(user, stretch(external_id="2", kind="break"))
    assert roll(user) == {}


def test_work_past_midnight_through_a_change_of_the_clocks_ends_by_the_new_clock():
    user, day = UserFactory(), date(2026, 3, 28)
    late = stretch(day=day, start=at(23.5, day), end=at(27.5, day), end_utc_offset=7200)
    store(user, late)
    assert roll(user, [day]) == {"work.first_start": 23.5 * 3600, "work.last_end": 28.5 * 3600}


def test_what_is_stored_already_is_not_written_again():
    user = UserFactory()
    assert store(user, stretch(title="Launch plan")).changed == 1
    assert store(user, stretch(title="Launch plan")).changed == 0
    assert store(user, stretch(title="Launch plan, again")).changed == 1


def test_the_words_of_a_stretch_are_encrypted():
    user = UserFactory()
    store(user, stretch(title="Launch plan", description="with Ines"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM metrics_worksession")
        assert "Launch plan" not in repr(cursor.fetchall())
    assert WorkSession.objects.get().title == "Launch plan"


def test_a_corrected_end_corrects_the_day_and_stands_after_the_next_sync():
    user = UserFactory()
    store(user, stretch())
    session = WorkSession.objects.get()
    act = corrections.correct_event(user=user, by=user, event=session, field="end", value=at(12))
    assert act.target == Correction.Target.WORK
    assert roll(user)["work.last_end"] == 12 * 3600
    store(user, stretch(end=at(11)))
    assert roll(user)["work.last_end"] == 12 * 3600
    corrections.undo(user=user, by=user, correction=act)
    assert roll(user)["work.last_end"] == 11 * 3600


def test_a_stretch_that_the_source_deleted_is_gone_unless_a_person_spoke_about_it():
    user = UserFactory()
    store(user, stretch(), stretch(external_id="2", start=at(15), end=at(16)))
    corrections.correct_event(
        user=user, by=user, event=WorkSession.objects.get(external_id="1"), field="start", value=at(8)
    )
    window = {"user_id": user.pk, "source": "rize", "start": DAY, "end": DAY, "now": NOW}
    days = ingest.withdraw_events(**window, table="work", kind=None, keep=set())
    assert roll(user, days) == {"work.first_start": 8 * 3600, "work.last_end": 10.5 * 3600}
    assert [one.withdrawn for one in WorkSession.objects.all()] == [True]


def test_a_corrected_number_of_work_stands_after_the_next_sync():
    user = UserFactory()
    daily = CustomDaily(DAY, "work.category.code", 3600.0, label="Code", unit="s", group="work")
    store(user, daily)
    corrections.correct_daily(
        user=user, by=user, day=DAY, metric="work.category.code", source="rize", value=1800.0
    )
    store(user, CustomDaily(DAY, "work.category.code", 4000.0, label="Code", unit="s", group="work"))
    found = selectors.daily(user=user, metrics=["work.category.code"], start=DAY, end=DAY)
    assert found["work.category.code"][DAY].value == 1800.0


def test_a_metric_found_with_a_person_is_theirs_and_they_may_rename_it():
    user, other = UserFactory(), UserFactory()
    daily = CustomDaily(DAY, "work.category.code", 3600.0, label="Code", unit="s", group="work")
    store(user, daily)
    CustomMetric.objects.filter(user=user).update(label="My code")
    store(user, daily)
    assert [(c.user, c.label) for c in CustomMetric.objects.all()] == [(user, "My code")]
    assert ingest.custom_keys(user_id=user.pk, families={"work.category."}) == {"work.category.code"}
    assert ingest.custom_keys(user_id=user.pk, families={"work.project."}) == set()
    assert ingest.custom_keys(user_id=other.pk, families={"work.category."}) == set()


def test_the_receipt_of_the_start_of_work_shows_the_stretches():
    session = WorkSessionFactory()
    receipt = selectors.provenance(user=session.user, metric="work.first_start", day=DAY)
    assert receipt.events == [session]
