"""What *Today* reads of a person, for the page and for what it asks while it is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from accounts.models import User
from integrations.unworn import hours_off
from metrics import selectors
from metrics.catalogue import Metric
from metrics.layout import Layout, layout_of

from .arrange import own_metrics
from .last_night import WAKETIME, is_due
from .tiles import CANDIDATES, HISTORY, Days, Reading, explained, night_is_missing, readings


@dataclass(frozen=True, slots=True)
class Numbers:
    """`found` stands on the page, as the person arranged it; `series` holds the days behind it."""

    series: Mapping[str, Days]
    found: list[Reading]
    layout: Layout
    own: Mapping[str, Metric]


def numbers_of(user: User) -> Numbers:
    day, layout = user.today(), layout_of(user)
    own = own_metrics(user, layout)
    asked = list(dict.fromkeys((*CANDIDATES, WAKETIME, *layout.pinned)))
    series = selectors.daily(user=user, metrics=asked, start=day - timedelta(days=HISTORY), end=day)
    due = is_due(series[WAKETIME], day, user)
    found = readings(series, day, user, night_is_due=due, layout=layout, own=own)
    if night_is_missing(found) and (hours := hours_off(user, day)):
        found = explained(found, hours)
    return Numbers(series, found, layout, own)
