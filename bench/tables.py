"""The tables that hold data of people, for counting what was written."""

from typing import Any

from django.db.models import Max, Model

from integrations.models import RawRecord
from metrics.models import DailyMetric, IntradaySeries
from metrics.tables import TABLES

DATA: tuple[type[Model], ...] = (RawRecord, DailyMetric, IntradaySeries, *TABLES.values())


def rows() -> int:
    return sum(model._default_manager.count() for model in DATA)


def newest() -> list[Any]:
    """When something was last written to each of them."""
    return [model._default_manager.aggregate(at=Max("changed_at"))["at"] for model in DATA]
