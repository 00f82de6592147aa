"""A corrected night stays corrected, and its day's numbers follow."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.tests.factories import UserFactory
from metrics import corrections, ingest, rollups, selectors
from metrics.models import Correction, DailyMetric, SleepPeriod, Workout
from metrics.records import Daily
from metrics.sources import forget_source

from .factories import DAY, NOW, DailyMetricFactory, SleepPeriodFactory, WorkoutFactory, night, workout

pytestmark = pytest.mark.django_db


def mine(event):
    """The arguments that name whose it is and which event."""
    return {"user": event.user, "by": event.user, "event": event}


def sync(user, *records):
    with transaction.atomic():
        ingest.store(user_id=user.pk, source="oura", records=records, now=NOW + timedelta(hours=1))


LATE = datetime(2026, 3, 1, 7, tzinfo=UTC)


def numbers(user):
    return dict(DailyMetric.objects.filter(user=user).values_list("metric", "value"))


def test_a_corrected_end_brings_the_time_in_bed_the_efficiency_and_the_day_along():
    event = SleepPeriodFactory()
    corrections.correct_event(**mine(event), field="end", value=LATE, reason="Still asleep")
    event.refresh_from_db()
    assert (event.end, event.in_bed, event.efficiency) == (LATE, 9 * 3600, 83.3)
    assert event.deep == 5_400
    assert numbers(event.user)["sleep.waketime"] == 8 * 3600
    assert numbers(event.user)["sleep.in_bed"] == 9 * 3600


def test_undoing_it_takes_them_back():
    event = SleepPeriodFactory()
    act = corrections.correct_event(**mine(event), field="end", value=LATE)
    corrections.undo(user=event.user, by=event.user, correction=act)
    event.refresh_from_db()
    assert (event.in_bed, event.efficiency, event.overrides) == (28_800, 94.0, {})
    assert numbers(event.user)["sleep.waketime"] == 7 * 3600


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 2, 28, 22, tzinfo=UTC),
        datetime(2026, 3, 2, tzinfo=UTC),
        LATE.replace(tzinfo=None),
        "07:00",
    ],
)
def test_an_end_that_cannot_be_is_refused(value):
    event = SleepPeriodFactory()
    with pytest.raises(ValidationError):
        corrections.correct_event(**mine(event), field="end", value=value)


@pytest.mark.parametrize(
    ("field", "value"), [("user_id", 1), ("source", "x"), ("in_bed", 1), ("kind", "coma")]
)
def test_only_what_a_person_can_know_is_correctable(field, value):
    event = SleepPeriodFactory()
    with pytest.raises(ValidationError):
        corrections.correct_event(**mine(event), field=field, value=value)


def test_a_nap_that_was_the_night_becomes_the_main_night():
    event = SleepPeriodFactory(kind="ignored")
    act = corrections.correct_event(**mine(event), field="kind", value="night")
    assert numbers(event.user)["sleep.main"] == 27_000
    corrections.undo(user=event.user, by=event.user, correction=act)
    assert numbers(event.user) == {}


def test_an_excluded_night_leaves_the_day_without_numbers_until_it_is_undone():
    event = SleepPeriodFactory()
    act = corrections.exclude_event(**mine(event), excluded=True)
    assert numbers(event.user) == {}
    corrections.undo(user=event.user, by=event.user, correction=act)
    assert numbers(event.user)["sleep.main"] == 27_000


def test_a_workouts_length_follows_its_corrected_end():
    event = WorkoutFactory()
    corrections.correct_event(**mine(event), field="end", value=event.start + timedelta(minutes=90))
    assert numbers(event.user) == {"activity.workouts": 1, "activity.workout_time": 5_400}


def test_fields_are_undone_apart():
    event = SleepPeriodFactory()
    first = corrections.correct_event(**mine(event), field="end", value=LATE)
    corrections.correct_event(**mine(event), field="lowest_hr", value=50)
    corrections.undo(user=event.user, by=event.user, correction=first)
    event.refresh_from_db()
    assert (event.end, event.lowest_hr) == (datetime(2026, 3, 1, 6, tzinfo=UTC), 50)


def test_a_field_corrected_stays_through_syncs_and_the_rest_follows_the_source():
    user = UserFactory()
    sync(user, night())
    event = SleepPeriod.objects.get()
    act = corrections.correct_event(**mine(event), field="end", value=LATE)
    assert not corrections.source_changed(act)
    sync(user, night(end=datetime(2026, 3, 1, 6, 10, tzinfo=UTC), total=27_300))
    event.refresh_from_db()
    assert (event.end, event.total, event.in_bed) == (LATE, 27_300, 9 * 3600)
    assert corrections.source_changed(act)
    corrections.use_source_of_event(**mine(event), field="end")
    event.refresh_from_db()
    assert (event.end, event.in_bed) == (datetime(2026, 3, 1, 6, 10, tzinfo=UTC), 28_800)


def withdraw(user, table="sleep"):
    ingest.withdraw_events(
        user_id=user.pk, source="oura", table=table, kind=None, start=DAY, end=DAY, keep=set(), now=NOW
    )


def test_a_corrected_night_outlives_its_withdrawal():
    event = SleepPeriodFactory()
    corrections.correct_event(**mine(event), field="total", value=25_000)
    withdraw(event.user)
    event.refresh_from_db()
    assert event.withdrawn
    corrections.correct_event(**mine(event), field="lowest_hr", value=50)
    assert numbers(event.user)["sleep.main"] == 25_000
    for act in Correction.objects.all():
        corrections.undo(user=event.user, by=event.user, correction=act)
    assert not SleepPeriod.objects.exists()
    assert numbers(event.user) == {}


def corrected_and_sent_again(user, **changes):
    """A night whose end was corrected, then came back under a new id."""
    sync(user, night("old"))
    old = SleepPeriod.objects.get()
    corrections.correct_event(**mine(old), field="end", value=LATE)
    withdraw(user)
    sync(user, night("new", **changes))
    return old, SleepPeriod.objects.get(external_id="new")


def test_a_correction_is_offered_to_the_new_id_and_carried_over():
    user = UserFactory()
    old, new = corrected_and_sent_again(user, start=datetime(2026, 2, 28, 22, 20, tzinfo=UTC))
    (offer,) = corrections.carry_over_offers(user)
    assert (offer.table, offer.old, offer.new) == ("sleep", old, new)
    corrections.carry_over(user=user, by=user, old=offer.old, new=offer.new)
    event = SleepPeriod.objects.get()
    assert (event.external_id, event.end, event.in_bed) == ("new", LATE, 8 * 3600 + 40 * 60)
    assert corrections.carry_over_offers(user) == []
    assert numbers(user)["sleep.total"] == 27_000


def test_until_then_the_night_counts_once():
    user = UserFactory()
    old, _new = corrected_and_sent_again(user)
    corrections.correct_event(**mine(old), field="lowest_hr", value=50)
    assert numbers(user)["sleep.total"] == 27_000
    assert numbers(user)["sleep.lowest_hr"] == 50


def test_letting_go_of_the_correction_lets_the_new_night_count():
    user = UserFactory()
    old, _new = corrected_and_sent_again(user, total=26_000)
    corrections.let_go(user=user, by=user, old=old)
    assert [event.external_id for event in SleepPeriod.objects.all()] == ["new"]
    assert numbers(user)["sleep.total"] == 26_000


def test_an_excluded_night_stays_excluded_under_a_new_id():
    user = UserFactory()
    sync(user, night("old"))
    old = SleepPeriod.objects.get()
    corrections.exclude_event(**mine(old), excluded=True)
    withdraw(user)
    sync(user, night("new"))
    new = SleepPeriod.objects.get(external_id="new")
    assert selectors.main_night(user=user, day=DAY) is None
    corrections.carry_over(user=user, by=user, old=old, new=new)
    new.refresh_from_db()
    assert new.excluded
    assert SleepPeriod.objects.count() == 1


def test_a_different_night_is_not_offered():
    user = UserFactory()
    corrected_and_sent_again(user, start=datetime(2026, 2, 28, 22, 31, tzinfo=UTC))
    assert corrections.carry_over_offers(user) == []


def test_a_correction_of_a_workout_survives_its_resync():
    user = UserFactory()
    sync(user, workout())
    corrections.correct_event(**mine(Workout.objects.get()), field="calories", value=300)
    sync(user, workout(calories=510.0, title="By the river"))
    event = Workout.objects.get()
    assert (event.calories, event.title, event.overrides["calories"]["source"]) == (300, "By the river", 510)


def test_a_disconnected_source_leaves_what_was_put_right():
    user = UserFactory()
    sync(
        user,
        night("kept"),
        night("gone"),
        workout(),
        Daily(DAY, "sleep.score", 80),
        Daily(DAY, "sleep.hrv", 1),
    )
    kept = SleepPeriod.objects.get(external_id="kept")
    corrections.correct_event(**mine(kept), field="total", value=25_000)
    number = {"user": user, "by": user, "day": DAY, "source": "oura"}
    corrections.correct_daily(**number, metric="sleep.score", value=81)
    DailyMetricFactory(user=user, source="other")
    forget_source(user_id=user.pk, source="oura", zone=user.zone)
    assert [event.external_id for event in SleepPeriod.objects.all()] == ["kept"]
    assert not Workout.objects.exists()
    own = DailyMetric.objects.filter(user=user, source="oura")
    assert own.get(metric="sleep.main").value == 25_000
    assert (own.get(metric="sleep.score").value, own.get(metric="sleep.score").override) == (None, 81)
    assert not own.filter(metric="sleep.hrv").exists()
    assert DailyMetric.objects.filter(source="other").exists()


def test_a_source_that_delivers_a_number_keeps_it_when_an_event_is_corrected():
    event = WorkoutFactory(source="watch")
    DailyMetricFactory(user=event.user, source="watch", metric="activity.workouts", value=7)
    rollups.declare("watch", frozenset({"activity.workout_time"}))
    corrections.correct_event(**mine(event), field="end", value=event.start + timedelta(minutes=90))
    assert numbers(event.user) == {"activity.workouts": 7, "activity.workout_time": 5_400}
