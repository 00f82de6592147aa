"""What a person typed, read as the number that is stored; ValueError on anything else."""

import math
import re
from decimal import Decimal, InvalidOperation

from .common import MINUS, NBSP, NNBSP, Prefs, digits, marks
from .numbers import METRES_PER_MILE, MG_PER_MMOL, POUNDS_PER_KILOGRAM, glucose_in_mg, is_money, shown
from .times import clock, duration

HOUR = 3600
NOON = 12 * HOUR

DURATION = re.compile(r"(?:(\d+)\s*h(?:ours?|rs?)?)?\s*(?:(\d+)\s*(?:m(?:in(?:utes?|s)?)?)?)?")
CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])?\.?(?:m\.?)?")


def plain(text: str) -> str:
    """Without the spaces and signs that we ourselves write."""
    for space in (NBSP, NNBSP):
        text = text.replace(space, " ")
    return text.replace(MINUS, "-").strip()


def parse_number(text: str, prefs: Prefs | None = None) -> float:
    """A number with comma or point, as `parse_decimal` reads it."""
    value = float(parse_decimal(text, prefs))
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a number")
    return value


def parse_decimal(text: str, prefs: Prefs | None = None) -> Decimal:
    """A number exactly with comma or point: "72,4", "72.4", "1,234.5", "1.234,5", "1 234,5".

    One mark before three digits is grouping only where it is this person's grouping mark ("8,412" steps).
    """
    body = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", plain(text))
    if not re.fullmatch(r"[+-]?[\d.,]*\d[\d.,]*", body):
        raise ValueError(f"{text!r} is not a number")
    try:
        return Decimal(with_point(body, marks(prefs)[0] if prefs else ""))
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None


def with_point(body: str, group: str) -> str:
    """The same digits with a point as decimal mark and no grouping."""
    kinds = {mark for mark in ".," if mark in body}
    if len(kinds) == 2:
        point = max(".,", key=body.rfind)
        other = "," if point == "." else "."
        check_groups(body.split(point)[0], other)
        return body.replace(other, "").replace(point, ".")
    mark = kinds.pop() if kinds else ""
    if mark and (body.count(mark) > 1 or (mark == group and grouped(body, mark))):
        check_groups(body, mark)
        return body.replace(mark, "")
    return body.replace(",", ".")


def grouped(body: str, mark: str) -> bool:
    return bool(re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(?:\{mark}\d{{3}})+", body))


def check_groups(body: str, mark: str) -> None:
    if not grouped(body, mark):
        raise ValueError(f"{body!r} is not a number")


def parse_duration(text: str) -> float:
    """Seconds, from "7:28", "7 h 28 min", "7.5 h" or minutes."""
    body = plain(text).lower()
    if found := re.fullmatch(r"(\d+):([0-5]\d)", body):
        return int(found[1]) * HOUR + int(found[2]) * 60
    if found := re.fullmatch(r"(\d+[.,]\d+)\s*h(?:ours?|rs?)?", body):
        return float(found[1].replace(",", ".")) * HOUR
    found = DURATION.fullmatch(body)
    if not found or found[1] is found[2] is None or (found[1] and int(found[2] or 0) > 59):
        raise ValueError(f"{text!r} is not a length of time")
    return int(found[1] or 0) * HOUR + int(found[2] or 0) * 60


def parse_clock(text: str, *, evening_before: bool = False) -> float:
    """Seconds from midnight, from "23:10", "11:10 pm" or "11 pm".

    `evening_before=True` (bedtimes): from noon on, the time is of the evening before, so it is negative.
    """
    found = CLOCK.fullmatch(plain(text).lower())
    if not found or not (found[2] or found[3]):
        raise ValueError(f"{text!r} is not a time of day")
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12 or hour > 23 or minute > 59:
        raise ValueError(f"{text!r} is not a time of day")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    seconds = hour * HOUR + minute * 60
    return seconds - 24 * HOUR if evening_before and seconds >= NOON else seconds


def parse_value(
    text: str, unit: str, prefs: Prefs, *, deviation: bool = False, evening_before: bool = False
) -> float:
    """What is stored for what was typed in the person's own unit (lb, °F, miles, hours)."""
    if unit == "s":
        return parse_duration(text)
    if unit == "clock":
        return parse_clock(text, evening_before=evening_before)
    value = parse_number(text, prefs)
    if unit == "m":
        return value * (METRES_PER_MILE if prefs.units == "imperial" else 1000)
    if unit == "mmol/L" and glucose_in_mg(prefs):
        return value / MG_PER_MMOL
    if prefs.units != "imperial":
        return value
    if unit == "kg":
        return value / POUNDS_PER_KILOGRAM
    if unit == "°C":
        return (value - (0 if deviation else 32)) * 5 / 9
    return value


def input_text(
    value: float | None, unit: str, decimals: int, prefs: Prefs, *, deviation: bool = False
) -> str:
    """What stands in the input at first: the number without its unit, readable by `parse_value`."""
    if value is None:
        return ""
    if unit == "s":
        return plain(duration(value))
    if unit == "clock":
        return plain(clock(value, prefs))
    figure, _unit = shown(value, unit, 3 if is_money(unit) else decimals, prefs, deviation=deviation)
    group, _point = marks(prefs)
    return plain(digits(figure, prefs).replace(group, ""))
