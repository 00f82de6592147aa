"""Sentences about a day."""

from collections.abc import Sequence
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from healthdash.lib import formats

from .answers import detail_text
from .models import DailyLog, TagAnswer


def day_word(day: date, user: User) -> str:
    """ "Yesterday", "Tue 17 Nov"."""
    return capfirst(formats.day_label(day, user.today(), user))


def done_line(log: DailyLog, user: User) -> str:
    """ "Yesterday: mood 4, energy 3, 2 tags." """
    return _("%(day)s: %(said)s.") % {"day": day_word(log.day, user), "said": ", ".join(parts(log))}


def parts(log: DailyLog) -> Sequence[str]:
    said = []
    if log.mood is not None:
        said.append(_("mood %(value)s") % {"value": log.mood})
    if log.energy is not None:
        said.append(_("energy %(value)s") % {"value": log.energy})
    if log.stress is not None:
        said.append(_("felt stress %(value)s") % {"value": log.stress})
    count = sum(answer.yes for answer in log.answers.all())
    if count:
        said.append(ngettext("%(count)s tag", "%(count)s tags", count) % {"count": count})
    if log.text:
        said.append(_("a line"))
    return said or [_("checked in")]


def answer_words(answer: TagAnswer, user: User) -> str:
    """ "Coffee, 2 cups", "Late meal, 22:30", "Walk"."""
    detail = detail_text(answer, user)
    if not detail:
        return answer.tag.name
    amount = f"{detail} {unit_word(answer)}".strip() if answer.amount is not None else detail
    return _("%(tag)s, %(detail)s") % {"tag": answer.tag.name, "detail": amount}


def unit_word(answer: TagAnswer) -> str:
    """The person's own word, as it is; of one, the singular of the words that the starters bring."""
    one = {_("cups"): _("cup"), _("drinks"): _("drink")} if answer.amount == 1 else {}
    return one.get(answer.tag.unit, answer.tag.unit)
