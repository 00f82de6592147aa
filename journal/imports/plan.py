"""What bringing a file in would change, day by day. The page shows it, and the service does it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from journal import selectors
from journal.fields import Unreadable
from journal.models import DailyLog, Prompt, Reflection, Rested, Tag, TagAnswer

from .found import Day, Found, Refusal, Said, Words

MINE, THEIRS = "mine", "theirs"
MOST_NEW_TAGS = 200
PIECE = 500  # days whose words are in memory together


@dataclass(slots=True)
class Change:
    """One day. `columns` and `answers` are what is written; answers by the tag's name in small letters."""

    day: date
    log: DailyLog | None
    columns: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Said] = field(default_factory=dict)
    rested: int | None = None
    rested_before: int | None = None
    reflections: list[Words] = field(default_factory=list)
    same: int = 0  # what is here already
    differing: int = 0  # where both sides say something else

    @property
    def changes_the_log(self) -> bool:
        return bool(self.columns or self.answers)

    @property
    def is_new(self) -> bool:
        return self.log is None and self.changes_the_log


@dataclass(slots=True)
class Plan:
    """All of it. `new_tags` by their name in small letters."""

    rule: str
    changes: list[Change]
    refused: list[Refusal]
    new_tags: dict[str, Tag]
    prompts: list[str]
    words: dict[str, Sequence[str]]

    @property
    def is_empty(self) -> bool:
        writes = any(one.changes_the_log or one.reflections or one.rested for one in self.changes)
        return not (writes or self.prompts or self.words or self.new_tags)

    @property
    def new_days(self) -> int:
        return sum(one.is_new for one in self.changes)

    @property
    def added_to(self) -> int:
        return sum(one.log is not None and one.changes_the_log for one in self.changes)

    @property
    def reflections(self) -> int:
        return sum(len(one.reflections) for one in self.changes)

    @property
    def same(self) -> int:
        return sum(one.same for one in self.changes)

    @property
    def differing(self) -> int:
        return sum(one.differing for one in self.changes)

    @property
    def span(self) -> tuple[date, date] | None:
        return (self.changes[0].day, self.changes[-1].day) if self.changes else None


def plan(user: User, found: Found, rule: str) -> Plan:
    """Compares with what is here. Where both say something, `rule` decides whose word stands."""
    tags = {tag.name.casefold(): tag for tag in selectors.tags(user)}
    days, refused = _within_tags(found, tags)
    changes: list[Change] = []
    for at in range(0, len(days), PIECE):
        changes += _changes(user, days[at : at + PIECE], tags, rule)
    return Plan(
        rule,
        changes,
        refused,
        _new_tags(user, found, days, tags),
        _new_prompts(user, found.prompts),
        _new_words(user, found.words),
    )


def names_of(days: Iterable[Day]) -> dict[str, str]:
    """Every tag that the days speak of, by its name in small letters."""
    found: dict[str, str] = {}
    for day in days:
        for name in (*day.answers, *(tag for words in day.reflections for tag in words.tags)):
            found.setdefault(name.casefold(), name)
    return found


def _within_tags(found: Found, tags: Mapping[str, Tag]) -> tuple[list[Day], list[Refusal]]:
    """Leaves out days that would make more tags than anybody can be asked for."""
    kept, refused, known = [], list(found.refused), set(tags)
    for day in found.days:
        new = names_of([day]).keys() - known
        if len(known) - len(tags) + len(new) > MOST_NEW_TAGS:
            reason = _("It would make more than %(count)s new tags.") % {"count": MOST_NEW_TAGS}
            refused.append(Refusal(day.day.isoformat(), reason))
        else:
            known |= new
            kept.append(day)
    return kept, refused


def _new_tags(user: User, found: Found, days: Sequence[Day], tags: Mapping[str, Tag]) -> dict[str, Tag]:
    """The tags to make: those that days speak of, and those that the file itself describes."""
    told = {name.casefold(): (name, looks) for name, looks in list(found.tags.items())[:MOST_NEW_TAGS]}
    named = {key: name for key, (name, _looks) in told.items()}  # in the file's order
    named |= {key: name for key, name in names_of(days).items() if key not in told}
    return {
        key: Tag(user=user, name=name, **(told[key][1] if key in told else _guessed(key, days)))
        for key, name in named.items()
        if key not in tags
    }


def _guessed(key: str, days: Sequence[Day]) -> dict[str, Any]:
    """A tag that only answers speak of keeps a place for what they hold."""
    said = [one for day in days for name, one in day.answers.items() if name.casefold() == key]
    if any(one.amount is not None for one in said):
        return {"kind": Tag.Kind.AMOUNT}
    return {"kind": Tag.Kind.TIME} if any(one.at for one in said) else {}


def _new_prompts(user: User, texts: Sequence[str]) -> list[str]:
    if not texts:
        return []
    here = {one.text for one in Prompt.objects.filter(user=user)}
    return [text for text in dict.fromkeys(texts) if text and text not in here]


def _new_words(user: User, words: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Own words for 1 to 5, where there are none here."""
    here = selectors.settings_of(user).words
    return {scale: five for scale, five in words.items() if any(five) and not any(here.get(scale) or [])}


def _changes(user: User, days: Sequence[Day], tags: Mapping[str, Tag], rule: str) -> list[Change]:
    dates = [one.day for one in days]
    logs = {log.day: log for log in selectors.logs(user).filter(day__in=dates)}
    rested = dict(Rested.objects.filter(user=user, day__in=dates).values_list("day", "value"))
    here: dict[date, Counter[tuple[str, str]]] = {}
    for one in Reflection.objects.filter(user=user, deleted_at=None, day__in=dates):
        here.setdefault(one.day, Counter())[_key(one.title, one.text)] += 1
    return [
        _change(day, logs.get(day.day), rested.get(day.day), here.get(day.day, Counter()), tags, rule)
        for day in days
    ]


def _key(title: str, text: str) -> tuple[str, str]:
    return title.strip(), text.replace("\r\n", "\n").strip()


def fitting(said: Said, tag: Tag | None) -> Said:
    """As much of an answer as a tag that is here has a place for."""
    if tag is None:
        return said
    amount = said.amount if tag.kind == Tag.Kind.AMOUNT else None
    return Said(said.yes, amount, said.at if tag.kind == Tag.Kind.TIME else None)


def _change(
    day: Day,
    log: DailyLog | None,
    rested: int | None,
    here: Counter[tuple[str, str]],
    tags: Mapping[str, Tag],
    rule: str,
) -> Change:
    change = Change(day.day, log)
    for scale, value in day.scales.items():
        if _decide(change, value, getattr(log, scale, None), rule):
            change.columns[scale] = value
    line = log.text if log else ""
    can_be_written = day.text and not isinstance(line, Unreadable)
    if can_be_written and _decide(change, day.text, line or None, rule):
        change.columns["text"] = day.text
    standing = {one.tag.name.casefold(): _as_said(one) for one in log.answers.all()} if log else {}
    for name, answer in day.answers.items():
        key = name.casefold()
        said = fitting(answer, tags.get(key))
        if key not in change.answers and _decide(change, said, standing.get(key), rule):
            change.answers[key] = said
    if day.rested is not None and _decide(change, day.rested, rested, rule):
        change.rested, change.rested_before = day.rested, rested
    left = Counter(here)
    for words in day.reflections:
        same = _key(words.title, words.text)
        if left[same]:
            left[same] -= 1
            change.same += 1
        else:
            change.reflections.append(words)
    return change


def _decide(change: Change, new: object, here: object, rule: str) -> bool:
    """Whether the file's word is written, which is counted where it is not new."""
    if here is None:
        return True
    if here == new:
        change.same += 1
        return False
    change.differing += 1
    return rule == THEIRS


def _as_said(answer: TagAnswer) -> Said:
    return Said(answer.yes, answer.amount, answer.time)
