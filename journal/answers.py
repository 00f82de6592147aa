"""How a check-in stands in a form's fields: names and texts on one side, `Said` on the other."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from accounts.models import User
from healthdash.lib import formats

from .models import DailyLog, Tag, TagAnswer
from .services.checkin import Answer, Said

YES, NO, NOT_ANSWERED = "yes", "no", ""
AFTER = {NOT_ANSWERED: YES, YES: NO, NO: NOT_ANSWERED}
SCALES = ("mood", "energy", "stress")
MOST = 10_000  # of anything on a day


def state_name(tag: Tag) -> str:
    return f"tag-{tag.pk}"


def detail_name(tag: Tag) -> str:
    return f"detail-{tag.pk}"


def initial(log: DailyLog | None, day: date, user: User) -> dict[str, Any]:
    """The fields of a day as it stands; of nothing, for a day without a check-in."""
    start: dict[str, Any] = {
        "day": day,
        "version": log.version if log else 0,
        "text": log.text if log else "",
    }
    if log is None:
        return start
    for scale in SCALES:
        value = getattr(log, scale)
        start[scale] = "" if value is None else str(value)
    for answer in log.answers.all():
        start[state_name(answer.tag)] = YES if answer.yes else NO
        start[detail_name(answer.tag)] = detail_text(answer, user)
    return start


def detail_text(answer: TagAnswer, user: User) -> str:
    """An answer's amount or time as it stands in its input."""
    if answer.time is not None:
        return formats.input_text(answer.time.hour * 3600 + answer.time.minute * 60, "clock", 0, user)
    decimals = 0 if answer.amount is None or answer.amount.is_integer() else 2
    return formats.input_text(answer.amount, "count", decimals, user)


def parse_detail(text: str, tag: Tag, user: User) -> tuple[float | None, time | None]:
    """Amount or time of a tag; ValueError where it is neither."""
    text = text.strip()
    if not text:
        return None, None
    if tag.kind == Tag.Kind.TIME:
        minutes = int(formats.parse_clock(text)) // 60
        return None, time(minutes // 60, minutes % 60)
    amount = formats.parse_number(text, user)
    if not 0 <= amount <= MOST:
        raise ValueError(f"{text!r} is no amount of a day")
    return amount, None


def said(cleaned: dict[str, Any], tags: Sequence[Tag]) -> Said:
    """What a checked form says."""
    answers = {}
    for tag in tags:
        state = cleaned[state_name(tag)]
        if state:
            amount, when = cleaned.get(detail_name(tag)) or (None, None)
            detail = (amount, when) if state == YES else (None, None)
            answers[tag.pk] = Answer(state == YES, *detail)
    scales = {scale: int(cleaned[scale]) for scale in SCALES if cleaned.get(scale)}
    return Said(**scales, text=one_break(cleaned["text"].strip()), answers=answers)


def one_break(text: str) -> str:
    """The text with line breaks as we store them; browsers send two characters for each."""
    return text.replace("\r\n", "\n")


def both(theirs: dict[str, Any], mine: dict[str, Any]) -> dict[str, Any]:
    """A day that was changed elsewhere, with what this form says put in: no answer and no word is lost.

    Where both answered, this form stands; where both wrote, both texts do.
    """
    joined = theirs | {name: value for name, value in mine.items() if value not in ("", None)}
    texts = [theirs.get("text", ""), one_break(mine.get("text", ""))]
    if texts[0] and texts[1] and texts[0] not in texts[1]:
        joined["text"] = "\n".join(texts)
    return joined | {"version": theirs["version"], "day": theirs["day"]}


def pressed(data: dict[str, Any], what: str, tags: Sequence[Tag]) -> dict[str, Any]:
    """The fields after one press without JavaScript: a chip, "everything else no", or a cleared scale."""
    for tag in tags:
        name = state_name(tag)
        if what == name:
            data[name] = AFTER.get(data.get(name, ""), YES)
        elif what == "rest-no" and not data.get(name):
            data[name] = NO
    if what.removeprefix("clear-") in SCALES:
        data[what.removeprefix("clear-")] = ""
    return data
