"""The journal: day after day, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest
from accounts.models import User
from journal import scales, selectors
from journal.models import DailyLog, JournalSettings
from journal.selectors import Recorded
from journal.words import answer_words, day_word

DAYS = 30


@dataclass(frozen=True, slots=True)
class Answered:
    words: str
    state: str
    colour: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One day as it is read."""

    day: date
    title: str
    said: Sequence[str]
    answers: Sequence[Answered]
    text: str
    unreadable: bool
    recorded: Sequence[Recorded]


def entry(log: DailyLog, user: User, settings: JournalSettings, recorded: Sequence[Recorded]) -> Entry:
    answers = [
        Answered(answer_words(one, user), "yes" if one.yes else "no", one.tag.colour)
        for one in log.answers.all()
    ]
    unreadable = selectors.is_unreadable(log)
    return Entry(
        log.day, day_word(log.day, user), said(log, settings), answers, log.text, unreadable, recorded
    )


def said(log: DailyLog, settings: JournalSettings) -> list[str]:
    """ "Mood 4, light"."""
    found = []
    for scale in ("mood", "energy", "stress"):
        value = getattr(log, scale)
        if value is not None:
            step = scales.steps(settings, scale)[value - 1]
            found.append(f"{scales.LABELS[scale]} {value}, {step.word}")
    return found


@require_safe
@login_required
@never_cache
def journal(request: PersonRequest) -> HttpResponse:
    user = request.user
    page = Paginator(selectors.logs(user), DAYS).get_page(request.GET.get("page"))
    settings = selectors.settings_of(user)
    logs = list(page)
    recorded = selectors.recorded_tags(user, logs[-1].day, logs[0].day) if logs else {}
    entries = [entry(log, user, settings, recorded.get(log.day, ())) for log in logs]
    return render(request, "journal/journal.html", {"page": page, "entries": entries})
