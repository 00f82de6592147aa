"""Periods of sleep: `sleep`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from integrations.contract import JSON, Context
from integrations.fields import (
    curve,
    day,
    epochs,
    external_id,
    instant,
    number,
    offset,
    positive,
    seconds,
    text,
)
from metrics.records import Sleep

SHORTEST_NAP = 15 * 60


def normalise(record: JSON, context: Context) -> Iterator[Sleep]:
    """The finished period; nothing while the person is still asleep (no `bedtime_end` yet).

    Durations are Oura's own fields: the hypnogram's epochs add up to something up to half an hour off. The
    offset is that of the bedtime, also when the clocks change or the person travels before getting up.
    """
    if record.get("bedtime_end") is None:
        return
    start, end = instant(record["bedtime_start"], context.zone), instant(record["bedtime_end"], context.zone)
    if end <= start:
        raise ValueError("ends before it began")
    total = seconds(record.get("total_sleep_duration"))
    yield Sleep(
        external_id=external_id(record),
        day=day(record["day"]),
        kind=kind(text(record.get("type")), total),
        start=start,
        end=end,
        utc_offset=offset(start),
        total=total,
        deep=seconds(record.get("deep_sleep_duration")),
        rem=seconds(record.get("rem_sleep_duration")),
        light=seconds(record.get("light_sleep_duration")),
        awake=seconds(record.get("awake_time")),
        latency=seconds(record.get("latency")),
        in_bed=seconds(record.get("time_in_bed")),
        efficiency=number(record.get("efficiency")),
        lowest_hr=positive(record.get("lowest_heart_rate")),
        average_hr=positive(record.get("average_heart_rate")),
        hrv=positive(record.get("average_hrv")),
        breath=positive(record.get("average_breath")),
        curves=curves(record, start, end),
    )


def kind(vendors: str, total: int | None) -> str:
    """Our word for Oura's type. A type that we do not know yet is judged by its length, as naps are."""
    if vendors in ("rest", "deleted"):
        return "ignored"
    if vendors == "long_sleep":
        return "night"
    return "nap" if total is not None and total >= SHORTEST_NAP else "fragment"


def curves(record: JSON, start: datetime, end: datetime) -> dict[str, Any]:
    """What was recorded within the period. The last epoch may reach beyond the end: draw it to the end."""
    length = (end - start).total_seconds()
    found = {
        "heart_rate": curve(record.get("heart_rate"), length),
        "hrv": curve(record.get("hrv"), length),
        "stages": stages(record, length),
    }
    return {name: value for name, value in found.items() if value}


def stages(record: JSON, length: float) -> dict[str, Any] | None:
    """The hypnogram, the finer one where there is one: 1 deep, 2 light, 3 REM, 4 awake."""
    for field, interval in (("sleep_phase_30_sec", 30), ("sleep_phase_5_min", 300)):
        if items := text(record.get(field), epochs(length, interval)):
            return {"interval": interval, "items": items}
    return None
