"""Numbers, nights and records for tests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory

from accounts.tests.factories import UserFactory
from metrics import records
from metrics.models import (
    Annotation,
    DailyMetric,
    FinanceEntry,
    IntradaySeries,
    SleepPeriod,
    Vital,
    Workout,
    WorkSession,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 3, 1)


class DailyMetricFactory(factory.django.DjangoModelFactory):
    """7 h 30 min of sleep on one day."""

    class Meta:
        model = DailyMetric

    user = factory.SubFactory(UserFactory)
    day = DAY
    metric = "sleep.total"
    source = "oura"
    value = 27_000.0
    first_seen = NOW
    changed_at = NOW


class EventFactory(factory.django.DjangoModelFactory):
    """What all events share: an hour in the night before DAY, at +01:00."""

    class Meta:
        abstract = True

    user = factory.SubFactory(UserFactory)
    source = "oura"
    external_id = factory.Sequence("event-{}".format)
    day = DAY
    start = datetime(2026, 2, 28, 22, tzinfo=UTC)
    end = factory.LazyAttribute(lambda event: event.start + timedelta(hours=8))
    utc_offset = 3600
    first_seen = NOW
    changed_at = NOW


class SleepPeriodFactory(EventFactory):
    """A night of 8 hours in bed, 7 h 30 min of them asleep."""

    class Meta:
        model = SleepPeriod

    kind = SleepPeriod.Kind.NIGHT
    total = 27_000
    deep = 5_400
    rem = 6_600
    light = 15_000
    awake = 1_800
    latency = 600
    in_bed = 28_800
    efficiency = 94.0
    lowest_hr = 48.0
    average_hr = 54.5
    hrv = 52.0
    breath = 14.2


class WorkoutFactory(EventFactory):
    """An hour of running in the afternoon."""

    class Meta:
        model = Workout

    start = datetime(2026, 3, 1, 15, tzinfo=UTC)
    end = factory.LazyAttribute(lambda event: event.start + timedelta(hours=1))
    activity = "running"
    intensity = "moderate"
    calories = 520.0
    distance = 9_800.0


class WorkSessionFactory(EventFactory):
    """An hour and a half of focus in the morning of DAY."""

    class Meta:
        model = WorkSession

    source = "rize"
    kind = "focus"
    start = datetime(2026, 3, 1, 8, tzinfo=UTC)
    end = factory.LazyAttribute(lambda event: event.start + timedelta(minutes=90))
    end_utc_offset = 3600


class FinanceEntryFactory(EventFactory):
    """12.50 euros spent on food."""

    class Meta:
        model = FinanceEntry

    source = "google_sheets"
    start = end = None
    utc_offset = 0
    direction = "spent"
    amount = Decimal("12.5")
    currency = "EUR"
    category = "food"
    account = "card"


class VitalFactory(EventFactory):
    """A weight of 72.4 kg."""

    class Meta:
        model = Vital

    source = "google_sheets"
    start = end = None
    utc_offset = 0
    metric = "vital.weight"
    value = 72.4


class AnnotationFactory(EventFactory):
    """A tag."""

    class Meta:
        model = Annotation

    kind = Annotation.Kind.TAG
    code = "tag_generic_alcohol"


class IntradaySeriesFactory(factory.django.DjangoModelFactory):
    """A pulse of 60 bpm every five minutes of one UTC day."""

    class Meta:
        model = IntradaySeries

    user = factory.SubFactory(UserFactory)
    source = "oura"
    kind = "heart_rate"
    day = DAY
    samples = factory.LazyFunction(lambda: {"t": list(range(0, 86_400, 300)), "v": [60] * 288})
    first_seen = NOW
    changed_at = NOW


def night(external_id: str = "night-1", **values: Any) -> records.Sleep:
    """The record of a night from 23:00 to 07:00 at +01:00."""
    defaults: dict[str, Any] = {
        "day": DAY,
        "kind": "night",
        "start": datetime(2026, 2, 28, 22, tzinfo=UTC),
        "end": datetime(2026, 3, 1, 6, tzinfo=UTC),
        "utc_offset": 3600,
        "total": 27_000,
        "in_bed": 28_800,
        "efficiency": 94.0,
        "lowest_hr": 48.0,
    }
    return records.Sleep(external_id=external_id, **(defaults | values))


def work(external_id: str = "work-1", **values: Any) -> records.Work:
    """The record of an hour and a half of focus."""
    defaults: dict[str, Any] = {
        "day": DAY,
        "kind": "focus",
        "start": datetime(2026, 3, 1, 8, tzinfo=UTC),
        "end": datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        "utc_offset": 3600,
        "end_utc_offset": 3600,
        "title": "Launch plan",
    }
    return records.Work(external_id=external_id, **(defaults | values))


def workout(external_id: str = "workout-1", **values: Any) -> records.WorkoutRecord:
    """The record of an hour of running."""
    defaults: dict[str, Any] = {
        "day": DAY,
        "start": datetime(2026, 3, 1, 15, tzinfo=UTC),
        "end": datetime(2026, 3, 1, 16, tzinfo=UTC),
        "utc_offset": 3600,
        "activity": "running",
        "title": "Along the river",
    }
    return records.WorkoutRecord(external_id=external_id, **(defaults | values))


def money(external_id: str = "1:1", amount: str = "12.5", **values: Any) -> records.Money:
    """The record of 12.50 euros spent."""
    defaults: dict[str, Any] = {"day": DAY, "direction": "spent", "currency": "EUR", "category": "food"}
    return records.Money(external_id=external_id, amount=Decimal(amount), **(defaults | values))


def measured(external_id: str = "2:1", value: float = 72.4, **values: Any) -> records.Measurement:
    """The record of a weight of 72.4 kg."""
    defaults: dict[str, Any] = {"day": DAY, "metric": "vital.weight"}
    return records.Measurement(external_id=external_id, value=value, **(defaults | values))
