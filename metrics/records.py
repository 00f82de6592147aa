"""What a source's records are turned into before they meet the database: plain, frozen values.

Normalisers make them, `metrics.ingest` stores them. Durations are seconds, temperatures °C, distances
metres, energy kcal, heart rates bpm, HRV ms. Instants are aware datetimes in any zone; `utc_offset` is in
seconds. `None` means that the source had no value; it never means zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, ClassVar

from accounts.currencies import KNOWN


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


CENTS = Decimal("0.0001")  # what is kept of an amount
MOST = Decimal(10) ** 11  # SQLite keeps fifteen digits of a number
LONGEST_LABEL = 80
SPENT, INCOME = "spent", "income"


def exact(amount: Decimal) -> Decimal:
    """An amount as it is kept, to four places. Raises ValueError for one below zero, or beyond counting."""
    if not amount.is_finite() or not 0 <= amount < MOST - 1:
        raise ValueError("not an amount")
    return abs(amount.quantize(CENTS))


@dataclass(frozen=True, slots=True)
class Money:
    """Money that was spent or came in; fields as in `metrics.models.FinanceEntry`.

    `category` and `account` are the person's own words, "" where there is none. `unread` names fields that
    could not be read this time: they stay as they are held. Raises ValueError for what
    cannot be: an amount below zero, a currency that ISO 4217 does not know.
    """

    table: ClassVar[str] = "finance"

    external_id: str
    day: date
    direction: str
    amount: Decimal
    currency: str
    category: str = ""
    account: str = ""
    note: str = ""
    at: datetime | None = None
    utc_offset: int = 0
    unread: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.direction not in (SPENT, INCOME):
            raise ValueError("money is spent or comes in")
        if self.currency not in KNOWN:
            raise ValueError("not a currency of ISO 4217")
        # As the database gives it back: a finer or longer one would differ from its stored row for ever.
        object.__setattr__(self, "amount", exact(self.amount))
        object.__setattr__(self, "category", self.category.strip()[:LONGEST_LABEL].rstrip())
        object.__setattr__(self, "account", self.account.strip()[:LONGEST_LABEL].rstrip())


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured number; fields as in `metrics.models.Vital`.

    `metric` is a vital of the catalogue or of the person's own. The two numbers of a blood pressure are two
    of these with the same day and time, whose ids differ in the last part only. `unread` as above. Raises
    ValueError for a number that is none.
    """

    table: ClassVar[str] = "vital"

    external_id: str
    day: date
    metric: str
    value: float
    at: datetime | None = None
    utc_offset: int = 0
    unread: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isfinite(self.value):
            raise ValueError("not a number")


@dataclass(frozen=True, slots=True)
class Samples:
    """All samples of one kind within one UTC day: seconds of that day, values, and each one's context."""

    day: date
    kind: str
    seconds: Sequence[int]
    values: Sequence[float]
    contexts: Sequence[str] = ()


Event = Sleep | WorkoutRecord | Note | Work | Money | Measurement
Record = Daily | Event | Samples
