"""What happened on the days of a chart: tags, a source's notes and workouts, as ticks with words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from metrics import selectors
from metrics.models import Annotation, CustomMetric, Workout
from metrics.nights import counted
from metrics.notes import HAPPENED, note_name

from .window import Window

Happened = Mapping[date, list[str]]

MOST = 6  # words of one day
TAG = "tag."


def happened(user: User, window: Window, but: str = "") -> Happened:
    """By day the words of what happened, each once and none escaped. Four queries; `but`: a tag left out."""
    found: dict[date, list[str]] = defaultdict(list)
    for day, word in [*said_yes(user, window, but), *noted(user, window), *trained(user, window)]:
        if word not in found[day]:
            found[day].append(word)
    return {day: shortened(words) for day, words in found.items()}


def said_yes(user: User, window: Window, but: str) -> Iterator[tuple[date, str]]:
    own = CustomMetric.objects.filter(user=user, key__startswith=TAG).exclude(key=but).order_by("label")
    names = dict(own.values_list("key", "label"))
    values = selectors.daily_numbers(user=user, metrics=list(names), start=window.start, end=window.end)
    for key, name in names.items():
        yield from ((day, name) for day, value in values.known[key].items() if value)


def noted(user: User, window: Window) -> Iterator[tuple[date, str]]:
    span = (window.start, window.end)
    notes = Annotation.objects.filter(user=user, kind__in=HAPPENED, day__range=span).order_by("day", "start")
    yield from ((note.day, name) for note in counted(notes) if (name := note_name(note)))


def trained(user: User, window: Window) -> Iterator[tuple[date, str]]:
    rows = Workout.objects.filter(user=user, day__range=(window.start, window.end)).defer("title")
    for one in counted(rows.order_by("day", "start")):
        yield one.day, one.activity.replace("_", " ").capitalize()


def shortened(words: list[str]) -> list[str]:
    if len(words) <= MOST:
        return words
    return [*words[: MOST - 1], _("and %(count)s more") % {"count": len(words) - MOST + 1}]
