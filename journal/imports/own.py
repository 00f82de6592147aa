"""Our own export, read back: docs/journal-format.md says what stands where."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from journal import days, scales
from journal.models import Tag

from . import checks
from .found import Day, Found, Refusal, Refused, Said, Words
from .tables import SCALES

FORMAT, VERSION = "healthdash-journal", 1
MOST = 10_000  # of anything on a day, as when it is typed

Json = Mapping[str, Any]


def parse(text: str) -> dict[str, Any]:
    """The file as an object. Raises Refused for anything but an export of ours."""
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused(_("This is neither a CSV file nor an export of healthdash.")) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT or not _is_text(found, text):
        raise Refused(_("This is neither a CSV file nor an export of healthdash."))
    if found.get("version") != VERSION:
        raise Refused(_("This export was written by a newer healthdash. Bring this one up to date first."))
    if not isinstance(found.get("days"), list):
        raise Refused(_("The export was cut off: its days are missing."))
    return found


def _is_text(found: dict[str, Any], text: str) -> bool:
    """JSON can write halves of characters, which no text has."""
    if "\\ud" not in text.lower():
        return True
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_number(name: str) -> None:
    raise ValueError(name)


def read(file: Json, user: User) -> Found:
    """The days of an export; each that cannot be understood is refused alone."""
    found, refused = [], []
    for at, one in enumerate(file["days"], 1):
        where = str(one.get("day"))[:20] if isinstance(one, dict) else _("Day %(n)s") % {"n": at}
        try:
            found.append(_day(_as_object(one), user))
        except Refused as why:
            refused.append(Refusal(where, str(why)))
    return Found(
        _once(found, refused),
        refused,
        tags=_tags(file),
        prompts=[checks.words(text, 300) for text in _texts(file.get("prompts"))],
        words=_own_words(file),
    )


def _once(found: Sequence[Day], refused: list[Refusal]) -> list[Day]:
    by_day: dict[date, Day] = {}
    for one in found:
        if one.day in by_day:
            refused.append(Refusal(one.day.isoformat(), _("The file has this day twice.")))
        else:
            by_day[one.day] = one
    return [by_day[day] for day in sorted(by_day)]


def _as_object(value: Any) -> Json:
    if not isinstance(value, dict):
        raise Refused(_("It is not of the form that an export has."))
    return value


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Refused(_("It is not of the form that an export has."))
    return value


def _text(value: Any, longest: int) -> str:
    """None stands for words that could not be read when the export was written."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused(_("It is not of the form that an export has."))
    return checks.words(value, longest)


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _step(value: Any) -> int | None:
    if value is None or (type(value) is int and 1 <= value <= 5):
        return value
    raise Refused(_("A scale of it is not a number from 1 to 5."))


def _day(one: Json, user: User) -> Day:
    day = checks.day(days.read(one["day"]) if isinstance(one.get("day"), str) else None, user)
    found = Day(day, text=_text(one.get("text"), checks.LONGEST_LINE), rested=_step(one.get("rested")))
    for scale in SCALES:
        if (value := _step(one.get(scale))) is not None:
            found.scales[scale] = value
    for answer in map(_as_object, _list(one.get("answers"))):
        found.answers[checks.tag_name(_text(answer.get("tag"), 1000))] = _said(answer)
    found.reflections = [_words(_as_object(each)) for each in _list(one.get("reflections"))]
    return found


def _said(answer: Json) -> Said:
    yes, amount, at = answer.get("yes"), answer.get("amount"), answer.get("time")
    if not isinstance(yes, bool):
        raise Refused(_("An answer of it is neither yes nor no."))
    if amount is not None and (type(amount) not in (int, float) or not 0 <= amount <= MOST):
        raise Refused(_("An amount of it is no number, or too large."))
    return Said(yes, float(amount) if yes and amount is not None else None, _time(at) if yes else None)


def _time(value: Any) -> time | None:
    if value is None:
        return None
    try:
        return time.fromisoformat(value).replace(second=0, microsecond=0, tzinfo=None)
    except (TypeError, ValueError):
        raise Refused(_("A time of it is no time of day.")) from None


def _words(one: Json) -> Words:
    title = _text(one.get("title"), checks.LONGEST_TITLE)
    text = _text(one.get("text"), checks.LONGEST_TEXT)
    if not (title or text):
        raise Refused(_("A reflection of it is empty."))
    return Words(title, text, [checks.tag_name(_text(name, 1000)) for name in _list(one.get("tags"))])


def _tags(file: Json) -> dict[str, dict[str, Any]]:
    """How tags look that are not here yet; what is odd about one is left at its default."""
    found = {}
    for one in _list(file.get("tags")):
        if isinstance(one, dict):
            kind, colour = one.get("kind"), one.get("colour")
            found[checks.tag_name(_text(one.get("name"), 1000))] = {
                "kind": kind if kind in Tag.Kind.values else Tag.Kind.YES_NO,
                "unit": _text(one.get("unit"), 1000)[:16],
                "group": _text(one.get("group"), 1000)[:40],
                "colour": colour if colour in Tag.Colour.values else Tag.Colour.JOURNAL,
                "archived": one.get("archived") is True,
            }
    return found


def _own_words(file: Json) -> dict[str, list[str]]:
    """A person's own five words, by scale."""
    found, said = {}, file.get("words")
    for scale in scales.WITH_WORDS:
        five = said.get(scale) if isinstance(said, dict) else None
        if isinstance(five, list) and len(five) == 5 and all(isinstance(word, str) for word in five):
            found[scale] = [word[: scales.LONGEST] for word in five]
    return found
