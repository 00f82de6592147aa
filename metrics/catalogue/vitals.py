"""What a person measures: weight, blood pressure, glucose."""

from django.utils.translation import gettext_lazy as _

from .metric import Better, Metric, Text


def _vital(
    key: str,
    label: Text,
    short: Text,
    unit: str,
    decimals: int,
    low: float,
    high: float,
    better: Better = "range",
) -> Metric:
    return Metric(f"vital.{key}", label, short, unit, "vitals", decimals, "mean", better, low, high)


METRICS = (
    _vital("weight", _("Weight"), _("Weight"), "kg", 1, 2, 400),
    _vital("body_fat", _("Body fat"), _("Body fat"), "%", 1, 1, 75),
    _vital("systolic", _("Blood pressure, systolic"), _("Systolic"), "mmHg", 0, 50, 280),
    _vital("diastolic", _("Blood pressure, diastolic"), _("Diastolic"), "mmHg", 0, 25, 180),
    _vital("pulse", _("Pulse"), _("Pulse"), "bpm", 0, 25, 240),
    _vital("glucose", _("Blood glucose"), _("Glucose"), "mmol/L", 1, 1, 40),
    _vital("temperature", _("Body temperature"), _("Body temp."), "°C", 1, 30, 44),
)
