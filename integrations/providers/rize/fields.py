"""What Rize's records say about who they are and when they were."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from integrations.contract import JSON
from integrations.fields import day, external_id, instant, text

# A running timer keeps its end at the present moment, or just past it.
SETTLED = timedelta(minutes=1)


def bucket_day(record: JSON) -> date:
    """The day of a bucket: the vendor's own word, of which some answers write a time behind the date."""
    return day(text(record["date"])[:10])


def identify_bucket(record: JSON) -> tuple[str, date]:
    """A bucket has no id: its day serves as one."""
    found = bucket_day(record)
    return found.isoformat(), found


def has_no_zone(time: object) -> bool:
    """Whether a time says nothing of where somebody was. One of a zone has its offset, be it +00:00."""
    return isinstance(time, str) and time.endswith("Z")


def moment(record: JSON, name: str) -> datetime:
    """A time of a session with the offset of the clock on the wall, as far as anybody said.

    `timezone` is what the account said of itself where the time did not.
    """
    found, zone = instant(record[name]), record.get("timezone")
    return found.astimezone(ZoneInfo(zone)) if zone and has_no_zone(record[name]) else found


def identify_session(record: JSON) -> tuple[str, date]:
    """The id, and the day on which the clock on the wall stood when the session began.

    The schema lets the id be null; two sessions of one person cannot begin at one moment.
    """
    start = moment(record, "startTime")
    start.astimezone(UTC)  # at the edge of the calendar there is none
    named = record.get("id") is not None
    return external_id(record) if named else f"start-{start.astimezone(UTC).isoformat()}", start.date()


def is_over(record: object, now: datetime) -> bool:
    """Whether a session has ended; one whose end cannot be read is left for the normaliser to refuse."""
    if not isinstance(record, Mapping):
        return True
    if record.get("endTime") is None:
        return "endTime" not in record
    try:
        return instant(record["endTime"]) <= now - SETTLED
    except (TypeError, ValueError, OverflowError):
        return True


def slug_of(key: str) -> str:
    """A category's key as a part of a metric's name: plain letters, always the same, never empty."""
    plain = slugify(re.sub(r"[^\w\s-]|_", " ", key))[:48].strip("-")
    return plain or hashlib.sha256(key.encode()).hexdigest()[:12]
