"""What a mapping would store of a table, worked out without storing anything."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from integrations.contract import Context, Refused
from metrics import catalogue
from metrics.records import Measurement, Money

from .grid import Grid
from .normalise import normalise
from .rows import records_of
from .spec import MONEY, Spec

SHOWN = 200  # refused cells that are listed
# What a value is of, its day, and of money how much: by this a table is known again.
Mark = tuple[str, date, tuple[str, Decimal] | None]


@dataclass(frozen=True)
class DryRun:
    """`rows`: those that say something; `stored`: those of them of which anything is kept; `in_part`: those
    of these without a cell that was refused; `lost`: rows of which a cell was refused and nothing is kept.
    `series`: per metric the number of each day. `marks`: each value once."""

    rows: int = 0
    stored: int = 0
    in_part: int = 0
    lost: int = 0
    values: int = 0
    refused: Sequence[Refused] = ()
    refused_count: int = 0
    absent: Mapping[str, str] = field(default_factory=dict)
    series: Mapping[str, Mapping[date, float]] = field(default_factory=dict)
    marks: Mapping[Mark, int] = field(default_factory=dict)

    @property
    def first(self) -> date | None:
        return min((min(days) for days in self.series.values() if days), default=None)

    @property
    def last(self) -> date | None:
        return max((max(days) for days in self.series.values() if days), default=None)


def dry_run(grid: Grid, spec: Spec, context: Context, aggregates: Mapping[str, str]) -> DryRun:
    """`aggregates` says of each own metric how a day's values become one. Raises BadPayload."""
    records, absent = records_of(grid, spec)
    refused: list[Refused] = []
    numbers: dict[str, dict[date, list[float]]] = defaultdict(lambda: defaultdict(list))
    marks: Counter[Mark] = Counter()
    stored = in_part = lost = values = count = 0
    for record in records:
        found = list(normalise(record, context, spec=spec, prefix=""))
        bad = [one for one in found if isinstance(one, Refused)]
        kept = [one for one in found if isinstance(one, Measurement | Money)]
        refused += bad[: SHOWN - len(refused)]
        count += len(bad)
        stored += bool(kept)
        in_part += bool(kept and bad)
        lost += bool(bad and not kept)
        values += len(kept)
        for one in kept:
            numbers[key_of(one)][one.day].append(number_of(one))
            marks[mark_of(one)] += 1
    return DryRun(
        rows=len(records),
        stored=stored,
        in_part=in_part,
        lost=lost,
        values=values,
        refused=refused,
        refused_count=count,
        absent=absent,
        series={
            key: {day: together(found, aggregate_of(key, aggregates)) for day, found in sorted(days.items())}
            for key, days in numbers.items()
        },
        marks=marks,
    )


def mark_of(one: Measurement | Money) -> Mark:
    """Without the number that was measured: a table may have put it right since."""
    if isinstance(one, Measurement):
        return one.metric, one.day, None
    return MONEY, one.day, (one.currency, one.amount)


def key_of(one: Measurement | Money) -> str:
    """The daily number that a value goes into."""
    return one.metric if isinstance(one, Measurement) else f"finance.{one.direction}.{one.currency.lower()}"


def number_of(one: Measurement | Money) -> float:
    return one.value if isinstance(one, Measurement) else float(one.amount)


def aggregate_of(key: str, aggregates: Mapping[str, str]) -> str:
    return catalogue.get(key).aggregate if catalogue.is_declared(key) else aggregates.get(key, "mean")


def together(values: Sequence[float], aggregate: str) -> float:
    if aggregate == "last":
        return values[-1]
    return sum(values) if aggregate == "sum" else sum(values) / len(values)
