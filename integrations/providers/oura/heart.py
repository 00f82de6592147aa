"""Heart rate around the clock: `heartrate`, samples without ids."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from integrations.contract import JSON, Context
from integrations.fields import day, instant, number, positive, text
from metrics.records import Samples

KIND = "heart_rate"


def split(sample: JSON) -> tuple[date, str]:
    """A sample's UTC day and its name, a moment and a source. Raises for one that cannot be read."""
    number(sample["bpm"])
    source = text(sample.get("source"))
    moment = _utc(sample)
    return moment.date(), f"{moment.isoformat()} {source}"


def normalise(record: JSON, context: Context) -> Iterator[Samples]:
    """One UTC day, in order. Overlapping pages repeat samples: a moment and a source make one.

    Two sources may have measured at the same moment; both stay.
    """
    found: dict[tuple[int, str], float] = {}
    for sample in record["samples"]:
        if positive(sample["bpm"]):
            found[_second(_utc(sample)), text(sample.get("source"), 20)] = sample["bpm"]
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


def _utc(sample: JSON) -> datetime:
    return instant(sample["timestamp"]).astimezone(UTC)


def _second(moment: datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
