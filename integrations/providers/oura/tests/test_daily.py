"""What becomes of Oura's ready-made numbers of a day."""

from datetime import date

import pytest

from integrations.contract import Context
from integrations.providers.oura import activity, daily
from metrics import catalogue

from .samples import sample


def numbers(normalise, record):
    found = list(normalise(record, Context()))
    assert {value.day for value in found} <= {date(2026, 3, 10)}
    return {value.metric: value.value for value in found}


def test_the_sleep_score_comes_with_its_parts_as_scores():
    found = numbers(daily.sleep_score, sample("daily_sleep"))
    assert found["sleep.score"] == 84
    assert found["sleep.contributor.total_sleep"] == 83
    assert len(found) == 8


def test_readiness_knows_no_heart_rate_in_beats():
    found = numbers(daily.readiness, sample("daily_readiness"))
    assert found["readiness.score"] == 79
    assert found["readiness.temperature_deviation"] == -0.14
    assert found["readiness.contributor.resting_heart_rate"] == 88
    assert not any(key.endswith("_hr") for key in found)


def test_a_document_without_a_score_has_no_score():
    record = sample("daily_sleep", score=None, contributors={"timing": None, "latency": 70})
    assert numbers(daily.sleep_score, record) == {"sleep.contributor.latency": 70}


def test_the_day_counts_and_not_the_date_in_the_timestamp():
    record = sample("daily_readiness", timestamp="2026-03-09T17:00:00-07:00")
    assert numbers(daily.readiness, record)["readiness.score"] == 79


def test_activity_is_in_steps_kilocalories_seconds_and_metres():
    found = numbers(activity.daily_activity, sample("daily_activity"))
    assert {key: value for key, value in found.items() if ".contributor." not in key} == {
        "activity.score": 82,
        "activity.steps": 9412,
        "activity.active_calories": 431,
        "activity.total_calories": 2384,
        "activity.high": 600,
        "activity.medium": 2700,
        "activity.low": 17340,
        "activity.sedentary": 28620,
        "activity.distance": 8120,
    }


def test_today_s_activity_counts_before_it_has_a_score():
    found = numbers(activity.daily_activity, sample("daily_activity", score=None, steps=312))
    assert found["activity.steps"] == 312 and "activity.score" not in found


def test_a_day_without_the_ring_is_not_a_day_of_zero_steps():
    record = sample("daily_activity", steps=0, non_wear_time=86400, score=None)
    assert numbers(activity.daily_activity, record) == {}


def test_a_day_in_bed_with_the_ring_is_a_day_of_zero_steps():
    found = numbers(activity.daily_activity, sample("daily_activity", steps=0, non_wear_time=0))
    assert found["activity.steps"] == 0


HOUR = 12  # characters of five minutes


def off(before, on):
    records = (sample("daily_activity", class_5_min=line) for line in (before, on))
    return activity.off_over_night(*records) / 3600


def test_the_ring_was_off_as_long_as_the_stretch_that_reaches_into_the_night():
    evening = "2" * 19 * HOUR + "0" * 5 * HOUR  # off from 23:00
    assert off(evening, "0" * 4 * HOUR + "3" * 9 * HOUR) == 9
    assert off("2" * 20 * HOUR + "1" * 4 * HOUR, "0" * 9 * HOUR + "3") == 9  # in bed, and off from 04:00


@pytest.mark.parametrize(
    ("before", "on"),
    [
        ("2" * 20 * HOUR + "1" * 4 * HOUR, "1" * 3 * HOUR + "2" * 9 * HOUR),  # worn
        ("2" * 6 * HOUR + "0" * 9 * HOUR + "1" * 9 * HOUR, "1" * 3 * HOUR),  # off by day
        ("2" * 19 * HOUR + "0" * 2 * HOUR + "1" * 3 * HOUR, "1" * 3 * HOUR),  # charged for two hours
        ("2" * 12 * HOUR + "0" * 7 * HOUR + "1" * 5 * HOUR, "1" * 3 * HOUR),  # off until 23:00
        ("2" * 20 * HOUR + "1" * 4 * HOUR, "1" * 4 * HOUR + "0" * 12 * HOUR),  # off from 08:00
        (None, None),
        ("", ""),
    ],
)
def test_a_ring_that_was_not_off_over_the_night_explains_nothing(before, on):
    assert off(before, on) == 0


def test_stress_is_in_seconds_with_the_summary_as_a_level():
    found = numbers(daily.stress, sample("daily_stress"))
    assert found == {"stress.high": 5400, "stress.recovery": 3600, "stress.summary": 2}


@pytest.mark.parametrize("nothing", [0, None])
def test_stress_of_nothing_at_all_is_a_placeholder(nothing):
    record = sample("daily_stress", stress_high=nothing, recovery_high=nothing, day_summary=None)
    assert numbers(daily.stress, record) == {}


def test_a_day_without_stress_that_oura_summed_up_is_no_placeholder():
    record = sample("daily_stress", stress_high=0, recovery_high=0, day_summary="restored")
    assert numbers(daily.stress, record) == {"stress.high": 0, "stress.recovery": 0, "stress.summary": 1}


def test_blood_oxygen_of_zero_is_a_placeholder():
    record = sample("daily_spo2", spo2_percentage={"average": 0.0}, breathing_disturbance_index=None)
    assert numbers(daily.spo2, record) == {}
    assert numbers(daily.spo2, sample("daily_spo2", spo2_percentage=None)) == {
        "spo2.breathing_disturbance": 4
    }
    assert numbers(daily.spo2, sample("daily_spo2"))["spo2.average"] == 97.312


def test_resilience_has_a_level_and_its_parts():
    found = numbers(daily.resilience, sample("daily_resilience"))
    assert found == {
        "resilience.level": 3,
        "resilience.contributor.sleep_recovery": 71.3,
        "resilience.contributor.daytime_recovery": 48.2,
        "resilience.contributor.stress": 66.0,
    }


@pytest.mark.parametrize(
    ("normalise", "record"),
    [
        (daily.stress, sample("daily_stress", day_summary="ecstatic")),
        (daily.resilience, sample("daily_resilience", level="superhuman")),
    ],
)
def test_a_level_that_we_do_not_know_yet_is_left_out_and_the_rest_stays(normalise, record):
    found = numbers(normalise, record)
    assert found and not {"stress.summary", "resilience.level"} & found.keys()


@pytest.mark.parametrize(
    ("key", "ours"),
    [("stress.summary", daily.STRESS_SUMMARIES), ("resilience.level", daily.RESILIENCE_LEVELS)],
)
def test_our_levels_are_the_catalogue_s(key, ours):
    """But for its "normal": nobody is told what is normal, only what is usual."""
    levels = catalogue.get(key).levels
    assert {number: str(label).lower() for number, label in levels.items()} == {
        number: {"normal": "usual"}.get(word, word) for word, number in ours.items()
    }


def test_heart_health_is_in_years_metres_per_second_and_millilitres():
    assert numbers(daily.cardiovascular_age, sample("daily_cardiovascular_age")) == {
        "cardio.age": 38,
        "cardio.pulse_wave_velocity": 6.9,
    }
    assert numbers(daily.vo2_max, sample("vO2_max")) == {"cardio.vo2_max": 44}


def test_an_old_cardiovascular_age_without_an_id_goes_by_its_day():
    record = sample("daily_cardiovascular_age")
    assert daily.identify_by_day(record) == ("cardio-1", date(2026, 3, 10))
    del record["id"]
    assert daily.identify_by_day(record) == ("2026-03-10", date(2026, 3, 10))
