"""What is known about a person's days."""

from .annotation import Annotation
from .correction import Correction
from .daily import CustomMetric, DailyMetric
from .intraday import IntradaySeries
from .sleep import SleepPeriod
from .work import WorkSession
from .workout import Workout

__all__ = [
    "Annotation",
    "Correction",
    "CustomMetric",
    "DailyMetric",
    "IntradaySeries",
    "SleepPeriod",
    "WorkSession",
    "Workout",
]
