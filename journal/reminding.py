"""When a reminder is due, and of which day it asks. Pure: who calls brings the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .days import NOON, ONE, day_before, exists

LATE = timedelta(hours=2)  # a reminder that is later than this is dropped


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The one instant (UTC) of that time on that day.

    A time that the clock leaves out comes as much later as the clock leaps; of two it is the first.
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def due(at: time, zone: ZoneInfo, now: datetime) -> date | None:
    """The person's day whose reminder should go out now. Late in the evening it may be yesterday's."""
    today = now.astimezone(zone).date()
    for day in (today, today - ONE):
        if exists(day, zone) and moment(day, at, zone) <= now <= moment(day, at, zone) + LATE:
            return day
    return None


def passed(at: time, zone: ZoneInfo, now: datetime) -> date:
    """The last day on which that time has gone by already."""
    today = now.astimezone(zone).date()
    return today if moment(today, at, zone) <= now else today - ONE


def asked_about(day: date, at: time, zone: ZoneInfo) -> date:
    """The day that a reminder of that day and time is about: in the morning it is the one before."""
    return day_before(day, zone) if at < NOON else day
