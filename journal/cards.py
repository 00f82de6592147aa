"""What a check-in shows, on its own page and on others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import User

from . import days, scales, selectors, typed
from .answers import initial
from .forms.checkin import CheckInForm
from .models import DailyLog, JournalSettings, Rested
from .starters import PICK, STARTERS, Starter
from .words import day_word, done_line


@dataclass
class Card:
    """A check-in's form with what stands around it."""

    user: User
    day: date
    form: CheckInForm
    settings: JournalSettings
    on_today: bool = False
    touched: bool = False  # holds something that is not saved
    notice: str = ""
    standing: str = ""  # the text of the day that another tab saved
    unreadable: bool = False
    recorded: Sequence[selectors.Recorded] = field(default_factory=tuple)
    action: str = ""  # the address of a link that opened it; nothing but the one day is shown then

    pick = PICK

    @property
    def title(self) -> str:
        return day_word(self.day, self.user)

    @property
    def who(self) -> str:
        return typed.signature(self.user)

    @property
    def choices(self) -> list[tuple[date, str, bool]]:
        """Yesterday and today, and which of them is meant."""
        today = self.user.today()
        both = [days.day_before(today, self.user.zone), today]
        return [(day, day_word(day, self.user), day == self.day) for day in both]

    @property
    def starters(self) -> Sequence[Starter]:
        """Offered once, to a person without tags."""
        return () if self.action or self.form.tags or self.settings.starters_seen else STARTERS


@dataclass(frozen=True, slots=True)
class Done:
    """A day that is checked in, as one line."""

    day: date
    line: str


def build(user: User, day: date, log: DailyLog | None, **more: Any) -> Card:
    """The card of a day, filled with what stands there; `form` in `more` replaces it."""
    settings = more.pop("settings", None) or selectors.settings_of(user)
    form = more.pop("form", None)
    if form is None:
        tags = selectors.tags_to_ask(user, log)
        form = CheckInForm(user, settings, tags, initial=initial(log, day, user))
    recorded = () if more.get("action") else selectors.recorded_tags(user, [day]).get(day, ())
    return Card(user, day, form, settings, unreadable=selectors.is_unreadable(log), recorded=recorded, **more)


def for_today(user: User, settings: JournalSettings) -> Card | Done:
    """What *Today* shows: the form until the day in question is done, then a line."""
    day = days.day_in_question(user)
    log = selectors.log_of(user, day)
    if log:
        return Done(day, done_line(log, user))
    return build(user, day, None, on_today=True, settings=settings)


def feel_first(user: User, settings: JournalSettings) -> list[scales.Step]:
    """The answers to "How rested do you feel?"; empty where it is not asked, or was answered or skipped."""
    if not settings.feel_first or Rested.objects.filter(user=user, day=user.today()).exists():
        return []
    return scales.steps(settings, "rested")
