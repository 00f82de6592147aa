"""The daily numbers of money and of measured values, worked out from a day's entries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from accounts.currencies import KNOWN
from metrics.catalogue import METRICS
from metrics.models import CustomMetric, FinanceEntry, Vital

MONEY_KEYS = frozenset(
    f"finance.{direction}.{code.lower()}" for direction in FinanceEntry.Direction for code in KNOWN
)
VITAL_KEYS = frozenset(key for key in METRICS if key.startswith("vital."))


def money_key(entry: FinanceEntry) -> str:
    """The daily number that an entry adds to."""
    return f"finance.{entry.direction}.{entry.currency.lower()}"


def money_numbers(entries: Sequence[FinanceEntry]) -> Mapping[str, float]:
    """The sum of each currency and direction; added up exactly, and never across currencies."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        sums[money_key(entry)] += entry.amount
    return {key: float(total) for key, total in sums.items()}


def vital_numbers(aggregates: Mapping[str, str], measured: Sequence[Vital]) -> Mapping[str, float]:
    """One number per metric; `aggregates` says how several measurements of a day become one."""
    values: dict[str, list[float]] = defaultdict(list)
    for one in sorted(measured, key=taken):
        values[one.metric].append(one.value)
    return {metric: one_of(found, aggregates.get(metric, "mean")) for metric, found in values.items()}


def taken(one: Vital) -> tuple[bool, float, int]:
    """The order of measuring: those without a time come first, in the order of their arrival."""
    return one.start is not None, one.start.timestamp() if one.start else 0.0, one.pk


def one_of(values: Sequence[float], aggregate: str) -> float:
    if aggregate == "last":
        return values[-1]
    return sum(values) if aggregate == "sum" else sum(values) / len(values)


def own_vitals(user_id: int) -> dict[str, str]:
    """How a day of each of the person's own vitals becomes one number."""
    own = CustomMetric.objects.filter(user_id=user_id, group="vitals")
    return dict(own.values_list("key", "aggregate"))
