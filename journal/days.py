"""Which day is meant. Pure, but for the clock that the caller reads."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from healthdash.lib.dates import FIRST

NOON = time(12)
ONE = timedelta(days=1)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def exists(day: date, zone: ZoneInfo) -> bool:
    """Whether a zone had that day at all: Samoa left out 30 December 2011."""
    noon = datetime.combine(day, NOON, tzinfo=zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day


def day_before(day: date, zone: ZoneInfo) -> date:
    before = day - ONE
    return before if exists(before, zone) else before - ONE


def day_in_question(user: User) -> date:
    """The day that a check-in is about: yesterday before noon where the person is, then today."""
    local = timezone.now().astimezone(user.zone)
    return day_before(local.date(), user.zone) if local.time() < NOON else local.date()


def may_be_written(day: date, user: User) -> bool:
    return FIRST <= day <= user.today() and exists(day, user.zone)


def read(text: str) -> date | None:
    """A day as an address or a field writes it; None for anything else."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None
