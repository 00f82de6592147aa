"""What a source's records are turned into before they meet the database: plain, frozen values.

Normalisers make them, `metrics.ingest` stores them. Durations are seconds, temperatures °C, distances
metres, energy kcal, heart rates bpm, HRV ms. Instants are aware datetimes in any zone; `utc_offset` is in
seconds. `None` means that the source had no value; it never means zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Daily:
    """One number of one day. `metric` is a key of the catalogue or of a CustomMetric."""

    day: date
    metric: str
    value: float


@dataclass(frozen=True, slots=True)
class CustomDaily(Daily):
    """A number of a metric that is the person's own; brings what the catalogue would say about it.

    `metric` begins with a family that the stream declares. What the person calls it stays theirs: the
    label and the unit count when the key is seen for the first time.
    """

    label: str
    unit: str
    group: str
    aggregate: str = "mean"


@dataclass(frozen=True, slots=True)
class Sleep:
    """A finished period of sleep; fields as in `metrics.models.SleepPeriod`."""

    table: ClassVar[str] = "sleep"

    external_id: str
    day: date
    kind: str
    start: datetime
    end: datetime
    utc_offset: int
    total: int | None = None
    deep: int | None = None
    rem: int | None = None
    light: int | None = None
    awake: int | None = None
    latency: int | None = None
    in_bed: int | None = None
    efficiency: float | None = None
    lowest_hr: float | None = None
    average_hr: float | None = None
    hrv: float | None = None
    breath: float | None = None
    curves: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkoutRecord:
    """One workout; fields as in `metrics.models.Workout`."""

    table: ClassVar[str] = "workout"

    external_id: str
    day: date
    start: datetime
    end: datetime | None
    utc_offset: int
    activity: str
    intensity: str = ""
    calories: float | None = None
    distance: float | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """One stretch of work that is over; fields as in `metrics.models.WorkSession`."""

    table: ClassVar[str] = "work"

    external_id: str
    day: date
    kind: str
    start: datetime
    end: datetime
    utc_offset: int
    end_utc_offset: int
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A tag, a session, a rest period, a changed device; fields as in `metrics.models.Annotation`."""

    table: ClassVar[str] = "annotation"

    external_id: str
    day: date
    kind: str
    start: datetime
    end: datetime | None
    utc_offset: int
    code: str = ""
    text: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Samples:
    """All samples of one kind within one UTC day: seconds of that day, values, and each one's context."""

    day: date
    kind: str
    seconds: Sequence[int]
    values: Sequence[float]
    contexts: Sequence[str] = ()


Event = Sleep | WorkoutRecord | Note | Work
Record = Daily | Sleep | WorkoutRecord | Note | Work | Samples
