"""The first true sentences about a person, while the history of a source is still being read.

Each stands in a place of its own from the first moment, so that nothing jumps; until there is enough for
it, it says what it waits for. Facts only, and no causes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from healthdash.lib.formats import clock, duration, short_day
from metrics import selectors
from metrics.stats import ENOUGH, WINDOW, WINDOW_OF_SUMS, Baseline, baseline, before, is_weekend

from . import registry
from .models import Connection
from .selectors import receipt_of

Series = Mapping[date, float]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sentence:
    """`is_known`: false while it only says what it waits for."""

    text: str
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class About:
    """What sentences are made from: the numbers of one source, and whether more of them are to come."""

    user: User
    source: str
    is_whole: bool

    @property
    def today(self) -> date:
        return self.user.today()

    def series(self, metric: str) -> Series:
        found = selectors.history(user=self.user, metric=metric, source=self.source)
        return {day: value.value for day, value in found.items() if value.value is not None}


def sentences(connection: Connection, *, is_whole: bool) -> list[Sentence]:
    """About nights or about work, as the source has them; else how much there is."""
    provider = registry.PROVIDERS[connection.provider]
    given = provider.rolls_up.union(*(stream.delivers for stream in provider.streams))
    about = About(connection.user, provider.slug, is_whole)
    tell: Callable[[About], list[Sentence]]
    if "sleep.main" in given:
        tell = of_nights
    elif "work.focus" in given:
        tell = of_work
    else:
        receipt = receipt_of(connection, timezone.now())
        return [held(days_words(receipt.days), receipt.first)]
    return tell(about)


def of_nights(about: About) -> list[Sentence]:
    nights, bedtimes = about.series("sleep.main"), about.series("sleep.bedtime")
    return [
        held(nights_words(len(nights)), min(nights, default=None)),
        usual_night(about, nights),
        usual_bedtime(about, bedtimes),
        longest_night(about, nights),
    ]


def of_work(about: About) -> list[Sentence]:
    focus, starts = about.series("work.focus"), about.series("work.first_start")
    return [
        held(work_words(len(focus)), min(focus, default=None)),
        usual_focus(about, focus),
        usual_start(about, starts),
        longest_focus(about, focus),
    ]


def held(much: str, first: date | None) -> Sentence:
    if first is None:
        return Sentence(_("Nothing is here yet."), is_known=False)
    return Sentence(_("We hold %(much)s, from %(day)s.") % {"much": much, "day": date_format(first, "j F Y")})


def nights_words(n: int) -> str:
    return ngettext("%(n)d night", "%(n)d nights", n) % {"n": n}


def work_words(n: int) -> str:
    return ngettext("%(n)d day of work", "%(n)d days of work", n) % {"n": n}


def days_words(n: int) -> str:
    return ngettext("%(n)d day with numbers", "%(n)d days with numbers", n) % {"n": n}


def lately(about: About, values: Series) -> list[float]:
    """Of the last 60 days, today's included."""
    return before(dict(values), about.today + DAY, WINDOW)


def usual_night(about: About, nights: Series) -> Sentence:
    known = lately(about, nights)
    usual = baseline(known)
    if usual is None:
        return Sentence(
            _("Your usual night appears after %(enough)d nights of the last 60 days; %(n)d so far.")
            % {"enough": ENOUGH, "n": len(known)},
            is_known=False,
        )
    words = ends(usual)
    if usual.is_early:
        return Sentence(_("Your usual night so far: %(low)s to %(high)s, from %(n)d nights.") % words)
    return Sentence(_("Your usual night: %(low)s to %(high)s, from %(n)d nights.") % words)


def ends(usual: Baseline) -> dict[str, object]:
    return {"low": duration(usual.low), "high": duration(usual.high), "n": usual.n}


def usual_bedtime(about: About, bedtimes: Series) -> Sentence:
    known = lately(about, bedtimes)
    if len(known) < ENOUGH:
        return Sentence(_("Your usual bedtime appears with them."), is_known=False)
    return Sentence(
        _("Your usual bedtime is %(time)s, from %(n)d nights.")
        % {"time": clock(median(known), about.user), "n": len(known)}
    )


def longest_night(about: About, nights: Series) -> Sentence:
    if len(nights) < ENOUGH:
        return Sentence(_("Your longest night appears then too."), is_known=False)
    day = max(nights, key=lambda one: nights[one])
    words = {"length": duration(nights[day]), "day": short_day(day, about.today)}
    if about.is_whole:
        return Sentence(_("Your longest night was %(length)s, %(day)s.") % words)
    return Sentence(_("Your longest night so far was %(length)s, %(day)s.") % words)


def usual_focus(about: About, focus: Series) -> Sentence:
    """Of working days, and of whole ones: today is not over."""
    days = {day: value for day, value in focus.items() if not is_weekend(day)}
    usual = baseline(before(days, about.today, WINDOW_OF_SUMS))
    if usual is None:
        return Sentence(
            _("Your usual focus appears after %(enough)d working days.") % {"enough": ENOUGH}, is_known=False
        )
    words = ends(usual)
    if usual.is_early:
        return Sentence(
            _("Your usual focus on a working day so far: %(low)s to %(high)s, from %(n)d days.") % words
        )
    return Sentence(_("Your usual focus on a working day: %(low)s to %(high)s, from %(n)d days.") % words)


def usual_start(about: About, starts: Series) -> Sentence:
    known = lately(about, {day: value for day, value in starts.items() if not is_weekend(day)})
    if len(known) < ENOUGH:
        return Sentence(_("When you usually begin appears with it."), is_known=False)
    return Sentence(
        _("You usually begin at %(time)s, from %(n)d working days.")
        % {"time": clock(median(known), about.user), "n": len(known)}
    )


def longest_focus(about: About, focus: Series) -> Sentence:
    whole = {day: value for day, value in focus.items() if day < about.today}
    if len(whole) < ENOUGH:
        return Sentence(_("Your longest day of focus appears then too."), is_known=False)
    day = max(whole, key=lambda one: whole[one])
    words = {"length": duration(whole[day]), "day": short_day(day, about.today)}
    if about.is_whole:
        return Sentence(_("Your longest day of focus was %(length)s, %(day)s.") % words)
    return Sentence(_("Your longest day of focus so far was %(length)s, %(day)s.") % words)
