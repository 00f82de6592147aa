"""Reading single fields of vendors' records. None stays None; what cannot be understood raises ValueError,
TypeError or KeyError, and the record is counted as rejected."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

JSON = Mapping[str, Any]

# Wider than any measure in any vendor's units and narrower than any database column.
_LIMIT = 1_000_000_000
_YEARS = range(1970, 2200)


def number(value: object) -> float | None:
    """A finite number, or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("not a number")
    if not -_LIMIT < value < _LIMIT:
        raise ValueError("a number out of all bounds")
    return float(value)


def seconds(value: object) -> int | None:
    """A duration, or None."""
    amount = number(value)
    if amount is not None and amount < 0:
        raise ValueError("a negative duration")
    return None if amount is None else round(amount)


def positive(value: object) -> float | None:
    """A measure that cannot be zero: zero is how a device says that there was nothing to measure."""
    amount = number(value)
    return amount if amount is not None and amount > 0 else None


def day(value: object) -> date:
    """A calendar day as a vendor names it."""
    found = date.fromisoformat(_string(value))
    if found.year not in _YEARS:
        raise ValueError("a year out of all bounds")
    return found


def instant(value: object, zone: str = "UTC") -> datetime:
    """An aware instant with the offset it came with; one without an offset is read in `zone`."""
    found = datetime.fromisoformat(_string(value))
    if found.year not in _YEARS:
        raise ValueError("a year out of all bounds")
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))


def offset(moment: datetime) -> int:
    """Seconds east of UTC."""
    return round((moment.utcoffset() or timedelta()).total_seconds())


def span(start: datetime, end: datetime | None) -> tuple[datetime, datetime | None]:
    """Both ends of something that must not end before it began."""
    if end is not None and end < start:
        raise ValueError("ends before it began")
    return start, end


def text(value: object, limit: int | None = None) -> str:
    """Words; "" for None. Halves of surrogate pairs, which JSON allows and databases do not, become "?"."""
    if value is None:
        return ""
    return _string(value).encode("utf-8", "replace").decode()[:limit]


def mapping(value: object) -> JSON:
    """A nested object; empty for None."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError("not an object")
    return value


def curve(value: object, length: float) -> dict[str, Any] | None:
    """`{"interval": s, "items": [number or None]}` cut to `length` seconds; None: nothing was measured."""
    sample = mapping(value)
    interval = positive(sample.get("interval"))
    if interval is None or not isinstance(sample.get("items"), list):
        return None
    items = sample["items"][: epochs(length, interval)]
    measured = [item for item in items if number(item) is not None]  # every item is looked at
    return {"interval": interval, "items": items} if measured else None


def epochs(length: float, interval: float) -> int:
    """How many epochs begin within `length` seconds."""
    return int(-(-length // interval))


def identify(record: JSON) -> tuple[str, date]:
    """The id and the day of an ordinary document."""
    return external_id(record), day(record["day"])


def external_id(record: JSON) -> str:
    """The document's own id."""
    found = _string(record["id"])
    if not 0 < len(found) <= 120 or not found.isprintable():
        raise ValueError("not an id")
    return found


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value
