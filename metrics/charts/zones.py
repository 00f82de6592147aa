"""The clock that a night was recorded by, where it was not the one at home."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from healthdash.lib import formats
from metrics.models.event import Event

# The day of a night, how far its clock was ahead of UTC, and how far home's was at that moment; in seconds.
Offset = tuple[date, int, int]


def zone_note(event: Event, prefs: Any) -> str:
    """ "UTC−5" where the event was recorded away from the clocks at home; mostly nothing."""
    home = event.start.astimezone(prefs.zone).utcoffset() or timedelta()
    return "" if home.total_seconds() == event.utc_offset else offset_text(event.utc_offset)


def offset_text(seconds: int) -> str:
    sign = "+" if seconds >= 0 else formats.MINUS
    hours, rest = divmod(abs(seconds) // 60, 60)
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


def zones_abroad(offsets: Iterable[Offset]) -> Mapping[date, str]:
    """The zone of each night that was not at home."""
    return {day: offset_text(there) for day, there, home in offsets if there != home}


def with_zone(time: str, zone: str) -> str:
    return f"{time}{formats.NBSP}{zone}" if zone else time
