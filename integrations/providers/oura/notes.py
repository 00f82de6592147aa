"""What Oura says in words: tags, sessions, rest mode, bedtime advice, rings.

A person's own words go into `text`, which is stored encrypted; `details` hold Oura's codes only.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from integrations.contract import JSON, Context
from integrations.fields import curve, day, external_id, instant, mapping, offset, seconds, span, text
from metrics.records import Note

CODE = 80


def tag(record: JSON, context: Context) -> Iterator[Note]:
    """`enhanced_tag`: code "" for text alone; the text is the person's name for the tag, then the comment."""
    start, end = span(
        instant(record["start_time"], context.zone), _optional(record.get("end_time"), context.zone)
    )
    words = (text(record.get("custom_name")), text(record.get("comment")))
    yield _note(
        record,
        "tag",
        day(record["start_day"]),
        start,
        end,
        code=text(record.get("tag_type_code"), CODE),
        text="\n".join(filter(None, words)),
    )


def session(record: JSON, context: Context) -> Iterator[Note]:
    """`session`: breathing, meditation, … with the mood that was picked and what the ring measured."""
    start, end = span(
        instant(record["start_datetime"], context.zone), _optional(record.get("end_datetime"), context.zone)
    )
    length = (end - start).total_seconds() if end else 0
    details = {
        "mood": text(record.get("mood"), CODE),
        "heart_rate": curve(record.get("heart_rate"), length),
        "hrv": curve(record.get("heart_rate_variability"), length),
    }
    yield _note(
        record,
        "session",
        day(record["day"]),
        start,
        end,
        code=text(record.get("type"), CODE),
        details=details,
    )


def rest_mode(record: JSON, context: Context) -> Iterator[Note]:
    """`rest_mode_period`: from its first day; without an end while it lasts."""
    first = day(record["start_day"])
    start = _optional(record.get("start_time"), context.zone) or _midnight(first, context.zone)
    end = _optional(record.get("end_time"), context.zone)
    if end is None and record.get("end_day") is not None:
        end = _midnight(day(record["end_day"]) + timedelta(days=1), context.zone)
    start, end = span(start, end)
    tags = {text(code, CODE) for episode in record.get("episodes") or () for code in episode["tags"]}
    yield _note(record, "rest", first, start, end, details={"tags": sorted(tags)})


def bedtime_advice(record: JSON, context: Context) -> Iterator[Note]:
    """`sleep_time`: the advised window for going to bed; nothing while Oura has no advice to give."""
    window, code = mapping(record.get("optimal_bedtime")), text(record.get("recommendation"), CODE)
    if not window and not code:
        return
    on = day(record["day"])
    start: datetime = _midnight(on, context.zone)
    end = None
    if window:
        zone = timezone(timedelta(seconds=window["day_tz"]))
        midnight = datetime.combine(on, time(), zone)
        start = midnight + timedelta(seconds=window["start_offset"])
        end = midnight + timedelta(seconds=window["end_offset"])
    start, end = span(start, end)
    details = {"status": text(record.get("status"), CODE)}
    yield _note(record, "advice", on, start, end, code=code, details=details)


def ring(record: JSON, context: Context) -> Iterator[Note]:
    """`ring_configuration`: the day a ring was set up, in the person's zone; nothing for one never set up."""
    if record.get("set_up_at") is None:
        return
    start = instant(record["set_up_at"]).astimezone(ZoneInfo(context.zone))
    details = {name: text(record.get(name), CODE) for name in ("color", "design")}
    details["size"] = str(seconds(record.get("size")) or "")
    yield _note(
        record,
        "device",
        start.date(),
        start,
        None,
        code=text(record.get("hardware_type"), CODE),
        details=details,
    )


def identify_by_start(record: JSON) -> tuple[str, date]:
    """Tags and rest mode belong to the day they begin."""
    return external_id(record), day(record["start_day"])


def identify_ring(record: JSON) -> tuple[str, date | None]:
    """A ring and the UTC day of its set-up, where it has been set up."""
    name = external_id(record)
    moment = _optional(record.get("set_up_at"), "UTC")
    return name, moment.astimezone(UTC).date() if moment else None


def _note(
    record: JSON,
    kind: str,
    on: date,
    start: datetime,
    end: datetime | None,
    *,
    code: str = "",
    text: str = "",
    details: dict[str, Any] | None = None,
) -> Note:
    """The parts that all notes share; details without a value are left out."""
    return Note(
        external_id=external_id(record),
        day=on,
        kind=kind,
        start=start,
        end=end,
        utc_offset=offset(start),
        code=code,
        text=text,
        details={name: value for name, value in (details or {}).items() if value},
    )


def _optional(value: object, zone: str) -> datetime | None:
    return None if value is None else instant(value, zone)


def _midnight(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(zone))
