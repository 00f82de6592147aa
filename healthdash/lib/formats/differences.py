"""Differences in words, taken from the numbers as shown, so that a reader's subtraction agrees."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .common import NBSP, Prefs, digits, rounded, said
from .money import with_symbol
from .numbers import BARE, is_money, parts, shown, unit_word
from .places import extreme, side_of, usual
from .times import clock_minutes, duration, minutes

# Said above and under; everything else is said more and fewer (counts) or more and less.
LEVELS = {"score", "bpm", "ms", "/min", "°C", "°F", "level", "year", "m/s", "mmHg"}


@dataclass(frozen=True)
class Amount:
    """How far two shown numbers lie apart: the text without a sign, and the sign."""

    text: str
    plain: str  # without the unit where the unit goes without saying
    sign: int


def amount(value: float, usual: float, unit: str, decimals: int, prefs: Prefs) -> Amount:
    if unit in ("s", "clock"):
        whole = minutes if unit == "s" else clock_minutes
        gap = whole(value) - whole(usual)
        text = duration(abs(gap) * 60)
        return Amount(text, text, (gap > 0) - (gap < 0))
    (now, word), (then, _word) = shown(value, unit, decimals, prefs), shown(usual, unit, decimals, prefs)
    size, sign = abs(now - then), (now > then) - (now < then)
    if unit == "count" and size >= 100:
        size = rounded(size / 100, 0) * 100
    if is_money(unit):
        text = with_symbol(size, unit, prefs)
        return Amount(text, text, sign)
    return Amount(*counted(size, word, prefs), sign)


def counted(size: Decimal, word: str, prefs: Prefs) -> tuple[str, str]:
    plain = digits(size, prefs)
    if word in BARE:
        return plain, plain
    glue = "" if word == "%" else "\u202f"
    text = f"{plain}{glue}{unit_word(size, word)}"
    return text, plain if word in LEVELS else text


def difference(
    value: float | None,
    usual: float | None,
    unit: str,
    decimals: int,
    prefs: Prefs,
    *,
    deviation: bool = False,
) -> str:
    """ "14 min more than your usual", "6 under your usual", "25 min later than your usual".

    Empty for a number that is a difference itself, and where either is missing.
    """
    if value is None or usual is None or deviation:
        return ""
    gap = amount(value, usual, unit, decimals, prefs)
    if not gap.sign:
        return _("the same as your usual")
    return sentence(unit, gap.sign) % {"amount": gap.text}


def sentence(unit: str, sign: int) -> str:
    if unit == "clock":
        more, less = _("%(amount)s later than your usual"), _("%(amount)s earlier than your usual")
    elif unit in LEVELS:
        more, less = _("%(amount)s above your usual"), _("%(amount)s under your usual")
    elif unit == "count":
        more, less = _("%(amount)s more than your usual"), _("%(amount)s fewer than your usual")
    else:
        more, less = _("%(amount)s more than your usual"), _("%(amount)s less than your usual")
    return more if sign > 0 else less


def verdict_words(
    level: str,
    *,
    n: int,
    value: float | None,
    median: float | None,
    unit: str,
    decimals: int,
    prefs: Prefs,
    low: float | None = None,
    high: float | None = None,
    night: bool = False,
    kind: str = "",
    days: int = 60,
    deviation: bool = False,
    with_usual: bool = False,
) -> str:
    """The words below a number: `level` is growing, early, usual, low, high, lowest or highest.

    `kind` is "weekend" or "working" where the day was compared with its kind; `days` is how far back.
    `with_usual`: where there is room for the unit and for what the usual is.
    """
    if level == "growing":
        return growing(n, night)
    early = level == "early" or n < 21
    if level == "early":
        level = side(value, low, high)
    if level == "usual":
        return usual(kind, early)
    if level in ("lowest", "highest"):
        return extreme(level, unit, early, days, kind)
    words = side_of(level, unit, early)
    if value is None or median is None or deviation:
        return said(words.bare)
    gap = amount(value, median, unit, decimals, prefs)
    if not gap.sign:
        return said(words.bare)
    if not with_usual:
        return said(words.by) % {"amount": gap.plain}
    return said(words.from_usual) % {"amount": gap.text, "usual": bare(median, unit, decimals, prefs)}


def bare(usual: float, unit: str, decimals: int, prefs: Prefs) -> str:
    """What stands right behind an amount that has the unit already: "9 ms under your usual 50"."""
    said_in_full = unit in ("s", "clock", "%")
    found = parts(usual, unit, decimals, prefs)
    return NBSP.join(str(part) for part in found) if said_in_full else found[0].text


def growing(n: int, night: bool) -> str:
    if night:
        return ngettext(
            "%(n)s night so far; your usual range appears after 7",
            "%(n)s nights so far; your usual range appears after 7",
            n,
        ) % {"n": n}
    return ngettext(
        "%(n)s day so far; your usual range appears after 7",
        "%(n)s days so far; your usual range appears after 7",
        n,
    ) % {"n": n}


def side(value: float | None, low: float | None, high: float | None) -> str:
    if value is None or low is None or high is None:
        return "usual"
    return "low" if value < low else "high" if value > high else "usual"
