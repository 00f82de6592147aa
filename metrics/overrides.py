"""How a person's values lie over a source's in an event. Pure: columns in, columns out.

`overrides` maps a field to `{"source": …, "person": …}` as JSON. An entry with `"derived": true` is no
word of the person's but follows from one: the time in bed from corrected times.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from metrics.models import SleepPeriod
from metrics.models.event import Event

Columns = dict[str, Any]
Overrides = Mapping[str, Mapping[str, Any]]

DECODE: Mapping[str, Callable[[str], Any]] = {
    "start": datetime.fromisoformat,
    "end": datetime.fromisoformat,
    "day": date.fromisoformat,
    "amount": Decimal,
}


def encode(value: Any) -> Any:
    """A column's value as it is kept in `overrides` and in corrections; instants in UTC, amounts exact."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def decode(name: str, value: Any) -> Any:
    """The column's value again."""
    if value is None:
        return None
    return DECODE[name](value) if name in DECODE else value


def source_columns(stored: Mapping[str, Any]) -> Columns:
    """What the source says, taken from a stored row with its overrides."""
    said = {name: decode(name, entry["source"]) for name, entry in stored["overrides"].items()}
    return {**stored, **said}


def persons(overrides: Overrides) -> dict[str, Any]:
    """The fields a person spoke about, with their values; without what merely follows from them."""
    return {
        name: decode(name, entry["person"])
        for name, entry in overrides.items()
        if not entry.get("derived", False)
    }


def effective(model: type[Event], source: Mapping[str, Any], overrides: Overrides) -> Columns:
    """The columns every reader sees, and the overrides that belong to them.

    `source` holds what the source says now; of `overrides` only the person's part counts.
    """
    said = persons(overrides)
    columns = {**source, **said}
    derived = _derived(columns, said.keys()) if issubclass(model, SleepPeriod) else {}
    entries = {
        name: {"source": encode(source[name]), "person": encode(value)} for name, value in said.items()
    }
    for name, value in derived.items():
        entries[name] = {"source": encode(source[name]), "person": encode(value), "derived": True}
    return {**columns, **derived, "overrides": entries}


def _derived(columns: Columns, corrected: Collection[str]) -> Columns:
    """The time in bed follows corrected times, the efficiency both. Stages stay as they were measured."""
    derived: Columns = {}
    if {"start", "end"} & set(corrected) and columns["end"]:
        derived["in_bed"] = round((columns["end"] - columns["start"]).total_seconds())
    in_bed = derived.get("in_bed", columns["in_bed"])
    if (derived or "total" in corrected) and columns["total"] is not None and in_bed:
        derived["efficiency"] = round(min(100.0, 100 * columns["total"] / in_bed), 1)
    return derived
