"""Daily numbers come from the events that count."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from metrics.models import DailyMetric
from metrics.rollups import KEYS, roll_up

from .factories import DAY, NOW, DailyMetricFactory, IntradaySeriesFactory, SleepPeriodFactory, WorkoutFactory

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def roll(user, days=(DAY,), zone=BERLIN, keys=KEYS):
    changed = roll_up(user_id=user.pk, source="oura", days=days, zone=zone, keys=frozenset(keys), now=NOW)
    rows = DailyMetric.objects.filter(user=user, value__isnull=False)
    return changed, {
        (day, metric): value for day, metric, value in rows.values_list("day", "metric", "value")
    }


def numbers(user, day=DAY, **kwargs):
    return {metric: value for (of, metric), value in roll(user, **kwargs)[1].items() if of == day}


def afternoon(hours=1, **values):
    start = datetime(2026, 3, 1, 13, tzinfo=UTC)
    return {"start": start, "end": start + timedelta(hours=hours), "day": DAY, **values}


def test_a_night_gives_its_numbers():
    found = numbers(SleepPeriodFactory().user)
    assert found["sleep.main"] == found["sleep.total"] == 27_000
    assert found["sleep.bedtime"] == -3600  # 23:00 of the day before
    assert found["sleep.waketime"] == 7 * 3600
    assert found["sleep.lowest_hr"] == 48
    assert "sleep.naps" not in found


def test_the_longest_night_is_the_main_one_and_everything_counts_towards_the_total():
    night = SleepPeriodFactory(total=20_000)
    SleepPeriodFactory(user=night.user, total=12_000, lowest_hr=99)
    SleepPeriodFactory(user=night.user, kind="nap", total=30_000, **afternoon())
    SleepPeriodFactory(user=night.user, kind="fragment", total=300, **afternoon())
    SleepPeriodFactory(user=night.user, kind="ignored", total=9_000, **afternoon())
    SleepPeriodFactory(user=night.user, excluded=True, total=25_000)
    SleepPeriodFactory(user=night.user, end=None, total=26_000)
    SleepPeriodFactory(user=night.user, source="other", total=26_000)
    found = numbers(night.user)
    assert (found["sleep.main"], found["sleep.lowest_hr"]) == (20_000, 48)
    assert found["sleep.naps"] == 30_000
    assert found["sleep.total"] == 20_000 + 12_000 + 30_000 + 300


def test_without_a_night_the_longest_nap_is_the_main_one():
    nap = SleepPeriodFactory(kind="nap", total=3_000, **afternoon())
    SleepPeriodFactory(user=nap.user, kind="nap", total=1_200, **afternoon())
    found = numbers(nap.user)
    assert (found["sleep.main"], found["sleep.naps"], found["sleep.total"]) == (3_000, 1_200, 4_200)


def test_a_fragment_is_no_main_night():
    found = numbers(SleepPeriodFactory(kind="fragment", total=300).user)
    assert found == {"sleep.total": 300}


def test_what_the_ring_did_not_measure_has_no_number():
    found = numbers(SleepPeriodFactory(hrv=None, deep=None, total=None).user)
    assert not {"sleep.hrv", "sleep.deep", "sleep.total", "sleep.main"} & found.keys()
    assert found["sleep.rem"] == 6_600


def test_a_day_without_events_has_no_numbers():
    user = UserFactory()
    assert roll(user) == (0, {})


def test_bedtime_is_read_from_the_clock_where_the_person_slept():
    flight = SleepPeriodFactory(start=datetime(2026, 3, 1, 7, 30, tzinfo=UTC), utc_offset=-8 * 3600)
    assert numbers(flight.user)["sleep.bedtime"] == -1_800


def test_a_number_goes_with_its_event_unless_a_person_touched_it():
    night = SleepPeriodFactory()
    roll(night.user)
    DailyMetric.objects.filter(metric="sleep.total").update(override=25_000)
    night.delete()
    changed, found = roll(night.user)
    assert (changed, found) == (15, {})
    assert DailyMetric.objects.get().override == 25_000


def test_only_the_keys_that_the_source_does_not_deliver_are_written():
    night = SleepPeriodFactory()
    DailyMetricFactory(user=night.user, metric="sleep.score", value=80)
    DailyMetricFactory(user=night.user, metric="sleep.naps", value=1)
    found = numbers(night.user, keys={"sleep.total", "sleep.score"})
    assert found == {"sleep.total": 27_000, "sleep.score": 80, "sleep.naps": 1}


def test_workouts_are_counted_and_timed():
    run = WorkoutFactory()
    WorkoutFactory(user=run.user, end=None)
    WorkoutFactory(user=run.user, excluded=True)
    assert numbers(run.user) == {"activity.workouts": 2, "activity.workout_time": 3_600}


def test_the_number_of_queries_does_not_grow_with_the_days():
    user = UserFactory()
    counts = []
    for length in (1, 30, 300):
        days = [DAY + timedelta(days=n) for n in range(length)]
        for day in days:
            SleepPeriodFactory(user=user, day=day)
        with CaptureQueriesContext(connection) as queries:
            roll(user, days=days)
        counts.append(len(queries))
    assert len(set(counts)) == 1 and counts[0] <= 14


def test_rolling_up_again_changes_nothing():
    night = SleepPeriodFactory()
    assert roll(night.user)[0] == 15
    assert roll(night.user)[0] == 0


def test_the_pulse_of_a_day_is_of_the_persons_day():
    series = IntradaySeriesFactory(samples={"t": [0, 82_800], "v": [50, 70]})
    days = [DAY, DAY + timedelta(days=1)]
    _, found = roll(series.user, days=days)
    assert found[days[0], "heart.average"] == 50
    assert found[days[1], "heart.average"] == 70  # 23:00 UTC is midnight in Berlin
    assert found[days[1], "heart.lowest"] == 70


def test_a_workout_measured_every_second_weighs_no_more_than_its_minutes():
    resting = {"t": [3_600, 3_900, 4_200], "v": [60, 60, 60]}
    dense = {"t": resting["t"] + list(range(4_500, 4_800)), "v": resting["v"] + [180] * 300}
    series = IntradaySeriesFactory(samples=dense)
    assert numbers(series.user)["heart.average"] == 90


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (DAY, 24)])
def test_a_day_when_the_clocks_change_has_its_own_length(day, hours):
    user = UserFactory()
    for step in (-1, 0, 1):
        samples = {"t": list(range(0, 86_400, 300)), "v": [100 + step] * 288}
        IntradaySeriesFactory(user=user, day=day + timedelta(days=step), samples=samples)
    from metrics.intraday import midnight

    length = midnight(day + timedelta(days=1), BERLIN) - midnight(day, BERLIN)
    assert length == timedelta(hours=hours)
    offset = (midnight(day, BERLIN) - datetime.combine(day, datetime.min.time(), UTC)).total_seconds() / 3600
    expected = (99 * -offset + 100 * (hours + offset)) / hours
    assert numbers(user, day=day, days=[day])["heart.average"] == pytest.approx(expected, abs=0.06)
