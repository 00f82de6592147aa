"""Where a moment lies on a day's clock: minutes from the midnight that begins it, as clocks showed them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from math import ceil, floor
from typing import Any

from healthdash.lib import formats

HOUR, DAY = 60, 24 * 60
# Nothing is drawn further away than this from the day that it belongs to.
EARLIEST, LATEST = -18 * HOUR, 36 * HOUR


def minutes(wall: datetime, day: date) -> float:
    """`wall` is what the clock showed; the evening before is below zero."""
    return (wall.replace(tzinfo=None) - datetime.combine(day, time())).total_seconds() / 60


def text(wall: datetime, prefs: Any) -> str:
    return formats.clock(wall.hour * 3600 + wall.minute * 60, prefs)


@dataclass(frozen=True, slots=True)
class Axis:
    """The stretch of clock that is drawn, in minutes."""

    start: float
    end: float

    @classmethod
    def around(cls, moments: Iterable[float]) -> "Axis":
        """The whole day, and the full hours before and after it that something reaches into."""
        known = [min(max(moment, EARLIEST), LATEST) for moment in moments]
        first = floor(min([0.0, *known]) / HOUR) * HOUR
        last = ceil(max([float(DAY), *known]) / HOUR) * HOUR
        return cls(first, last)

    @property
    def length(self) -> float:
        return self.end - self.start

    def share(self, moment: float) -> float:
        """0 at the start, 1 at the end."""
        return (min(max(moment, self.start), self.end) - self.start) / self.length

    def hours(self, every: int) -> list[int]:
        """The hours to be named, counted from the midnight of the day."""
        first = ceil(self.start / HOUR / every) * every
        return list(range(first, floor(self.end / HOUR) + 1, every))
