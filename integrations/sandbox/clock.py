"""Now, which tests may set, and the arithmetic between days and instants."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

Now = datetime | Callable[[], datetime] | None


class Clock:
    """What time the sandbox believes it is."""

    def __init__(self, now: Now = None) -> None:
        self.now = now

    def timestamp(self) -> float:
        """Seconds since the epoch."""
        if self.now is None:
            return datetime.now(UTC).timestamp()
        return (self.now if isinstance(self.now, datetime) else self.now()).timestamp()

    def today(self) -> date:
        """The day in UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC).date()


@lru_cache(maxsize=16384)
def midnight(day: date, zone: ZoneInfo) -> int:
    """The instant at which a day begins somewhere, in seconds since the epoch."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def wall(day: date, seconds: int, zone: ZoneInfo) -> int:
    """The instant at which clocks show so many seconds of a day, also on days when they change."""
    clock = time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    return int(datetime.combine(day, clock, zone).timestamp())


def utc_midnight(day: date) -> int:
    """The same in UTC, without asking a zone."""
    return (day.toordinal() - 719163) * 86400


def local(at: float, zone: ZoneInfo) -> str:
    """An instant as the vendors write it: local time with its offset, milliseconds."""
    return datetime.fromtimestamp(at, zone).isoformat(timespec="milliseconds")
