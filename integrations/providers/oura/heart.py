"""Heart rate around the clock: `heartrate`, samples without ids."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from integrations.contract import JSON, Context
from metrics.records import Samples

from .fields import day, instant, number, text

KIND = "heart_rate"


def split(sample: JSON) -> tuple[date, list[Any]]:
    """The UTC day of a sample, and the sample as [timestamp, source, bpm]: a year has 100,000 of them.

    A pulse of null is kept as 0, which no heart has. Raises for a sample that normalise could not read.
    """
    moment = _utc(sample["timestamp"])
    number(sample["bpm"])
    return moment.date(), [sample["timestamp"], text(sample.get("source"), 20), sample["bpm"] or 0]


def normalise(record: JSON, context: Context) -> Iterator[Samples]:
    """One UTC day, in order. Overlapping pages repeat samples: a moment and a source make one.

    Two sources may have measured at the same moment; both stay.
    """
    found: dict[tuple[int, str], float] = {}
    for timestamp, source, bpm in record["samples"]:
        if bpm > 0:
            found[_second(_utc(timestamp)), source] = bpm
    if not found:
        return
    keys = sorted(found)
    yield Samples(
        day=day(record["day"]),
        kind=KIND,
        seconds=[second for second, _source in keys],
        values=[found[key] for key in keys],
        contexts=[source for _second_of_day, source in keys],
    )


def _utc(timestamp: object) -> datetime:
    return instant(timestamp).astimezone(UTC)


def _second(moment: datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
