"""What is known about a person's days."""

from .annotation import Annotation
from .correction import Correction
from .daily import CustomMetric, DailyMetric
from .finance import FinanceEntry
from .intraday import IntradaySeries
from .layout import TodayLayout
from .sleep import SleepPeriod
from .span import Span
from .vital import Vital
from .work import WorkSession
from .workout import Workout

__all__ = [
    "Annotation",
    "Correction",
    "CustomMetric",
    "DailyMetric",
    "FinanceEntry",
    "IntradaySeries",
    "SleepPeriod",
    "Span",
    "TodayLayout",
    "Vital",
    "WorkSession",
    "Workout",
]
