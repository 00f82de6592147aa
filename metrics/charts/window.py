"""The span of days a page or a chart shows, as its address says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from healthdash.lib.dates import FIRST

CHOICES = ("30", "90", "365", "all")


@dataclass(frozen=True)
class Window:
    """Days from `start` to `end`, both included. `choice` is one of CHOICES, or "dates"."""

    start: date
    end: date
    choice: str

    @cached_property
    def length(self) -> int:
        return (self.end - self.start).days + 1

    @cached_property
    def days(self) -> list[date]:
        first = self.start.toordinal()
        return [date.fromordinal(n) for n in range(first, first + self.length)]

    @property
    def is_wide(self) -> bool:
        """Too long for a bar a day to be wide enough to be seen."""
        return self.length > 120

    @property
    def is_long(self) -> bool:
        """Too long for a mark a day: weeks are shown instead."""
        return self.length > 400

    @property
    def parameters(self) -> dict[str, str]:
        if self.choice == "dates":
            return {"from": self.start.isoformat(), "to": self.end.isoformat()}
        return {"range": self.choice}

    @property
    def query(self) -> str:
        return urlencode(self.parameters)

    @property
    def earlier(self) -> "Window":
        """As many days, right before these."""
        return Window(self.before(self.length), self.before(1), "dates")

    def before(self, days: int) -> date:
        """The day that many days before the window begins: what a usual range is taken from."""
        return self.start - timedelta(days=days)


@lru_cache(maxsize=16_384)
def week_of(day: date, week_start: int) -> date:
    """The first day of its week; `week_start` is the weekday that weeks begin with, 0 is Monday.

    Remembered, because every number of a figure over ten years asks for it.
    """
    ordinal = day.toordinal()  # 1 is a Monday
    return date.fromordinal(ordinal - (ordinal - 1 - week_start) % 7)


def last(days: int, today: date) -> Window:
    return Window(today - timedelta(days=days - 1), today, str(days))


def parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def asked_dates(params: Mapping[str, str], today: date) -> Window | None:
    """The two dates of the address, when they make a span that can hold something."""
    start = parse_day(params.get("from", ""))
    end = parse_day(params.get("to", "")) or today
    if start is None or start.year < 1970:
        return None
    end = min(end, today)
    return Window(start, end, "dates") if start <= end else None


def asked_end(params: Mapping[str, str], today: date) -> date | None:
    """The last day, where the address names no first one and there is room for days before it."""
    end = parse_day(params.get("to", "")) if not params.get("from") else None
    return end if end and date(1971, 1, 1) <= end <= today else None


def parse(params: Mapping[str, str], *, today: date, earliest: date | None, default: str = "30") -> Window:
    """The window that the address asks for; one that makes no sense gives the default."""
    if window := asked_dates(params, today):
        return window
    choice = params.get("range", default)
    if end := asked_end(params, today):
        days = int(choice if choice in CHOICES[:-1] else default)
        return Window(end - timedelta(days=days - 1), end, "dates")
    if choice == "all":
        first = max(earliest or today, FIRST)
        return Window(min(first, last(30, today).start), today, "all")
    return last(int(choice if choice in CHOICES else default), today)
