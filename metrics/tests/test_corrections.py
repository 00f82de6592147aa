"""A person's word stands, can be undone, and never becomes the source's."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.tests.factories import UserFactory
from metrics import corrections, ingest
from metrics.models import Correction, DailyMetric
from metrics.records import Daily

from .factories import DAY, NOW, DailyMetricFactory, SleepPeriodFactory

pytestmark = pytest.mark.django_db
TOTAL = {"day": DAY, "metric": "sleep.total", "source": "oura"}


def of(row):
    """The arguments that name whose it is and which number."""
    return {"user": row.user, "by": row.user, "day": row.day, "metric": row.metric, "source": row.source}


def sync(user, *records):
    with transaction.atomic():
        ingest.store(user_id=user.pk, source="oura", records=records, now=NOW + timedelta(hours=1))


def test_a_correction_stands_beside_the_sources_value_and_says_who_and_why():
    row = DailyMetricFactory()
    sister = UserFactory()
    act = corrections.correct_daily(**of(row) | {"by": sister}, value=26_880, reason="The ring slipped off")
    row.refresh_from_db()
    assert (row.value, row.override, row.effective) == (27_000, 26_880, 26_880)
    act = Correction.objects.get(pk=act.pk)
    assert (act.by, act.reason, act.source_value) == (sister, "The ring slipped off", 27_000)
    assert (act.before["override"], act.after["override"]) == (None, 26_880)


def test_every_act_makes_the_persons_pages_stale():
    row = DailyMetricFactory()
    act = corrections.correct_daily(**of(row), value=1_000)
    corrections.undo(user=row.user, by=row.user, correction=act)
    row.user.refresh_from_db()
    assert row.user.generation == 2


def test_undo_returns_to_the_state_before():
    row = DailyMetricFactory()
    corrections.correct_daily(**of(row), value=20_000)
    second = corrections.correct_daily(**of(row), value=21_000)
    excluding = corrections.exclude_daily(**of(row), excluded=True)
    states = []
    for act in (excluding, second):
        corrections.undo(user=row.user, by=row.user, correction=act)
        row.refresh_from_db()
        states.append((row.override, row.excluded))
    assert states == [(21_000, False), (20_000, False)]


def test_an_act_is_undone_once():
    row = DailyMetricFactory()
    act = corrections.correct_daily(**of(row), value=20_000)
    undoing = corrections.undo(user=row.user, by=row.user, correction=act)
    for again in (act, undoing):
        with pytest.raises(ValidationError):
            corrections.undo(user=row.user, by=row.user, correction=again)
    assert Correction.objects.count() == 2


def test_the_newest_act_is_undone_first():
    row = DailyMetricFactory()
    first = corrections.correct_daily(**of(row), value=20_000)
    second = corrections.exclude_daily(**of(row), excluded=True)
    with pytest.raises(ValidationError, match="later change"):
        corrections.undo(user=row.user, by=row.user, correction=first)
    corrections.undo(user=row.user, by=row.user, correction=second)
    corrections.undo(user=row.user, by=row.user, correction=first)
    row.refresh_from_db()
    assert (row.override, row.excluded) == (None, False)


def test_nobody_undoes_what_belongs_to_another():
    row, stranger = DailyMetricFactory(), UserFactory()
    act = corrections.correct_daily(**of(row), value=20_000)
    with pytest.raises(Correction.DoesNotExist):
        corrections.undo(user=stranger, by=stranger, correction=act)


def test_another_persons_event_is_not_there():
    event, stranger = SleepPeriodFactory(), UserFactory()
    with pytest.raises(ValidationError):
        corrections.exclude_event(user=stranger, by=stranger, event=event, excluded=True)
    event.refresh_from_db()
    assert not event.excluded


@pytest.mark.parametrize("value", [-1, 90_000, float("nan"), float("inf")])
def test_a_number_that_cannot_be_true_is_refused(value):
    row = DailyMetricFactory()
    with pytest.raises(ValidationError):
        corrections.correct_daily(**of(row), value=value)
    assert not Correction.objects.exists()


def test_the_refusal_names_the_range():
    row = DailyMetricFactory(metric="sleep.lowest_hr", value=50)
    with pytest.raises(ValidationError, match=r"from 25.+bpm to 150.+bpm"):
        corrections.correct_daily(**of(row), value=480)


def test_an_ordinal_takes_only_its_words():
    row = DailyMetricFactory(metric="resilience.level", value=3)
    with pytest.raises(ValidationError):
        corrections.correct_daily(**of(row), value=2.5)
    corrections.correct_daily(**of(row), value=2)


def test_a_number_that_is_not_there_cannot_be_corrected_but_typed_in():
    user = UserFactory()
    with pytest.raises(ValidationError):
        corrections.correct_daily(user=user, by=user, **TOTAL, value=25_000)
    act = corrections.add_manual(user=user, by=user, day=DAY, metric="sleep.total", value=25_000)
    assert DailyMetric.objects.get().source == "manual"
    again = corrections.correct_daily(user=user, by=user, **TOTAL | {"source": "manual"}, value=26_000)
    assert DailyMetric.objects.get().effective == 26_000
    for one in (again, act):
        corrections.undo(user=user, by=user, correction=one)
    assert not DailyMetric.objects.exists()


def test_a_day_that_has_not_come_cannot_be_typed_in():
    user = UserFactory()
    with pytest.raises(ValidationError):
        corrections.add_manual(
            user=user, by=user, day=user.today() + timedelta(days=1), metric="vital.weight", value=70
        )


def test_doing_what_stands_already_is_refused():
    row = DailyMetricFactory(override=20_000)
    with pytest.raises(ValidationError):
        corrections.correct_daily(**of(row), value=20_000)


def test_the_source_can_be_taken_back_and_that_be_undone():
    row = DailyMetricFactory()
    corrections.correct_daily(**of(row), value=20_000)
    act = corrections.use_source(**of(row))
    row.refresh_from_db()
    assert row.override is None
    corrections.undo(user=row.user, by=row.user, correction=act)
    row.refresh_from_db()
    assert row.override == 20_000


def test_taking_back_what_the_source_withdrew_leaves_nothing_and_undo_brings_it_back():
    row = DailyMetricFactory(value=None, override=20_000)
    act = corrections.use_source(**of(row))
    assert not DailyMetric.objects.exists()
    corrections.undo(user=row.user, by=row.user, correction=act)
    assert DailyMetric.objects.get().override == 20_000


def test_a_later_value_of_the_source_is_noticed():
    row = DailyMetricFactory()
    act = corrections.correct_daily(**of(row), value=20_000)
    assert not corrections.source_changed(act)
    sync(row.user, Daily(DAY, "sleep.total", 27_300))
    assert corrections.source_changed(act)
