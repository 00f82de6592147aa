"""What *Today* shows of a person's numbers, for the page and for what it asks while it is open."""

from dataclasses import dataclass

from accounts.models import User
from integrations.unworn import hours_off
from metrics.layout import Layout, layout_of

from .held import Held, read_held
from .last_night import WAKETIME, is_due
from .tiles import Reading, explained, night_is_missing, readings


@dataclass(frozen=True, slots=True)
class Numbers:
    """`found` stands on the page, as the person arranged it; `has` holds the days behind it."""

    has: Held
    found: list[Reading]
    layout: Layout


def numbers_of(user: User) -> Numbers:
    day, layout = user.today(), layout_of(user)
    has = read_held(user, layout)
    found = readings(
        has.series,
        day,
        user,
        night_is_due=is_due(has.series[WAKETIME], day, user),
        layout=layout,
        own=has.own,
        candidates=has.candidates,
    )
    if night_is_missing(found) and (hours := hours_off(user, day)):
        found = explained(found, hours)
    return Numbers(has, found, layout)
