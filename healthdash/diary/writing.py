"""Writes the household's journal through the journal's services, up to the day that is still open."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from accounts.models import User
from integrations.sandbox.people import Person
from journal import days, selectors
from journal.models import Tag
from journal.services.checkin import Answer, Said
from journal.services.past import Past, past_write
from journal.services.reflections import Written
from journal.services.settings import settings_change
from journal.services.tags import starters_pick, tag_save

from . import words
from .said import Spoken, is_checked_in, spoken

ONE = timedelta(days=1)
# Which of the starters each of them picked, and in which group they keep them.
TAGS: Mapping[str, Mapping[str, str]] = {
    "alex": {
        "coffee": "Table", "alcohol": "Table", "late-meal": "Table",
        "sport": "Day", "people": "Day", "away": "Day",
        "screen": "Evening", "reading": "Evening", "ill": "Body",
    },
    "sam": {"coffee": "", "alcohol": "", "sport": "", "walk": "", "people": "", "reading": "", "ill": ""},
    "robin": {"alcohol": "", "walk": "", "people": "", "reading": "", "ill": "", "late-meal": ""},
}  # fmt: skip
HOW_THEY_KEEP_IT = {"alex": {"on_this_day": True}, "sam": {"feel_first": True}}


def write(user: User, person: Person) -> int:
    """Say what has not been said since the last time; how many days that was.

    The day that *Today* asks about stays open, and so does everything before the newest check-in: what a
    visitor deleted there stays deleted.
    """
    newest = selectors.logs(user).values_list("day", flat=True).first()
    if newest is None:
        _begin(user, person)
    last = days.day_in_question(user) - ONE
    first = newest + ONE if newest else last - timedelta(days=person.history_days - 1)
    tags = {tag.slug: tag for tag in selectors.tags(user)}
    past = list(_past(person, tags, first, last))
    past_write(user=user, past=past)
    return len(past)


def _begin(user: User, person: Person) -> None:
    groups = TAGS.get(person.slug, {})
    for tag in starters_pick(user=user, slugs=groups):
        tag.group = groups[tag.slug]
        if tag.group:
            tag_save(tag)
    settings_change(user=user, **HOW_THEY_KEEP_IT.get(person.slug, {}))


def _past(person: Person, tags: Mapping[str, Tag], first: date, last: date) -> Iterator[Past]:
    for back in range((last - first).days, -1, -1):
        day = last - timedelta(days=back)
        if is_checked_in(person, day):
            yield _day(person, day, tags)


def _day(person: Person, day: date, tags: Mapping[str, Tag]) -> Past:
    heard = spoken(person, day)
    written = [
        Written(day, title, text, [tags[slug] for slug in slugs if slug in tags])
        for title, text, slugs in words.reflections(person, day)
    ]
    return Past(day, _said(heard, words.line(person, day), tags), heard.rested, written)


def _said(heard: Spoken, line: str, tags: Mapping[str, Tag]) -> Said:
    answers = {
        tags[slug].pk: Answer(word.yes, word.amount, word.at)
        for slug, word in heard.tags.items()
        if slug in tags
    }
    return Said(mood=heard.mood, energy=heard.energy, text=line, answers=answers)
