"""A person's last night: when it may be asked for, which is not while they sleep, and of whom."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from statistics import median
from typing import Any

from django.utils import timezone

from accounts.models import User
from integrations.contract import Auth
from integrations.selectors import ConnectionStatus
from metrics.selectors import Value
from metrics.stats import ENOUGH, WINDOW, before

from .tiles import Reading, night_is_missing, nights

WAKETIME = "sleep.waketime"
# By the person's clock, for somebody whose usual waking time is not known yet; nobody is asked earlier.
EARLIEST = 4 * 3600.0
# By the person's clock; after it, the schedule alone is soon enough.
UNTIL_HOUR = 14


def is_due(waketimes: Mapping[date, Value], today: date, user: Any, now: datetime | None = None) -> bool:
    """Whether a night without numbers is missing already, or just not over."""
    local = (now or timezone.now()).astimezone(user.zone)
    return local.hour * 3600 + local.minute * 60 >= expected_from(waketimes, today)


def expected_from(waketimes: Mapping[date, Value], today: date) -> float:
    """Seconds from midnight: the usual waking time of the last 60 days, from seven nights on."""
    known = before({day: value.value for day, value in waketimes.items()}, today, WINDOW)
    return max(EARLIEST, median(known)) if len(known) >= ENOUGH else EARLIEST


def waits_for_the_night(found: Sequence[Reading], statuses: Sequence[ConnectionStatus], user: User) -> bool:
    """Whether it is morning, last night has not come, and somebody may still send it."""
    return (
        night_is_missing(found)
        and bool(senders(found, statuses))
        and timezone.now().astimezone(user.zone).hour < UNTIL_HOUR
    )


def senders(found: Sequence[Reading], statuses: Sequence[ConnectionStatus]) -> list[ConnectionStatus]:
    """The sources that sent nights until now. Of an uploaded file nothing is to come by itself."""
    sent = {value.source for reading in nights(found) for value in reading.days.values()}
    return [s for s in statuses if s.provider.slug in sent and s.provider.auth is not Auth.NONE]
