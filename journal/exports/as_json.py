"""The journal as JSON, to be read by programs and to be brought in again: docs/journal-format.md."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from accounts.models import User
from journal import selectors
from journal.fields import Unreadable
from journal.imports.own import FORMAT, VERSION
from journal.models import DailyLog, Prompt, Reflection, Tag, TagAnswer

from .days import Day, days

SCALES = ("mood", "energy", "stress")


def pieces(user: User) -> Iterator[str]:
    """The text of the file."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": timezone.now().isoformat(timespec="seconds"),
        "words": {scale: five for scale, five in selectors.settings_of(user).words.items() if any(five)},
        "tags": [_tag(tag) for tag in selectors.tags(user)],
        "prompts": [_words(one.text) for one in Prompt.objects.filter(user=user)],
    }
    yield f'{_text(head)[:-1]},"days":['
    between = "\n"
    for day in days(user):
        yield between + _text(_day(day))
        between = ",\n"
    yield "\n]}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _words(text: str) -> str | None:
    """None where no key of the server can read them."""
    return None if isinstance(text, Unreadable) else text


def _tag(tag: Tag) -> dict[str, Any]:
    names = ("name", "kind", "unit", "group", "colour", "archived")
    return {name: getattr(tag, name) for name in names}


def _day(one: Day) -> dict[str, Any]:
    """What is not said is not there."""
    said: dict[str, Any] = {"day": one.day.isoformat()}
    if one.log:
        said |= _log(one.log)
    if one.rested is not None:
        said["rested"] = one.rested
    if one.reflections:
        said["reflections"] = [_reflection(each) for each in one.reflections]
    return said


def _log(log: DailyLog) -> dict[str, Any]:
    said: dict[str, Any] = {scale: getattr(log, scale) for scale in SCALES if getattr(log, scale) is not None}
    if log.text or isinstance(log.text, Unreadable):
        said["text"] = _words(log.text)
    if answers := [_answer(each) for each in log.answers.all()]:
        said["answers"] = answers
    return said


def _answer(answer: TagAnswer) -> dict[str, Any]:
    said: dict[str, Any] = {"tag": answer.tag.name, "yes": answer.yes}
    if answer.amount is not None:
        said["amount"] = answer.amount
    if answer.time is not None:
        said["time"] = answer.time.strftime("%H:%M")
    return said


def _reflection(one: Reflection) -> dict[str, Any]:
    said: dict[str, Any] = {"title": _words(one.title), "text": _words(one.text)}
    if tags := [tag.name for tag in one.tags.all()]:
        said["tags"] = tags
    return said
