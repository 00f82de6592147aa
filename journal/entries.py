"""Days of the journal as they are read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from accounts.models import User

from . import scales, selectors
from .days import ONE, day_before
from .markdown import to_html
from .models import DailyLog, JournalSettings, Reflection, TagAnswer
from .selectors import Recorded
from .words import answer_words, day_word

YEARS_BACK = 10


@dataclass(frozen=True, slots=True)
class Answered:
    words: str
    state: str
    colour: str


@dataclass(frozen=True, slots=True)
class Written:
    """A reflection."""

    pk: int
    title: str
    html: SafeString
    tags: Sequence[str]
    unreadable: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything that was said about one day."""

    day: date
    title: str
    said: Sequence[str]
    answers: Sequence[Answered]
    text: str
    unreadable: bool
    reflections: Sequence[Written]
    recorded: Sequence[Recorded]
    has_log: bool

    @property
    def yeses(self) -> list[Answered]:
        return [one for one in self.answers if one.state == "yes"]

    @property
    def noes(self) -> list[str]:
        return [one.words for one in self.answers if one.state == "no"]


def entries(user: User, days: Sequence[date]) -> list[Entry]:
    """Those days in the given order; a constant number of queries."""
    if not days:
        return []
    settings = selectors.settings_of(user)
    logs = {log.day: log for log in selectors.logs(user).filter(day__in=days)}
    written = defaultdict(list)
    for one in selectors.reflections(user).filter(day__in=days).order_by("pk"):
        written[one.day].append(written_of(one, [tag.name for tag in one.tags.all()]))
    recorded = selectors.recorded_tags(user, days)
    found = []
    for day in days:
        log = logs.get(day)
        answers = log.answers.all() if log else ()
        found.append(entry_of(user, day, log, answers, written[day], recorded.get(day, ()), settings))
    return found


def written_of(one: Reflection, tags: Sequence[str]) -> Written:
    return Written(one.pk, one.title, to_html(one.text), tags, selectors.is_unreadable(one))


def entry_of(
    user: User,
    day: date,
    log: DailyLog | None,
    answers: Iterable[TagAnswer],
    written: Sequence[Written],
    recorded: Sequence[Recorded],
    settings: JournalSettings,
) -> Entry:
    return Entry(
        day=day,
        title=day_word(day, user),
        said=_said(log, settings) if log else (),
        answers=[
            Answered(answer_words(one, user), "yes" if one.yes else "no", one.tag.colour) for one in answers
        ],
        text=log.text if log else "",
        unreadable=selectors.is_unreadable(log),
        reflections=written,
        recorded=recorded,
        has_log=log is not None,
    )


def _said(log: DailyLog, settings: JournalSettings) -> list[str]:
    """ "Mood 4, Light"."""
    found = []
    for scale in scales.SCALES:
        value = getattr(log, scale)
        if value is not None:
            step = scales.steps(settings, scale)[value - 1]
            found.append(f"{scales.LABELS[scale]} {value}, {step.word}")
    return found


def earlier(day: date) -> list[date]:
    """The same date a month before, and in each of the ten years before; dates that there are."""
    asked = [month_before(day), *years_before(day)]
    return [one for one in asked if one]


def with_earlier(user: User, days: Sequence[date], day: date) -> tuple[list[Entry], list[Entry]]:
    """Those days, and what was said "on this day" earlier, in the queries of one."""
    found = entries(user, [*days, *earlier(day)])
    others = found[len(days) :]
    return found[: len(days)], [one for one in others if one.has_log or one.reflections]


def month_before(day: date) -> date | None:
    try:
        return day.replace(month=day.month - 1) if day.month > 1 else day.replace(year=day.year - 1, month=12)
    except ValueError:
        return None


def years_before(day: date) -> list[date]:
    """The same date in each of the ten years before, the latest first; dates that there are."""
    found = (_years_before(day, years) for years in range(1, YEARS_BACK + 1))
    return [one for one in found if one]


def _years_before(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return None


def day_page(user: User, day: date) -> dict[str, Any]:
    """One day, its neighbours that can be written, and the same day of other years."""
    after = day + ONE
    [entry], others = with_earlier(user, [day], day)
    return {
        "day": day,
        "entry": entry,
        "before": day_before(day, user.zone),
        "after": after if after <= user.today() else None,
        "others": others,
    }
