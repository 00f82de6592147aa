"""Numbers as people type them: with a comma or a point, a length as 7:28, a clock time as 23:10 or 11:10 pm.

Everything comes back in the catalogue's own units.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from metrics.catalogue import Metric

POUND = 0.45359237
MILE = 1609.344
DAY = 86_400

LENGTH = re.compile(r"^(?:(?P<h>\d{1,3})\s*(?:h|:)\s*)?(?:(?P<m>\d{1,4})\s*(?:min|m)?)?$", re.IGNORECASE)
CLOCK = re.compile(r"^(?P<h>\d{1,2})[:.](?P<m>\d{2})\s*(?P<half>[ap])?\.?(?:m\.?)?$", re.IGNORECASE)
PLAIN = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
SPACES = re.compile(r"[\s\u00a0\u202f]+")


def parse(text: str, metric: Metric, prefs: Any) -> float:
    """What a person typed, in the catalogue's unit. Raises ValidationError with a whole sentence."""
    value = PARSERS.get(metric.unit, parse_number)(text.strip(), metric, prefs)
    if not metric.is_plausible(value):
        raise ValidationError(_("That is outside what is possible here."))
    return value


def parse_length(text: str, metric: Metric, prefs: Any) -> float:
    """Hours and minutes, or minutes that say so: a bare number could be either."""
    found = LENGTH.match(text)
    if not found or text.isdecimal() or not text:
        raise ValidationError(_("Write a length of time as 7:28 or 42 min."))
    hours, minutes = int(found["h"] or 0), int(found["m"] or 0)
    if found["h"] and minutes > 59:
        raise ValidationError(_("An hour has 60 minutes."))
    return hours * 3600.0 + minutes * 60


def parse_clock(text: str, metric: Metric, prefs: Any) -> float:
    """Seconds from local midnight of the day; an evening's bedtime lies before it."""
    found = CLOCK.match(text)
    hours, minutes = (int(found["h"]), int(found["m"])) if found else (99, 0)
    if found and found["half"]:
        hours = hours % 12 + (12 if found["half"].lower() == "p" else 0) if 1 <= hours <= 12 else 99
    if hours > 23 or minutes > 59:
        raise ValidationError(_("Write a time as 23:10 or 11:10 pm."))
    seconds = hours * 3600 + minutes * 60
    is_evening_before = metric.key.endswith("bedtime") and seconds >= DAY // 2
    return float(seconds - DAY if is_evening_before else seconds)


def parse_number(text: str, metric: Metric, prefs: Any) -> float:
    plain = without_grouping(text, metric, prefs).replace(",", ".").replace("\N{MINUS SIGN}", "-")
    if not PLAIN.match(plain):
        raise ValidationError(_("“%(text)s” is not a number."), params={"text": text[:20]})
    return from_shown_unit(float(plain), metric, prefs)


def without_grouping(text: str, metric: Metric, prefs: Any) -> str:
    """Without the marks between thousands. A lone mark before three digits is one only in a whole number."""
    mark = prefs.number_format[1]
    plain = SPACES.sub("", text)
    others = {",", "."} - {mark}
    grouped = re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+(?:[.,]\d+)?", plain)
    if grouped and (metric.decimals == 0 or plain.count(mark) > 1 or any(other in plain for other in others)):
        return plain.replace(mark, "")
    return plain


def from_shown_unit(value: float, metric: Metric, prefs: Any) -> float:
    """Pounds, degrees Fahrenheit and miles back into what is stored."""
    if prefs.units != "imperial":
        return value
    if metric.unit == "kg":
        return value * POUND
    if metric.unit == "m":
        return value * MILE
    if metric.unit == "°C":
        return value / 1.8 if "deviation" in metric.key else (value - 32) / 1.8
    return value


PARSERS = {"s": parse_length, "clock": parse_clock}
