"""What a source said is stored once, and nothing a person said is touched."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from metrics import ingest
from metrics.models import DailyMetric, IntradaySeries, SleepPeriod, Workout
from metrics.records import Daily, Note, Samples

from .factories import DAY, NOW, DailyMetricFactory, SleepPeriodFactory, night, workout

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def store(user, *records, now=NOW, source="oura"):
    with transaction.atomic():
        return ingest.store(user_id=user.pk, source=source, records=records, now=now)


def writes(queries):
    return [q["sql"] for q in queries if q["sql"].lstrip().startswith(("INSERT", "UPDATE", "DELETE"))]


def everything(day=DAY):
    return (
        Daily(day, "sleep.score", 84.0),
        Daily(day, "readiness.temperature_deviation", -0.1),
        night(curves={"heart_rate": {"interval": 300, "items": (52, None, 51.5)}}),
        workout(),
        Note("tag-1", day, "tag", NOW, None, 3600, code="tag_late_meal", text="Fondue", details={"n": 1}),
        Samples(day, "heart_rate", (0, 300), (60, 61), ("sleep", "sleep")),
    )


def test_a_second_sync_with_nothing_new_writes_nothing():
    user = UserFactory()
    assert store(user, *everything()).changed == 6
    with CaptureQueriesContext(
        connection,
    ) as queries:
        again = store(user, *everything(), now=LATER)
    assert again == ingest.Stored(0, set())
    assert writes(queries.captured_queries) == []
    assert set(DailyMetric.objects.values_list("changed_at", flat=True)) == {NOW}


def test_a_new_value_keeps_when_it_was_first_seen():
    user = UserFactory()
    store(user, Daily(DAY, "sleep.score", 84.0))
    assert store(user, Daily(DAY, "sleep.score", 85.0), now=LATER).changed == 1
    row = DailyMetric.objects.get()
    assert (row.value, row.first_seen, row.changed_at) == (85.0, NOW, LATER)


def test_the_sync_never_touches_what_a_person_said_of_a_number():
    row = DailyMetricFactory(override=25_000.0, excluded=True)
    store(row.user, Daily(DAY, "sleep.total", 26_000.0), now=LATER)
    row.refresh_from_db()
    assert (row.value, row.override, row.excluded) == (26_000.0, 25_000.0, True)


def test_zero_is_a_number():
    user = UserFactory()
    store(user, Daily(DAY, "stress.high", 0.0))
    assert DailyMetric.objects.get().value == 0


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused_as_a_whole(value):
    user = UserFactory()
    with pytest.raises(ValueError, match=r"sleep\.score"):
        store(user, Daily(DAY, "activity.steps", 1.0), Daily(DAY, "sleep.score", value))
    assert not DailyMetric.objects.exists()


def test_of_two_records_with_one_key_the_last_counts():
    user = UserFactory()
    assert store(user, Daily(DAY, "sleep.score", 1.0), Daily(DAY, "sleep.score", 2.0)).changed == 1
    assert DailyMetric.objects.get().value == 2


def test_keys_that_look_alike_stay_apart():
    user = UserFactory()
    keys = ["tag.cafe", "tag.café", "tag.Cafe"]
    store(user, *(Daily(DAY, key, float(n)) for n, key in enumerate(keys)))
    ids = ["aBc", "AbC", "abc"]
    store(user, *(workout(key) for key in ids))
    assert dict(DailyMetric.objects.values_list("metric", "value")) == {k: n for n, k in enumerate(keys)}
    assert set(Workout.objects.values_list("external_id", flat=True)) == set(ids)
    assert store(user, *(workout(key) for key in ids)).changed == 0


def test_people_and_sources_do_not_share_rows():
    one, two = UserFactory(), UserFactory()
    store(one, night())
    store(two, night(total=1))
    store(one, night(total=2), source="other")
    assert sorted(SleepPeriod.objects.values_list("total", flat=True)) == [1, 2, 27_000]


def test_a_night_that_moves_touches_its_old_and_its_new_day():
    user = UserFactory()
    assert store(user, night()).days == {DAY}
    next_day = DAY + timedelta(days=1)
    assert store(user, night(day=next_day)).days == {DAY, next_day}


def test_samples_touch_the_days_around_the_utc_day():
    user = UserFactory()
    stored = store(user, Samples(DAY, "heart_rate", (300, 0), (61, 60)))
    assert stored.days == {DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)}
    assert IntradaySeries.objects.get().samples == {"t": [0, 300], "v": [60, 61]}


def test_a_night_without_curves_and_with_is_a_change():
    user = UserFactory()
    store(user, night())
    curves = {"stages": {"interval": 30, "items": "4421"}}
    assert store(user, replace(night(), curves=curves)).changed == 1
    assert SleepPeriod.objects.get().curves == curves


def withdraw(user, keep=(), metrics=("sleep.total",), start=DAY, end=DAY):
    return ingest.withdraw_daily(
        user_id=user.pk, source="oura", metrics=metrics, start=start, end=end, keep=set(keep), now=LATER
    )


def test_a_number_that_vanished_is_deleted():
    row = DailyMetricFactory()
    kept = DailyMetricFactory(user=row.user, day=DAY - timedelta(days=1))
    other = DailyMetricFactory(user=row.user, source="other")
    stranger = DailyMetricFactory()
    assert withdraw(row.user) == {DAY}
    assert set(DailyMetric.objects.all()) == {kept, other, stranger}


@pytest.mark.parametrize("touch", [{"override": 25_000.0}, {"excluded": True}])
def test_a_number_that_a_person_touched_stays_without_its_value(touch):
    row = DailyMetricFactory(**touch)
    assert withdraw(row.user) == {DAY}
    row.refresh_from_db()
    assert (row.value, row.changed_at) == (None, LATER)
    assert withdraw(row.user) == set()
    store(row.user, Daily(DAY, "sleep.total", 27_000.0))
    row.refresh_from_db()
    assert row.value == 27_000


def test_what_is_still_there_stays():
    row = DailyMetricFactory()
    assert withdraw(row.user, keep=[(DAY, "sleep.total")]) == set()
    assert DailyMetric.objects.filter(value=27_000).exists()


def withdraw_events(user, keep=(), table="sleep", kind=None):
    window = {"start": DAY - timedelta(days=3), "end": DAY}
    return ingest.withdraw_events(
        user_id=user.pk, source="oura", table=table, kind=kind, keep=set(keep), now=LATER, **window
    )


def test_a_vanished_night_is_deleted_and_an_excluded_one_marked():
    user = UserFactory()
    SleepPeriodFactory(user=user)
    excluded = SleepPeriodFactory(user=user, excluded=True, external_id="x")
    assert withdraw_events(user) == {DAY}
    assert list(SleepPeriod.objects.values_list("external_id", "withdrawn")) == [("x", True)]
    assert withdraw_events(user) == set()
    store(user, night("x"))
    excluded.refresh_from_db()
    assert (excluded.withdrawn, excluded.excluded) == (False, True)


def test_streams_that_share_a_table_withdraw_only_their_own_kind():
    user = UserFactory()
    store(user, Note("a", DAY, "tag", NOW, None, 0), Note("b", DAY, "session", NOW, None, 0))
    withdraw_events(user, table="annotation", kind="tag")
    assert list(user_notes(user)) == ["b"]


def user_notes(user):
    from metrics.models import Annotation

    return Annotation.objects.filter(user=user).values_list("external_id", flat=True)


def test_vanished_curves_are_deleted():
    user = UserFactory()
    store(user, Samples(DAY, "heart_rate", (0,), (60,)))
    window = {"start": DAY, "end": DAY, "kind": "heart_rate", "source": "oura", "now": LATER}
    assert ingest.withdraw_samples(user_id=user.pk, keep={DAY}, **window) == set()
    assert DAY in ingest.withdraw_samples(user_id=user.pk, keep=set(), **window)
    assert not IntradaySeries.objects.exists()


def test_a_long_history_is_read_in_one_query():
    user = UserFactory()
    records = [Daily(date(2020, 1, 1) + timedelta(days=n), "sleep.score", float(n % 50)) for n in range(400)]
    store(user, *records)
    with CaptureQueriesContext(connection) as queries:
        assert store(user, *records).changed == 0
    assert len([q for q in queries.captured_queries if "SELECT" in q["sql"]]) == 1
