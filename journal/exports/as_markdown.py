"""The journal as one Markdown file, to be read by people: a section for each day."""

from collections.abc import Iterator

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from accounts.models import User
from journal import scales, selectors
from journal.fields import Unreadable
from journal.models import DailyLog, JournalSettings, Reflection
from journal.words import answer_words

from .days import Day, days


def pieces(user: User) -> Iterator[str]:
    """The text of the file."""
    settings = selectors.settings_of(user)
    yield f"# {_('Journal')}\n"
    for day in days(user):
        yield "\n".join(_section(day, settings, user))


def _section(one: Day, settings: JournalSettings, user: User) -> Iterator[str]:
    yield f"\n## {one.day.isoformat()}, {WEEKDAYS[one.day.weekday()]}\n"
    if one.log:
        yield from _log(one.log, settings, user)
    if one.rested is not None:
        yield _scale("rested", one.rested, settings) + "\n"
    for each in one.reflections:
        yield from _reflection(each)


def _log(log: DailyLog, settings: JournalSettings, user: User) -> Iterator[str]:
    said = [
        _scale(name, value, settings) for name in scales.SCALES if (value := getattr(log, name)) is not None
    ]
    if said:
        yield "  \n".join(said) + "\n"
    for label, yes in ((_("Yes"), True), (_("No"), False)):
        names = [_plain(answer_words(one, user)) for one in log.answers.all() if one.yes is yes]
        if names:
            yield f"{label}: {'; '.join(names)}\n"
    if log.text or isinstance(log.text, Unreadable):
        yield _words(log.text) + "\n"


def _scale(name: str, value: int, settings: JournalSettings) -> str:
    word = scales.steps(settings, name)[value - 1].word
    return f"{scales.LABELS[name]}: {value}, {_plain(word)}"


def _reflection(one: Reflection) -> Iterator[str]:
    """Its text is Markdown already; its title is a heading, on one line whatever it holds."""
    title = _plain(_words(one.title)) if one.title or isinstance(one.title, Unreadable) else ""
    yield f"### {title}\n" if title else "---\n"
    tags = [_plain(tag.name) for tag in one.tags.all()]
    if tags:
        yield f"{_('Tags')}: {'; '.join(tags)}\n"
    if one.text or isinstance(one.text, Unreadable):
        yield _words(one.text) + "\n"


def _words(text: str) -> str:
    return (
        _("(These words were written with another key and cannot be read.)")
        if isinstance(text, Unreadable)
        else text.replace("\r\n", "\n")
    )


def _plain(text: str) -> str:
    return " ".join(text.split())
