"""How the last month was, against the months before it, and which way the weeks are going."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from healthdash.lib import formats
from metrics.reading import Way, compared
from metrics.stats import Verdict, verdict

from .money import MoneyData, last_day, month_words, next_month
from .summary import Hero

YEAR = 12  # months that a month is compared with
RECENT_WEEKS, EARLIER_WEEKS, FEWEST = 6, 20, (6, 14)


def money_hero(data: MoneyData, daily: Mapping[date, float | None]) -> Hero | None:
    """Spending of the last whole month; of the running one while there is no other."""
    ends = [month for month in sorted(data.spent) if month <= data.window.end]
    whole = [month for month in ends if last_day(month) <= data.whole_until]
    if not whole:
        return running_hero(data, ends[-1]) if ends else None
    month = whole[-1]
    amount = float(data.spent[month])
    sentences = [month_sentence(data, month), so_far(data, month), weeks_sentence(data, daily)]
    parts = formats.parts(amount, data.currency, 2, data.prefs)
    return Hero(month, parts, " ".join(sentence for sentence in sentences if sentence))


def running_hero(data: MoneyData, month: date) -> Hero:
    amount = float(data.spent[month])
    return Hero(month, formats.parts(amount, data.currency, 2, data.prefs), running_words(data, month))


def running_words(data: MoneyData, month: date) -> str:
    words = {"amount": data.text(data.spent[month]), "month": month_words(month)}
    return _("%(amount)s spent so far in %(month)s. The month is compared when it is over.") % words


def so_far(data: MoneyData, month: date) -> str:
    running = data.today.replace(day=1)
    is_next = next_month(month) == running and data.window.end >= running
    return running_words(data, running) if is_next and running in data.spent else ""


def month_sentence(data: MoneyData, month: date) -> str:
    amount = float(data.spent[month])
    earlier = [float(data.spent[one]) for one in sorted(data.spent) if one < month][-YEAR:]
    usual = verdict(amount, earlier)
    words: dict[str, Any] = {"amount": data.text(amount), "month": month_words(month), "n": usual.n}
    if usual.median is None or usual.low is None or usual.high is None:
        return (
            ngettext(
                "You spent %(amount)s in %(month)s. %(n)s month before it is known; "
                "your usual range appears after 7.",
                "You spent %(amount)s in %(month)s. %(n)s months before it are known; "
                "your usual range appears after 7.",
                usual.n,
            )
            % words
        )
    words["gap"] = formats.difference(amount, usual.median, data.currency, 2, data.prefs)
    words |= {"low": data.text(usual.low), "high": data.text(usual.high)}
    sentence = _(
        "You spent %(amount)s in %(month)s, %(gap)s; usual for a month of yours is %(low)s to %(high)s."
    )
    return f"{sentence % words} {place_of_month(usual)}".strip()


def place_of_month(usual: Verdict) -> str:
    """Twelve months never make a settled range: "so far" stays."""
    if usual.position == "lowest":
        return _("That is less than in each of the %(n)s months before.") % {"n": usual.n}
    if usual.position == "highest":
        return _("That is more than in each of the %(n)s months before.") % {"n": usual.n}
    if usual.position == "low":
        return _("That is on the low side so far.")
    return _("That is on the high side so far.") if usual.position == "high" else ""


def weeks_sentence(data: MoneyData, daily: Mapping[date, float | None]) -> str:
    """Whole weeks, because single days of spending say little. A week without an entry says nothing."""
    last = data.whole_until
    ends = [last - timedelta(days=7 * back) for back in range(RECENT_WEEKS + EARLIER_WEEKS)]
    sums = [week_sum(daily, end) for end in ends]
    recent = [one for one in sums[:RECENT_WEEKS] if one is not None]
    earlier = [one for one in sums[RECENT_WEEKS:] if one is not None]
    way = compared(recent, earlier, FEWEST)
    if way.now is None or way.then is None:
        return _("There are too few weeks yet to say which way it is going.")
    words = {"now": data.text(way.now), "then": data.text(way.then)}
    words["day"] = formats.day_label(last, data.today)
    is_clear = way.way != "unclear" and words["now"] != words["then"]
    is_current = last >= data.today - timedelta(days=1)
    return (last_weeks if is_current else past_weeks)(way.way if is_clear else "unclear") % words


def last_weeks(way: Way) -> str:
    if way == "unclear":
        return _("No clear direction: the last 6 weeks lie among the 20 before them.")
    if way == "higher":
        return _("The last 6 weeks run higher: their median is %(now)s, of the 20 before them %(then)s.")
    return _("The last 6 weeks run lower: their median is %(now)s, of the 20 before them %(then)s.")


def past_weeks(way: Way) -> str:
    if way == "unclear":
        return _("No clear direction: the 6 weeks up to %(day)s lie among the 20 before them.")
    if way == "higher":
        return _(
            "The 6 weeks up to %(day)s run higher: their median is %(now)s, of the 20 before them %(then)s."
        )
    return _("The 6 weeks up to %(day)s run lower: their median is %(now)s, of the 20 before them %(then)s.")


def week_sum(daily: Mapping[date, float | None], end: date) -> float | None:
    known = [value for back in range(7) if (value := daily.get(end - timedelta(days=back))) is not None]
    return sum(known) if known else None
