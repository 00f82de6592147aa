"""Everything that was said, day by day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from journal import selectors
from journal.models import DailyLog, Reflection, Rested

PIECE = 200  # days whose words are in memory together


@dataclass(frozen=True, slots=True)
class Day:
    """`rested`: how rested the person felt, from 1 to 5."""

    day: date
    log: DailyLog | None
    rested: int | None
    reflections: Sequence[Reflection]


def days(user: User) -> Iterator[Day]:
    """Every day of which anything was said, the earliest first."""
    felt = dict(Rested.objects.filter(user=user, value__isnull=False).values_list("day", "value"))
    every = sorted({*selectors.days_written(user), *felt})
    for at in range(0, len(every), PIECE):
        piece = every[at : at + PIECE]
        logs = {log.day: log for log in selectors.logs(user).filter(day__in=piece)}
        written = defaultdict(list)
        for one in selectors.reflections(user).filter(day__in=piece).order_by("pk"):
            written[one.day].append(one)
        for day in piece:
            yield Day(day, logs.get(day), felt.get(day), written[day])
