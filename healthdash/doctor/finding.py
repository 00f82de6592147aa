"""One line of the doctor's report."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.utils import timezone
from django.utils.timesince import timesince


class Level(Enum):
    OK = "ok"
    NOTE = "note"  # worth knowing; nothing has to be done
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.level.value:<6} {self.name}: {self.text}"


def ok(name: str, text: str) -> Finding:
    return Finding(Level.OK, name, text)


def note(name: str, text: str) -> Finding:
    return Finding(Level.NOTE, name, text)


def wrong(name: str, text: str) -> Finding:
    return Finding(Level.WRONG, name, text)


def ago(at: datetime) -> str:
    """`3 minutes ago`; Django's words join number and unit with a no-break space."""
    if (timezone.now() - at).total_seconds() < 60:
        return "less than a minute ago"
    return f"{timesince(at, depth=1)} ago".replace("\xa0", " ")
