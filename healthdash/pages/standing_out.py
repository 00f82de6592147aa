"""The day's sentence: what stands out against the person's own 60 days, or that nothing does."""

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import mean

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from healthdash.lib import formats
from metrics.charts.summary import noun
from metrics.stats import WINDOW, WINDOW_OF_SUMS, baseline, before

from .tiles import FRESH, Reading, night_is_missing, nights

WEEK = 7
FEWEST_OF_WEEK = 4
MOST = 3


def day_sentence(readings: Sequence[Reading], *, is_behind: bool = False) -> str:
    """The page's title. It says nothing that the tiles do not show.

    `is_behind`: a source is in trouble, so that nobody knows whether the day is usual.
    """
    if all(reading.verdict is None for reading in readings):
        return only_words(readings) or nothing_new(readings)
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


def only_words(readings: Sequence[Reading]) -> str:
    """What to say where all that is fresh are words and answers: they make no day a usual one."""
    fresh = [reading for reading in readings if reading.number is not None and not reading.is_stale]
    return _("What you noted stands below; words have no usual range.") if fresh else ""


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
    if hours := max((reading.hours_off for reading in found), default=0):
        return ngettext(
            "No last night, because the ring was off for %(hours)s hour; nothing else stands out.",
            "No last night, because the ring was off for %(hours)s hours; nothing else stands out.",
            hours,
        ) % {"hours": hours}
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
    """What the tile says, inside a sentence: a sum is the day's, a deviation says how far off it lies."""
    if reading.kind:
        return extreme_day(reading)
    if off := beyond_usual(reading):
        return off
    said = extreme_today(reading) if reading.day == reading.today else extreme_of_day(reading)
    return said % {"metric": noun(reading.metric), "days": WINDOW, "day": day_of(reading)}


def day_of(reading: Reading) -> str:
    return formats.day_label(reading.day, reading.today, night=reading.metric.is_of_night)


def is_highest(reading: Reading) -> bool:
    return reading.verdict is not None and reading.verdict.level == "highest"


def extreme_day(reading: Reading) -> str:
    """The day is what is compared, so that "steps" needs no verb."""
    words = {"metric": noun(reading.metric), "day": day_of(reading), "days": WINDOW_OF_SUMS}
    if reading.kind == "weekend":
        if is_highest(reading):
            return _("%(day)s is the highest weekend day in %(days)s days for %(metric)s") % words
        return _("%(day)s is the lowest weekend day in %(days)s days for %(metric)s") % words
    if is_highest(reading):
        return _("%(day)s is the highest working day in %(days)s days for %(metric)s") % words
    return _("%(day)s is the lowest working day in %(days)s days for %(metric)s") % words


def beyond_usual(reading: Reading) -> str:
    """Of a number that is a difference itself; nothing where it only comes near the usual again."""
    metric, number = reading.metric, reading.number or 0.0
    if not metric.is_deviation or (number > 0) != is_highest(reading):
        return ""
    off = formats.amount(number, 0.0, metric.unit, min(metric.decimals, 1), reading.prefs)
    words = {"metric": noun(metric), "amount": off.text, "day": day_of(reading)}
    if reading.day == reading.today:
        if off.sign > 0:
            return _("your %(metric)s is %(amount)s above your usual") % words
        return _("your %(metric)s is %(amount)s under your usual") % words
    if off.sign > 0:
        return _("your %(metric)s of %(day)s is %(amount)s above your usual") % words
    return _("your %(metric)s of %(day)s is %(amount)s under your usual") % words


def extreme_today(reading: Reading) -> str:
    if reading.metric.unit == "clock":
        if is_highest(reading):
            return _("your %(metric)s is the latest in %(days)s days")
        return _("your %(metric)s is the earliest in %(days)s days")
    if is_highest(reading):
        return _("your %(metric)s is the highest in %(days)s days")
    return _("your %(metric)s is the lowest in %(days)s days")


def extreme_of_day(reading: Reading) -> str:
    if reading.metric.unit == "clock":
        if is_highest(reading):
            return _("your %(metric)s of %(day)s is the latest in %(days)s days")
        return _("your %(metric)s of %(day)s is the earliest in %(days)s days")
    if is_highest(reading):
        return _("your %(metric)s of %(day)s is the highest in %(days)s days")
    return _("your %(metric)s of %(day)s is the lowest in %(days)s days")


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
    words, is_under = {"metric": noun(reading.metric)}, week_left_band(reading) == "under"
    if reading.is_sum:
        if is_under:
            return _("the last week lies under your usual range for %(metric)s") % words
        return _("the last week lies above your usual range for %(metric)s") % words
    if is_under:
        return _("your %(metric)s has been under your usual range for a week") % words
    return _("your %(metric)s has been above your usual range for a week") % words
