"""Movement: `daily_activity` and `workout`."""

import re
from collections.abc import Iterator

from integrations.contract import JSON, Context
from integrations.fields import day, external_id, instant, number, offset, seconds, span, text
from metrics.records import Daily, WorkoutRecord

from .daily import contributors, values

CONTRIBUTORS = (
    "meet_daily_targets",
    "move_every_hour",
    "recovery_time",
    "stay_active",
    "training_frequency",
    "training_volume",
)
A_DAY = 24 * 3600
HOUR = 12  # classes of five minutes
NO_NIGHT = 3 * HOUR  # as short as the shortest night that was worn may be


def daily_activity(record: JSON, context: Context) -> Iterator[Daily]:
    """The day from 04:00 to 04:00, under Oura's date. A day with the ring in a drawer says nothing."""
    if not_worn(record):
        return
    yield from values(
        record,
        {
            "activity.score": number(record.get("score")),
            "activity.steps": number(record.get("steps")),
            "activity.active_calories": number(record.get("active_calories")),
            "activity.total_calories": number(record.get("total_calories")),
            "activity.high": seconds(record.get("high_activity_time")),
            "activity.medium": seconds(record.get("medium_activity_time")),
            "activity.low": seconds(record.get("low_activity_time")),
            "activity.sedentary": seconds(record.get("sedentary_time")),
            "activity.distance": number(record.get("equivalent_walking_distance")),
        },
    )
    yield from contributors(record, "activity", CONTRIBUTORS)


def not_worn(record: JSON) -> bool:
    """Whether the ring was off for the whole of a `daily_activity`."""
    return not record.get("steps") and (seconds(record.get("non_wear_time")) or 0) >= A_DAY


def off_over_night(before: JSON, on: JSON) -> float:
    """For how long the ring was off, in the stretch that leaves no night between two `daily_activity`.

    Their classes of five minutes follow one another from 04:00 to 04:00, "0" for a ring that is off.
    """
    evening, morning = (text(record.get("class_5_min")) for record in (before, on))
    if not evening or not morning:
        return 0
    line, four = evening + morning, len(evening)
    bed, wake = four - 6 * HOUR, four + 4 * HOUR  # 22:00 and 08:00
    stretches = (match.span() for match in re.finditer("0+", line))
    off = (last - first for first, last in stretches if min(last, wake) - max(first, bed) >= NO_NIGHT)
    return max(off, default=0) * 300


def workout(record: JSON, context: Context) -> Iterator[WorkoutRecord]:
    """One workout. Oura states no duration: it is from the start to the end."""
    ends = record.get("end_datetime")
    start, end = span(
        instant(record["start_datetime"], context.zone), None if ends is None else instant(ends, context.zone)
    )
    yield WorkoutRecord(
        external_id=external_id(record),
        day=day(record["day"]),
        start=start,
        end=end,
        utc_offset=offset(start),
        activity=text(record["activity"], 60) or "other",
        intensity=text(record.get("intensity"), 20),
        calories=number(record.get("calories")),
        distance=number(record.get("distance")),
        title=text(record.get("label")),
    )
