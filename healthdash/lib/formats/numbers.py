"""Numbers with their units, as the person reads them."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from .common import DASH, NBSP, Part, Prefs, digits, rounded, said
from .money import money_shown, with_symbol
from .times import clock_part, duration_parts, minutes

# What has no word of its own after the number.
BARE = {"score", "count", "level", ""}
POUNDS_PER_KILOGRAM = 2.2046226218
METRES_PER_MILE = 1609.344
MG_PER_MMOL = 18.0182  # of glucose, in a decilitre and a litre
# Units that are words; translated one at a time, because a table says thousands of them.
WORDS = {
    "bpm": gettext_noop("bpm"),
    "ms": gettext_noop("ms"),
    "/min": gettext_noop("/min"),
    "kcal": gettext_noop("kcal"),
}


def is_money(unit: str) -> bool:
    return len(unit) == 3 and unit.isalpha() and unit.isupper()


def convert(value: float, unit: str, prefs: Prefs, *, deviation: bool = False) -> tuple[float, str]:
    """The value in the unit this person reads; stored are °C, kg and m."""
    imperial = prefs.units == "imperial"
    if unit == "m":
        return (value / METRES_PER_MILE, "mi") if imperial else (value / 1000, "km")
    if unit == "kg" and imperial:
        return value * POUNDS_PER_KILOGRAM, "lb"
    if unit == "°C" and imperial:
        return value * 9 / 5 + (0 if deviation else 32), "°F"
    if unit == "mmol/L" and glucose_in_mg(prefs):
        return value * MG_PER_MMOL, "mg/dL"
    return value, unit


def glucose_in_mg(prefs: Prefs) -> bool:
    return getattr(prefs, "glucose", "mmol/L") == "mg/dL"


def shown(
    value: float, unit: str, decimals: int, prefs: Prefs, *, deviation: bool = False
) -> tuple[Decimal, str]:
    """The number exactly as it is shown, and its unit. Differences are taken from these."""
    if is_money(unit):
        return money_shown(value, unit, cents=decimals > 2), unit
    converted, word = convert(value, unit, prefs, deviation=deviation)
    if word == "mg/dL" and word != unit:
        decimals = max(decimals - 1, 0)  # a step is eighteen times as fine
    return rounded(converted, max(decimals, 1) if unit == "m" else decimals), word


def unit_word(number: Decimal, unit: str) -> str:
    if unit == "year":
        return ngettext("year", "years", abs(int(number)) if number == int(number) else 2)
    if unit in BARE:
        return ""
    return said(WORDS[unit]) if unit in WORDS else unit


def parts(
    value: float | None, unit: str, decimals: int, prefs: Prefs, *, deviation: bool = False
) -> tuple[Part, ...]:
    """A value as numbers and units apart, because tiles set units smaller. No value: an en dash."""
    if value is None:
        return (Part(DASH),)
    if unit == "s":
        return duration_parts(value)
    if unit == "clock":
        return (clock_part(value, prefs),)
    figure, word = shown(value, unit, decimals, prefs, deviation=deviation)
    if is_money(unit):
        return (Part(with_symbol(figure, unit, prefs)),)
    return (Part(digits(figure, prefs, signed=deviation), unit_word(figure, word)),)


def number(value: float | None, unit: str, decimals: int, prefs: Prefs, *, deviation: bool = False) -> str:
    """A value with its unit as one string: "7 h 28 min", "23:10", "57 bpm", "+0.3 °C", "€1,240".

    `deviation=True` is for a number that is itself a difference (signed, no offset in °F).
    Money: `decimals` above 2 asks for cents in any case.
    """
    return NBSP.join(str(part) for part in parts(value, unit, decimals, prefs, deviation=deviation))


def spoken(value: float | None, unit: str, decimals: int, prefs: Prefs, *, deviation: bool = False) -> str:
    """A value in words that a screen reader says well: "7 hours 28 minutes"."""
    if value is None:
        return _("no value")
    if unit == "s":
        return spoken_duration(value)
    words = {
        "bpm": _("beats per minute"),
        "ms": _("milliseconds"),
        "/min": _("per minute"),
        "%": _("percent"),
    }
    if unit in words:
        figure = digits(shown(value, unit, decimals, prefs)[0], prefs)
        return f"{figure} {words[unit]}"
    return number(value, unit, decimals, prefs, deviation=deviation)


def spoken_duration(seconds: float) -> str:
    hours, rest = divmod(minutes(seconds), 60)
    words = []
    if hours:
        words.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if rest or not hours:
        words.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(words)
