"""One day of the journal in two queries, for a page that shows much more than the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import F, FilteredRelation, Q

from accounts.models import User
from metrics.selectors import says_anything

from .entries import Entry, entry_of, written_of
from .models import DailyLog, JournalSettings, Reflection, Tag, TagAnswer
from .selectors import Recorded

SETTINGS = ("words", "asks_stress", "feel_first")
LOG = ("pk", "mood", "energy", "stress", "text")
ANSWER = ("pk", "yes", "amount", "time")
TAG = ("slug", "name", "kind", "unit", "colour")


@dataclass(frozen=True, slots=True)
class At:
    """A tag whose answer names a time of that day."""

    name: str
    at: time
    colour: str


@dataclass(frozen=True, slots=True)
class WholeDay:
    """What was said of a day. `asks_first`: the day's scores wait for "How rested do you feel?".

    `has_numbers`: whether anything else is known of it, which one query can tell along with the rest.
    """

    entry: Entry
    settings: JournalSettings
    asks_first: bool
    at: Sequence[At]
    has_numbers: bool

    @property
    def has_words(self) -> bool:
        return self.entry.has_log or bool(self.entry.reflections)


def whole_day(user: User, day: date, recorded: Sequence[Recorded]) -> WholeDay:
    """`recorded` are the tags that sources recorded on it."""
    rows = _rows(user, day)
    settings = JournalSettings(user=user, **_part(rows[0], "journal_settings", SETTINGS))
    log = DailyLog(user=user, day=day, **_part(rows[0], "log", LOG)) if rows[0]["log__pk"] else None
    answers = [_answer(row) for row in rows if row["log__answers__pk"]]
    written = [written_of(one, tags) for one, tags in _reflections(user, day)]
    return WholeDay(
        entry=entry_of(user, day, log, answers, written, recorded, settings),
        settings=settings,
        asks_first=settings.feel_first and day == user.today() and not rows[0]["felt__pk"],
        at=[
            At(one.tag.name, one.time, one.tag.colour) for one in answers if one.yes and one.time is not None
        ],
        has_numbers=rows[0]["has_numbers"],
    )


def _rows(user: User, day: date) -> list[dict[str, Any]]:
    """Settings, check-in and answers side by side: a row an answer, one row where there is none."""
    columns = [f"journal_settings__{name}" for name in SETTINGS]
    columns += [f"log__{name}" for name in LOG] + ["felt__pk", "has_numbers"]
    columns += [f"log__answers__{name}" for name in ANSWER] + [f"log__answers__tag__{name}" for name in TAG]
    person = User.objects.filter(pk=user.pk).annotate(
        log=FilteredRelation("daily_logs", condition=Q(daily_logs__day=day)),
        felt=FilteredRelation("rested", condition=Q(rested__day=day)),
        has_numbers=says_anything(day),
    )
    return list(person.order_by("log__answers__tag__group", "log__answers__tag_id").values(*columns))


def _part(row: Mapping[str, Any], table: str, names: Sequence[str]) -> dict[str, Any]:
    """A table's columns; what is NULL there falls to the model's default."""
    return {name: row[f"{table}__{name}"] for name in names if row[f"{table}__{name}"] is not None}


def _answer(row: Mapping[str, Any]) -> TagAnswer:
    tag = Tag(**_part(row, "log__answers__tag", TAG))
    return TagAnswer(tag=tag, **_part(row, "log__answers", ANSWER))


def _reflections(user: User, day: date) -> list[tuple[Reflection, list[str]]]:
    rows = Reflection.objects.filter(user=user, day=day, deleted_at=None).annotate(tag_name=F("tags__name"))
    found: dict[int, tuple[Reflection, list[str]]] = {}
    for row in rows.order_by("pk", "tags__pk"):
        _one, tags = found.setdefault(row.pk, (row, []))
        if row.tag_name:
            tags.append(row.tag_name)
    return list(found.values())
