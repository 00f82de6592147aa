"""How numbers, times and days are written for one person: pure functions of a value and preferences.

`prefs` is anything with `units`, `clock`, `number_format`, `week_start` and `currency` (the user is).
"""

from .common import DASH, MINUS, NBSP, NNBSP, Part, Prefs
from .days import ago, day_label, exact_time, month_initial, named_day, short_day, weekday_initial
from .differences import amount, difference, verdict_words
from .money import money, places
from .numbers import is_money, number, parts, shown, spoken
from .parsing import input_text, parse_clock, parse_decimal, parse_duration, parse_number, parse_value
from .times import clock, duration

__all__ = [
    "DASH",
    "MINUS",
    "NBSP",
    "NNBSP",
    "Part",
    "Prefs",
    "ago",
    "amount",
    "clock",
    "day_label",
    "difference",
    "duration",
    "exact_time",
    "input_text",
    "is_money",
    "money",
    "month_initial",
    "named_day",
    "number",
    "parse_clock",
    "parse_decimal",
    "parse_duration",
    "parse_number",
    "parse_value",
    "parts",
    "places",
    "short_day",
    "shown",
    "spoken",
    "verdict_words",
    "weekday_initial",
]
