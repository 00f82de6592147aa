"""What changed about the measuring itself: another ring, another time zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
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
from .zones import Offset

LONGEST_WORD = 24
LETTERS = 45  # that lie side by side on a phone


@dataclass(frozen=True, slots=True)
class Mark:
    """What a chart says at a day, or from it up to `last`; `text` says the same in full, not escaped."""

    day: date
    word: str
    last: date | None = None
    text: str = ""

    def covers(self, day: date) -> bool:
        return self.last is not None and self.day <= day <= self.last


def measuring_marks(user: User, window: Window, offsets: Sequence[Offset]) -> list[Mark]:
    """Changes within the window, and what the person said of several days, in order. Two queries."""
    marks = [*device_marks(user, window), *zone_marks(user, offsets), *period_marks(user, window)]
    return sorted(marks, key=lambda mark: mark.day)


def period_marks(user: User, window: Window) -> list[Mark]:
    """A person's own words over those of their days that are in the window."""
    notes = Annotation.objects.filter(
        user=user, kind=Annotation.Kind.PERIOD, day__lte=window.end, withdrawn=False, excluded=False
    ).order_by("day", "pk")
    spans = [(note, date.fromisoformat(note.details["last_day"])) for note in notes]
    return [period_mark(note, last, window) for note, last in spans if last >= window.start]


def period_mark(note: Annotation, last: date, window: Window) -> Mark:
    text = readable(note.text)
    first, last = max(note.day, window.start), min(last, window.end)
    return Mark(first, escape(shortened(text)), last, text)


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_WORD else f"{text[: LONGEST_WORD - 1].rstrip()}…"


def in_window(model: Any, user: User, window: Window) -> Any:
    days = (window.start, window.end)
    return model.objects.filter(user=user, day__range=days, withdrawn=False, excluded=False)


def device_marks(user: User, window: Window) -> list[Mark]:
    changes = in_window(Annotation, user, window).filter(kind=Annotation.Kind.DEVICE)
    return [Mark(day, _("new ring")) for day in sorted(set(changes.values_list("day", flat=True)))]


def zone_marks(user: User, offsets: Sequence[Offset]) -> list[Mark]:
    """Where nights begin to be recorded away from home, and where they are at home again.

    The distance from home's own offset of that moment is what counts, so that summer time marks nothing.
    """
    marks: list[Mark] = []
    before: int | None = None
    for day, there, home in offsets:
        away = there - home
        if before is not None and away != before:
            marks.append(Mark(day, zone_word(away, user)))
        before = away
    return marks


def offsets_from_home(user: User, window: Window) -> list[tuple[date, int]]:
    """Of each night, in order, how many seconds its clock was ahead of home's. One query."""
    return [(day, there - home) for day, there, home in night_offsets(user, window)]


def night_offsets(user: User, window: Window) -> list[Offset]:
    """Of each night, in order, its clock and the one at home. One query."""
    nights = in_window(SleepPeriod, user, window).filter(kind=SleepPeriod.Kind.NIGHT).order_by("start")
    rows = nights.values_list(bare.text("day"), bare.text("start"), "utc_offset")
    zone = user.zone
    return [(date.fromisoformat(day), offset, home_offset(zone, start)) for day, start, offset in rows]


@lru_cache(maxsize=16_384)
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
    """The layout with a dashed line or a pale band for each mark, and the words of those that have room."""
    shapes = [axes.days_band(m.day, m.last) if m.last else axes.mark_line(m.day) for m in marks]
    notes = [axes.mark_word(marks[at].day, marks[at].word, window) for at in with_room(marks, window)]
    return {
        **layout,
        "shapes": shapes,
        "annotations": [*layout["annotations"], *notes],
    }


def with_room(marks: Sequence[Mark], window: Window) -> list[int]:
    """Which marks have room for their word on a phone: the lines and bands of the others stand alone."""
    kept: list[int] = []
    free = float("-inf")  # the first day, counted within the window, that no word lies over
    for at, mark in enumerate(marks):
        begin, width = float((mark.day - window.start).days), width_of(mark.word, window)
        if axes.is_late(mark.day, window):  # it stands to the left of its line
            begin -= width
        if begin >= free:
            kept.append(at)
            free = begin + width
    return kept


def width_of(word: str, window: Window) -> float:
    """Over how many days of the window a word lies."""
    return window.length * (len(word) + 1) / LETTERS
