"""Ready-made numbers of a day: scores, stress, blood oxygen, resilience, heart health."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from integrations.contract import JSON, Context
from integrations.fields import day, external_id, mapping, number, positive, seconds, text
from metrics.records import Daily

SLEEP_CONTRIBUTORS = (
    "deep_sleep",
    "efficiency",
    "latency",
    "rem_sleep",
    "restfulness",
    "timing",
    "total_sleep",
)
READINESS_CONTRIBUTORS = (
    "activity_balance",
    "body_temperature",
    "hrv_balance",
    "previous_day_activity",
    "previous_night",
    "recovery_index",
    "resting_heart_rate",
    "sleep_balance",
    "sleep_regularity",
)
RESILIENCE_CONTRIBUTORS = ("sleep_recovery", "daytime_recovery", "stress")

# Numbers of the levels that the catalogue names.
STRESS_SUMMARIES = {"restored": 1, "normal": 2, "stressful": 3}
RESILIENCE_LEVELS = {"limited": 1, "adequate": 2, "solid": 3, "strong": 4, "exceptional": 5}


def sleep_score(record: JSON, context: Context) -> Iterator[Daily]:
    """`daily_sleep`: the contributors are scores too, no durations."""
    yield from values(record, {"sleep.score": number(record.get("score"))})
    yield from contributors(record, "sleep", SLEEP_CONTRIBUTORS)


def readiness(record: JSON, context: Context) -> Iterator[Daily]:
    """`daily_readiness`: `resting_heart_rate` among the contributors is a score, not a heart rate."""
    yield from values(
        record,
        {
            "readiness.score": number(record.get("score")),
            "readiness.temperature_deviation": number(record.get("temperature_deviation")),
            "readiness.temperature_trend_deviation": number(record.get("temperature_trend_deviation")),
        },
    )
    yield from contributors(record, "readiness", READINESS_CONTRIBUTORS)


def stress(record: JSON, context: Context) -> Iterator[Daily]:
    """`daily_stress`: no time at all in either zone and no summary means that nothing was measured."""
    high, recovery = seconds(record.get("stress_high")), seconds(record.get("recovery_high"))
    summary = text(record.get("day_summary"))
    if not (high or recovery or summary):
        return
    numbers = {"stress.high": high, "stress.recovery": recovery}
    yield from values(record, {**numbers, "stress.summary": STRESS_SUMMARIES.get(summary)})


def spo2(record: JSON, context: Context) -> Iterator[Daily]:
    """`daily_spo2`: an average of 0.0 % means that nothing was measured."""
    yield from values(
        record,
        {
            "spo2.average": positive(mapping(record.get("spo2_percentage")).get("average")),
            "spo2.breathing_disturbance": number(record.get("breathing_disturbance_index")),
        },
    )


def resilience(record: JSON, context: Context) -> Iterator[Daily]:
    """`daily_resilience`"""
    yield from values(record, {"resilience.level": RESILIENCE_LEVELS.get(text(record.get("level")))})
    yield from contributors(record, "resilience", RESILIENCE_CONTRIBUTORS)


def cardiovascular_age(record: JSON, context: Context) -> Iterator[Daily]:
    """`daily_cardiovascular_age`: years and m/s."""
    yield from values(
        record,
        {
            "cardio.age": positive(record.get("vascular_age")),
            "cardio.pulse_wave_velocity": positive(record.get("pulse_wave_velocity")),
        },
    )


def vo2_max(record: JSON, context: Context) -> Iterator[Daily]:
    """`vO2_max`: ml/kg/min."""
    yield from values(record, {"cardio.vo2_max": positive(record.get("vo2_max"))})


def identify_by_day(record: JSON) -> tuple[str, date]:
    """The id, or the day where older documents have none."""
    found = day(record["day"])
    return (external_id(record) if record.get("id") else found.isoformat()), found


def contributors(record: JSON, group: str, names: Iterable[str]) -> Iterator[Daily]:
    """The vendor's part scores, each under its own name."""
    scores = mapping(record.get("contributors"))
    yield from values(record, {f"{group}.contributor.{name}": number(scores.get(name)) for name in names})


def values(record: JSON, found: Mapping[str, float | None]) -> Iterator[Daily]:
    """Those that the document has, on the day that it names."""
    on = day(record["day"])
    for metric, value in found.items():
        if value is not None:
            yield Daily(day=on, metric=metric, value=float(value))
