"""Readiness, stress, resilience, blood oxygen, heart health."""

from django.utils.translation import gettext_lazy as _

from .metric import DAY, Metric, Text, score

STRESS_SUMMARY = {1: _("Restored"), 2: _("Usual"), 3: _("Stressful")}
RESILIENCE_LEVEL = {1: _("Limited"), 2: _("Adequate"), 3: _("Solid"), 4: _("Strong"), 5: _("Exceptional")}


def _readiness(name: str, label: Text, short: Text) -> Metric:
    return score(f"readiness.contributor.{name}", label, short, "recovery", "night", "outcome")


def _resilience(name: str, label: Text, short: Text) -> Metric:
    return score(f"resilience.contributor.{name}", label, short, "recovery", "day", "outcome")


def _deviation(key: str, label: Text, short: Text) -> Metric:
    return Metric(
        key,
        label,
        short,
        "°C",
        "recovery",
        2,
        better="range",
        low=-10,
        high=10,
        timing="night",
        role="outcome",
    )


METRICS = (
    score("readiness.score", _("Readiness score"), _("Readiness"), "recovery", "night", "outcome"),
    _deviation("readiness.temperature_deviation", _("Skin temperature against the usual"), _("Temperature")),
    _deviation(
        "readiness.temperature_trend_deviation",
        _("Skin temperature of three days against the usual"),
        _("Temp. trend"),
    ),
    _readiness("activity_balance", _("Readiness: activity balance"), _("Activity bal.")),
    _readiness("body_temperature", _("Readiness: body temperature"), _("Body temp.")),
    _readiness("hrv_balance", _("Readiness: HRV balance"), _("HRV balance")),
    _readiness("previous_day_activity", _("Readiness: activity of the day before"), _("Day before")),
    _readiness("previous_night", _("Readiness: last night"), _("Last night")),
    _readiness("recovery_index", _("Readiness: recovery index"), _("Recovery index")),
    _readiness("resting_heart_rate", _("Readiness: resting heart rate"), _("Resting pulse")),
    _readiness("sleep_balance", _("Readiness: sleep balance"), _("Sleep balance")),
    _readiness("sleep_regularity", _("Readiness: sleep regularity"), _("Regularity")),
    Metric(
        "stress.high", _("Time in high stress"), _("High stress"), "s", "recovery", 0, "sum", "down", 0, DAY
    ),
    Metric("stress.recovery", _("Time in recovery"), _("Recovery"), "s", "recovery", 0, "sum", "up", 0, DAY),
    Metric(
        "stress.summary",
        _("The day in one word"),
        _("Stress"),
        "level",
        "recovery",
        better="down",
        low=1,
        high=3,
        role="outcome",
        levels=STRESS_SUMMARY,
        derived_from=("stress.high", "stress.recovery"),
    ),
    Metric(
        "resilience.level",
        _("Resilience"),
        _("Resilience"),
        "level",
        "recovery",
        aggregate="last",
        better="up",
        low=1,
        high=5,
        role="outcome",
        levels=RESILIENCE_LEVEL,
    ),
    _resilience("sleep_recovery", _("Resilience: recovery in sleep"), _("Sleep recov.")),
    _resilience("daytime_recovery", _("Resilience: recovery by day"), _("Day recovery")),
    _resilience("stress", _("Resilience: stress"), _("Stress share")),
    Metric(
        "spo2.average",
        _("Blood oxygen during sleep"),
        _("Blood oxygen"),
        "%",
        "recovery",
        1,
        better="range",
        low=50,
        high=100,
        timing="night",
        role="outcome",
    ),
    Metric(
        "spo2.breathing_disturbance",
        _("Breathing disturbance index"),
        _("Breath. index"),
        "score",
        "recovery",
        better="down",
        low=0,
        high=100,
        timing="night",
        role="outcome",
    ),
    Metric(
        "cardio.age",
        _("Cardiovascular age"),
        _("Heart age"),
        "year",
        "recovery",
        aggregate="last",
        better="down",
        low=10,
        high=120,
        role="outcome",
    ),
    Metric(
        "cardio.pulse_wave_velocity",
        _("Pulse wave velocity"),
        _("Pulse wave"),
        "m/s",
        "recovery",
        1,
        "last",
        "down",
        2,
        25,
        role="outcome",
    ),
    Metric(
        "cardio.vo2_max",
        _("VO2 max"),
        _("VO2 max"),
        "ml/kg/min",
        "recovery",
        1,
        "last",
        "up",
        5,
        100,
        role="outcome",
    ),
)
