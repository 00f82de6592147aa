"""The day's sentence: what stands out against the person's own 60 days, or that nothing does."""

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import mean

from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.charts.summary import noun
from metrics.stats import WINDOW, baseline, before

from .tiles import FRESH, Reading, night_is_missing, nights

WEEK = 7
FEWEST_OF_WEEK = 4
MOST = 3


def day_sentence(readings: Sequence[Reading], *, is_behind: bool = False) -> str:
    """The page's title. It says nothing that the tiles do not show.

    `is_behind`: a source is in trouble, so that nobody knows whether the day is usual.
    """
    if all(reading.verdict is None for reading in readings):
        return nothing_new(readings)
    if all(found is None or found.level == "growing" for found in (r.verdict for r in readings)):
        return _("Your numbers are coming in; your usual ranges appear after 7 days.")
    extremes = [extreme_clause(reading) for reading in readings if is_extreme(reading)]
    weeks = [
        week_clause(reading) for reading in readings if week_left_band(reading) and not is_extreme(reading)
    ]
    clauses = [*extremes, *weeks][:MOST]
    if lacking := what_lacks(readings, is_behind):
        return things(clauses) if clauses else lacking
    return things(clauses) if weeks or len(extremes) > 1 else usual_day(readings, extremes)


def nothing_new(readings: Sequence[Reading]) -> str:
    """What is known when no number is fresh: since when."""
    if day := lapsed(readings):
        return _("Nothing has arrived since %(day)s.") % {"day": day}
    return _("Nothing has arrived for today yet.")


def what_lacks(readings: Sequence[Reading], is_behind: bool) -> str:
    """Why nobody can call the day a usual one; nothing where all that is due is here."""
    if no_night := night_that_lacks(readings):
        return no_night
    if lapsed(readings):
        return nothing_new(readings)
    return _("Nothing stands out in what has arrived.") if is_behind else ""


def night_that_lacks(readings: Sequence[Reading]) -> str:
    """The words for a person whose nights have not come, else nothing."""
    found = nights(readings)
    if found and (day := lapsed(found)):
        return _("No night has arrived since %(day)s; nothing else stands out.") % {"day": day}
    return _("Last night is not here yet; nothing else stands out.") if night_is_missing(readings) else ""


def lapsed(readings: Sequence[Reading]) -> str:
    """The newest day of any of them, in words, where it is older than yesterday."""
    newest = max((reading.newest for reading in readings if reading.newest), default=None)
    today = readings[0].today
    return formats.short_day(newest, today) if newest and today - newest > FRESH else ""


def usual_day(readings: Sequence[Reading], extremes: Sequence[str]) -> str:
    is_over = all(reading.day < reading.today for reading in readings if reading.verdict)
    if extremes:
        words = {"first": extremes[0]}
        if is_over:
            return _("Yesterday was a usual day but for one number: %(first)s.") % words
        return _("A usual day but for one number: %(first)s.") % words
    if is_over:
        return _("Yesterday was a usual day: nothing stands out against the 60 days before.")
    return _("A usual day: nothing stands out against your last 60 days.")


def things(clauses: Sequence[str]) -> str:
    if len(clauses) == 1:
        return _("One thing stands out: %(first)s.") % {"first": clauses[0]}
    if len(clauses) == 2:
        return _("Two things stand out: %(first)s, and %(second)s.") % {
            "first": clauses[0],
            "second": clauses[1],
        }
    return _("Three things stand out: %(first)s, %(second)s, and %(third)s.") % {
        "first": clauses[0],
        "second": clauses[1],
        "third": clauses[2],
    }


def is_extreme(reading: Reading) -> bool:
    return reading.verdict is not None and reading.verdict.is_extreme


def extreme_clause(reading: Reading) -> str:
    found = reading.verdict
    assert found is not None
    words = {"metric": noun(reading.metric), "days": 90 if reading.is_sum else WINDOW}
    if reading.day == reading.today:
        if found.level == "highest":
            return _("your %(metric)s is the highest in %(days)s days") % words
        return _("your %(metric)s is the lowest in %(days)s days") % words
    words["day"] = formats.day_label(reading.day, reading.today, night=reading.metric.is_of_night)
    if found.level == "highest":
        return _("your %(metric)s of %(day)s is the highest in %(days)s days") % words
    return _("your %(metric)s of %(day)s is the lowest in %(days)s days") % words


def week_left_band(reading: Reading) -> str:
    """ "over" or "under" when the mean of seven days has left the usual range, today and the day before.

    Two days in a row, so that it does not come and go from one morning to the next.
    """
    if reading.is_stale:
        return ""
    sides = {side_of_week(reading, reading.day - timedelta(days=back)) for back in range(2)}
    return sides.pop() if len(sides) == 1 else ""


def side_of_week(reading: Reading, last: date) -> str:
    numbers = reading.numbers
    week = [value for back in range(WEEK) if (value := numbers.get(last - timedelta(days=back))) is not None]
    usual = baseline(before(numbers, last - timedelta(days=WEEK - 1)))
    if usual is None or usual.is_early or len(week) < FEWEST_OF_WEEK:
        return ""
    return "under" if mean(week) < usual.low else "over" if mean(week) > usual.high else ""


def week_clause(reading: Reading) -> str:
    words = {"metric": noun(reading.metric)}
    if week_left_band(reading) == "under":
        return _("your %(metric)s has been under your usual range for a week") % words
    return _("your %(metric)s has been above your usual range for a week") % words
