"""What becomes of Oura's periods of sleep."""

from datetime import date, datetime, timedelta

import pytest

from integrations.contract import Context
from integrations.providers.oura.sleep import normalise

from .samples import sample

EMPTY = dict.fromkeys(
    (
        "total_sleep_duration",
        "deep_sleep_duration",
        "light_sleep_duration",
        "rem_sleep_duration",
        "awake_time",
        "latency",
        "efficiency",
        "average_breath",
        "average_heart_rate",
        "lowest_heart_rate",
        "average_hrv",
        "heart_rate",
        "hrv",
        "sleep_phase_5_min",
        "sleep_phase_30_sec",
    )
)


def period(**changes):
    [found] = normalise(sample("sleep", **changes), Context())
    return found


def test_a_night_keeps_oura_s_numbers_in_our_units():
    night = period()
    assert (night.external_id, night.kind, night.day) == ("night-1", "night", date(2026, 3, 10))
    assert (night.total, night.deep, night.light, night.rem, night.awake) == (24900, 5100, 13800, 6000, 2970)
    assert (night.latency, night.in_bed, night.efficiency) == (540, 27870, 89)
    assert (night.lowest_hr, night.average_hr, night.hrv, night.breath) == (47, 54.38, 62, 14.125)


def test_the_times_are_those_on_the_clock_where_the_person_slept():
    night = period()
    assert night.start == datetime.fromisoformat("2026-03-09T21:58:30+00:00")
    assert night.end == datetime.fromisoformat("2026-03-10T05:43:00+00:00")
    assert night.utc_offset == 3600


def test_the_day_is_oura_s_even_where_the_timestamps_say_otherwise():
    evening = period(
        day="2026-03-11", bedtime_start="2026-03-10T17:56:00+01:00", bedtime_end="2026-03-10T18:29:00+01:00"
    )
    assert evening.day == date(2026, 3, 11)


@pytest.mark.parametrize(
    ("vendors", "asleep", "ours"),
    [
        ("long_sleep", 24900, "night"),
        ("sleep", 900, "nap"),
        ("sleep", 899, "fragment"),
        ("late_nap", 1500, "nap"),
        ("late_nap", 600, "fragment"),
        ("sleep", None, "fragment"),
        ("rest", 5000, "ignored"),
        ("deleted", 24900, "ignored"),
        (None, 3000, "nap"),
        ("polyphasic", 3000, "nap"),  # a type that did not exist when this was written
        ("polyphasic", 30, "fragment"),
    ],
)
def test_each_type_of_period_counts_as_what_it_is(vendors, asleep, ours):
    assert period(type=vendors, total_sleep_duration=asleep).kind == ours


@pytest.mark.parametrize("missing", [{"bedtime_end": None}, {"bedtime_end": None, "bedtime_start": None}])
def test_a_night_that_is_not_over_is_not_there_yet(missing):
    assert list(normalise(sample("sleep", **missing), Context())) == []


def test_what_was_not_measured_is_missing_and_not_zero():
    night = period(**EMPTY)
    measures = [night.total, night.deep, night.efficiency, night.lowest_hr, night.hrv, night.breath]
    assert measures == [None] * 6
    assert night.curves == {}


def test_zero_seconds_of_deep_sleep_are_zero():
    assert period(deep_sleep_duration=0).deep == 0


def test_a_curve_keeps_its_gaps():
    assert period().curves["heart_rate"] == {"interval": 300, "items": [58, None, 55.5, 47]}
    assert period().curves["hrv"] == {"interval": 300, "items": [None, 61, 70]}


def test_a_curve_of_nothing_but_gaps_is_no_curve():
    assert "hrv" not in period(hrv={"interval": 300, "items": [None, None]}).curves


def test_the_finer_hypnogram_is_taken_where_there_is_one():
    assert period().curves["stages"] == {"interval": 30, "items": "4422211133"}
    assert period(sleep_phase_30_sec=None).curves["stages"] == {"interval": 300, "items": "4221133"}


@pytest.mark.parametrize(("seconds", "epochs"), [(600, 2), (601, 3), (899, 3), (900, 3)])
def test_no_epoch_begins_after_the_person_got_up(seconds, epochs):
    start = datetime.fromisoformat("2026-03-10T01:00:00+01:00")
    night = period(
        bedtime_start=start.isoformat(),
        bedtime_end=(start + timedelta(seconds=seconds)).isoformat(),
        sleep_phase_30_sec=None,
        sleep_phase_5_min="2" * 20,
        heart_rate={"interval": 300, "items": [50] * 20},
    )
    assert len(night.curves["stages"]["items"]) == epochs
    assert len(night.curves["heart_rate"]["items"]) == epochs


def test_a_night_through_the_change_of_clocks_is_as_long_as_it_was():
    night = period(
        day="2026-03-29", bedtime_start="2026-03-28T23:00:00+01:00", bedtime_end="2026-03-29T07:00:00+02:00"
    )
    assert night.end - night.start == timedelta(hours=7)
    assert (night.day, night.utc_offset) == (date(2026, 3, 29), 3600)


def test_durations_are_oura_s_fields_and_not_counted_from_the_hypnogram():
    assert period(sleep_phase_30_sec="1" * 929).deep == 5100


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"id": ""},
        {"id": "x" * 200},
        {"day": None},
        {"day": "yesterday"},
        {"bedtime_start": None},
        {"bedtime_start": "2026-03-11T00:00:00+01:00"},
        {"total_sleep_duration": "7 hours"},
        {"total_sleep_duration": -60},
        {"total_sleep_duration": 1e300},
        {"average_heart_rate": float("nan")},
        {"lowest_heart_rate": True},
        {"heart_rate": [1, 2]},
        {"heart_rate": {"interval": 300, "items": [52, "fast"]}},
        {"sleep_phase_5_min": 4221, "sleep_phase_30_sec": None},
    ],
)
def test_a_record_that_cannot_be_understood_is_refused_and_not_guessed(changes):
    with pytest.raises((KeyError, TypeError, ValueError)):
        period(**changes)
