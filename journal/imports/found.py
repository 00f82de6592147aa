"""What a file says, whatever kind it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any


class Refused(ValueError):
    """A row, or a whole file, that is not brought in; its text is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row of the file that is left out. `where` is its line, or its day."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Said:
    """One tag, answered. Times and amounts only with a yes."""

    yes: bool = True
    amount: float | None = None
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A reflection; its tags by name."""

    title: str
    text: str
    tags: Sequence[str] = ()


@dataclass(slots=True)
class Day:
    """All that a file says about one day. Scales from 1 to 5 by name; answers by the tag's name."""

    day: date
    scales: dict[str, int] = field(default_factory=dict)
    text: str = ""
    rested: int | None = None
    answers: dict[str, Said] = field(default_factory=dict)
    reflections: list[Words] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """A whole file. `tags`: what it says of tags, by name, to make those that are not here yet."""

    days: list[Day]
    refused: list[Refusal]
    tags: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    prompts: Sequence[str] = ()
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
