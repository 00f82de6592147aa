"""What changed about the measuring itself: another ring, another time zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.lib import formats
from healthdash.lib.fields import readable
from metrics import bare
from metrics.models import Annotation, SleepPeriod

from . import axes
from .window import Window
from .words import decimals_of

LONGEST_WORD = 24


@dataclass(frozen=True, slots=True)
class Mark:
    day: date
    word: str


def measuring_marks(user: User, window: Window) -> list[Mark]:
    """Changes within the window, and what the person said of several days, in order. Three queries."""
    marks = [*device_marks(user, window), *zone_marks(user, window), *period_marks(user, window)]
    return sorted(marks, key=lambda mark: mark.day)


def period_marks(user: User, window: Window) -> list[Mark]:
    """A person's own words at the first day of theirs that is in the window."""
    notes = Annotation.objects.filter(
        user=user, kind=Annotation.Kind.PERIOD, day__lte=window.end, withdrawn=False, excluded=False
    ).order_by("day", "pk")
    return [
        Mark(max(note.day, window.start), escape(shortened(readable(note.text))))
        for note in notes
        if date.fromisoformat(note.details["last_day"]) >= window.start
    ]


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_WORD else f"{text[: LONGEST_WORD - 1].rstrip()}…"


def in_window(model: Any, user: User, window: Window) -> Any:
    days = (window.start, window.end)
    return model.objects.filter(user=user, day__range=days, withdrawn=False, excluded=False)


def device_marks(user: User, window: Window) -> list[Mark]:
    changes = in_window(Annotation, user, window).filter(kind=Annotation.Kind.DEVICE)
    return [Mark(day, _("new ring")) for day in sorted(set(changes.values_list("day", flat=True)))]


def zone_marks(user: User, window: Window) -> list[Mark]:
    """Where nights begin to be recorded away from home, and where they are at home again.

    The distance from home's own offset of that moment is what counts, so that summer time marks nothing.
    """
    marks: list[Mark] = []
    before: int | None = None
    for day, away in offsets_from_home(user, window):
        if before is not None and away != before:
            marks.append(Mark(day, zone_word(away, user)))
        before = away
    return marks


def offsets_from_home(user: User, window: Window) -> list[tuple[date, int]]:
    """Of each night, in order, how many seconds its clock was ahead of home's. One query."""
    nights = in_window(SleepPeriod, user, window).filter(kind=SleepPeriod.Kind.NIGHT).order_by("start")
    rows = nights.values_list(bare.text("day"), bare.text("start"), "utc_offset")
    zone = user.zone
    return [(date.fromisoformat(day), offset - home_offset(zone, start)) for day, start, offset in rows]


def home_offset(zone: tzinfo, instant: str) -> int:
    offset = datetime.fromisoformat(f"{instant}+00:00").astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def zone_word(away: int, prefs: Any) -> str:
    """ "+9 h" of home, or "home"."""
    if away == 0:
        return _("home time")
    return _("%(hours)s h from home") % {"hours": signed_hours(away, prefs)}


def signed_hours(away: int, prefs: Any) -> str:
    hours = away / 3600
    return formats.number(hours, "", decimals_of(hours), prefs, deviation=True)


def with_marks(layout: dict[str, Any], marks: Sequence[Mark], window: Window) -> dict[str, Any]:
    """The layout with a dashed line for each mark, and the words of those that have room for one."""
    lines = [axes.mark_line(mark.day, mark.word, window) for mark in marks]
    notes = [lines[at][1] for at in with_room(marks, window)]
    return {
        **layout,
        "shapes": [line for line, _note in lines],
        "annotations": [*layout["annotations"], *notes],
    }


def with_room(marks: Sequence[Mark], window: Window) -> list[int]:
    """Which marks have room for their word: the lines of the others stand alone.

    Near the end a word stands to the left of its line, so that two of them share the room between.
    """
    room = window.length / 5
    kept: list[int] = []
    for at, mark in enumerate(marks):
        needed = 2 * room if axes.is_late(mark.day, window) else room
        if not kept or (mark.day - marks[kept[-1]].day).days >= needed:
            kept.append(at)
    return kept
