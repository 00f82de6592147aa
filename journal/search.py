"""Finding one's own words again. The database cannot read them, so they are searched in this process."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from cryptography.fernet import InvalidToken
from django.db.models import BinaryField, ExpressionWrapper, F, Q, QuerySet

from accounts.models import User

from . import selectors
from .models import DailyLog, Reflection, Tag

AROUND = 90  # characters of an excerpt on either side of the first match
# Texts that this process remembers: some ten years of one diary. Longer texts are read again each time.
REMEMBERED = 16_384
SHORT = 8_192  # bytes of ciphertext

Part = tuple[str, bool]  # a piece of text, and whether it is what was looked for


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: every word of the text, in entries that pass all filters."""

    text: str = ""
    tag: Tag | None = None
    mood: int | None = None
    first: date | None = None
    last: date | None = None

    @property
    def is_empty(self) -> bool:
        return self == Query()

    @property
    def words(self) -> list[str]:
        return composed(self.text).split()


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found; `reflection` is its id, None for the line of a check-in.

    Marks are put in when they are asked for: a list shows thirty hits of some thousand.
    """

    day: date
    reflection: int | None
    title_found: str
    text_found: str
    patterns: Sequence[re.Pattern[str]]

    @property
    def title(self) -> list[Part]:
        return marked(self.title_found, self.patterns)

    @property
    def excerpt(self) -> list[Part]:
        return excerpt(self.text_found, self.patterns)


def composed(text: str) -> str:
    """One form of letters with marks: an é can be stored as one character or as two."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def find(user: User, query: Query) -> list[Hit]:
    """What matches, the latest day first. Every character of the text stands for itself."""
    patterns = [re.compile(re.escape(word), re.IGNORECASE) for word in query.words]
    entries = [*_read(_logs(user, query), ()), *_read(_reflections(user, query), ("title",))]
    found = [
        Hit(day, pk, title, text, patterns)
        for day, pk, title, text in entries
        if all(pattern.search(text) or pattern.search(title) for pattern in patterns)
    ]
    return sorted(found, key=lambda hit: (hit.day, hit.reflection or 0), reverse=True)


def _in_range(query: Query) -> Q:
    within = Q()
    if query.first:
        within &= Q(day__gte=query.first)
    if query.last:
        within &= Q(day__lte=query.last)
    return within


def _logs(user: User, query: Query) -> QuerySet[DailyLog]:
    logs = DailyLog.objects.filter(_in_range(query), user=user)
    if query.tag:
        logs = logs.filter(answers__tag=query.tag, answers__yes=True)
    return logs if query.mood is None else logs.filter(mood=query.mood)


def _reflections(user: User, query: Query) -> QuerySet[Reflection]:
    """A reflection has no mood of its own: its day has."""
    found = selectors.reflections(user).prefetch_related(None).filter(_in_range(query)).order_by()
    if query.tag:
        found = found.filter(tags=query.tag)
    if query.mood is None:
        return found
    return found.filter(day__in=DailyLog.objects.filter(user=user, mood=query.mood).values("day"))


Entry = tuple[date, int | None, str, str]


def _read(rows: QuerySet[Any], titled: Sequence[str]) -> Iterator[Entry]:
    """Day, id of a reflection, title and text of each row; what no key can read is passed over."""
    raw = {f"raw_{name}": ExpressionWrapper(F(name), BinaryField()) for name in ("text", *titled)}
    for pk, day, text, *title in rows.annotate(**raw).values_list("pk", "day", *raw):
        try:
            yield day, pk if titled else None, decrypted(title[0]) if title else "", decrypted(text)
        except InvalidToken:
            continue


def decrypted(token: bytes | memoryview) -> str:
    """The words of a stored value. Raises InvalidToken."""
    stored = bytes(token)
    return _remembered(stored) if len(stored) <= SHORT else _decrypt(stored)


def _decrypt(token: bytes) -> str:
    return composed(DailyLog._meta.get_field("text").fernet.decrypt(token).decode())


# By the stored bytes, so a change is another key: nothing ever has to be declared stale.
_remembered = lru_cache(maxsize=REMEMBERED)(_decrypt)


def marked(text: str, patterns: Sequence[re.Pattern[str]]) -> list[Part]:
    """The text in pieces, those that match marked."""
    if not patterns:
        return [(text, False)] if text else []
    either = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns), re.IGNORECASE)
    parts, at = [], 0
    for match in either.finditer(text):
        parts += [(text[at : match.start()], False), (match.group(), True)]
        at = match.end()
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def excerpt(text: str, patterns: Sequence[re.Pattern[str]]) -> list[Part]:
    """The surroundings of the first match, or the beginning."""
    places = [match.start() for pattern in patterns if (match := pattern.search(text))]
    begin = max(0, min(places, default=0) - AROUND)
    end = begin + 2 * AROUND
    parts = marked(text[begin:end], patterns)
    before = [("…", False)] if begin else []
    return before + parts + ([("…", False)] if end < len(text) else [])
