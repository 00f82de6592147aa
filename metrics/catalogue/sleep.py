"""Nights and naps. Everything but the totals is of the main night."""

from django.utils.translation import gettext_lazy as _

from .metric import DAY, Better, Metric, Text, score

STAGES = ("sleep.deep", "sleep.rem", "sleep.light")


def _time(key: str, label: Text, short: Text, better: Better, derived_from: tuple[str, ...] = ()) -> Metric:
    return Metric(
        key,
        label,
        short,
        "s",
        "sleep",
        better=better,
        low=0,
        high=DAY,
        timing="night",
        derived_from=derived_from,
    )


def _clock(key: str, label: Text, short: Text) -> Metric:
    return Metric(key, label, short, "clock", "sleep", low=-DAY, high=DAY, timing="night", role="input")


def _contributor(name: str, label: Text, short: Text) -> Metric:
    return score(f"sleep.contributor.{name}", label, short, "sleep", "night", "outcome")


METRICS = (
    score("sleep.score", _("Sleep score"), _("Sleep score"), "sleep", "night", "outcome"),
    _time("sleep.total", _("All sleep of the day"), _("Sleep"), "range", ("sleep.main", "sleep.naps")),
    _time("sleep.main", _("Sleep of the main night"), _("Night"), "range", STAGES),
    _time("sleep.naps", _("Naps"), _("Naps"), "none"),
    _time("sleep.deep", _("Deep sleep"), _("Deep sleep"), "up"),
    _time("sleep.rem", _("REM sleep"), _("REM sleep"), "up"),
    _time("sleep.light", _("Light sleep"), _("Light sleep"), "none"),
    _time("sleep.awake", _("Awake in bed"), _("Awake"), "down"),
    _time("sleep.latency", _("Time to fall asleep"), _("Falling asleep"), "down"),
    _time("sleep.in_bed", _("Time in bed"), _("In bed"), "none", ("sleep.bedtime", "sleep.waketime")),
    Metric(
        "sleep.efficiency",
        _("Share of the time in bed asleep"),
        _("Efficiency"),
        "%",
        "sleep",
        better="up",
        low=0,
        high=100,
        timing="night",
        role="outcome",
        derived_from=("sleep.main", "sleep.in_bed"),
    ),
    _clock("sleep.bedtime", _("Bedtime"), _("Bedtime")),
    _clock("sleep.waketime", _("Wake-up time"), _("Wake-up")),
    Metric(
        "sleep.lowest_hr",
        _("Lowest pulse during the main night"),
        _("Lowest pulse"),
        "bpm",
        "sleep",
        better="down",
        low=25,
        high=150,
        timing="night",
        role="outcome",
    ),
    Metric(
        "sleep.average_hr",
        _("Average pulse during the main night"),
        _("Average pulse"),
        "bpm",
        "sleep",
        decimals=1,
        better="down",
        low=25,
        high=180,
        timing="night",
        role="outcome",
    ),
    Metric(
        "sleep.hrv",
        _("Heart rate variability during the main night (RMSSD)"),
        _("HRV"),
        "ms",
        "sleep",
        better="up",
        low=1,
        high=350,
        timing="night",
        role="outcome",
    ),
    Metric(
        "sleep.breath",
        _("Breathing rate during the main night"),
        _("Breathing"),
        "/min",
        "sleep",
        decimals=1,
        better="range",
        low=4,
        high=45,
        timing="night",
        role="outcome",
    ),
    _contributor("deep_sleep", _("Sleep score: deep sleep"), _("Deep sleep")),
    _contributor("efficiency", _("Sleep score: efficiency"), _("Efficiency")),
    _contributor("latency", _("Sleep score: time to fall asleep"), _("Falling asleep")),
    _contributor("rem_sleep", _("Sleep score: REM sleep"), _("REM sleep")),
    _contributor("restfulness", _("Sleep score: restfulness"), _("Restfulness")),
    _contributor("timing", _("Sleep score: timing"), _("Timing")),
    _contributor("total_sleep", _("Sleep score: total sleep"), _("Total sleep")),
)
