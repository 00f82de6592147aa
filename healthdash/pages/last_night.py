"""When a person's last night may be asked for: not while they sleep."""

from collections.abc import Mapping
from datetime import date, datetime
from statistics import median
from typing import Any

from django.utils import timezone

from metrics.selectors import Value
from metrics.stats import ENOUGH, WINDOW, before

WAKETIME = "sleep.waketime"
# By the person's clock, for somebody whose usual waking time is not known yet; nobody is asked earlier.
EARLIEST = 4 * 3600.0


def is_due(waketimes: Mapping[date, Value], today: date, user: Any, now: datetime | None = None) -> bool:
    """Whether a night without numbers is missing already, or just not over."""
    local = (now or timezone.now()).astimezone(user.zone)
    return local.hour * 3600 + local.minute * 60 >= expected_from(waketimes, today)


def expected_from(waketimes: Mapping[date, Value], today: date) -> float:
    """Seconds from midnight: the usual waking time of the last 60 days, from seven nights on."""
    known = before({day: value.value for day, value in waketimes.items()}, today, WINDOW)
    return max(EARLIEST, median(known)) if len(known) >= ENOUGH else EARLIEST
