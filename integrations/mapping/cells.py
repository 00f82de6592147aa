"""One cell as a number. A blank one is absent, which is no zero; what cannot be read raises CellProblem."""

import re
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.functional import Promise

from metrics.records import MOST

from . import problems
from .grid import Cell, is_blank
from .problems import CellProblem

DASHES = {"-", "–", "—", "−"}  # how people write that there is nothing
MINUS = "[-−–]"
SPACES = " \u00a0\u202f\u2009"
# Marks between thousands, per decimal mark; always between groups of three.
MARKS = {",": f"[.{SPACES}'’]", ".": f"[,{SPACES}'’]"}
WRITTEN = {
    point: re.compile(rf"(?:\d+|\d{{1,3}}(?:({mark})\d{{3}}(?:\1\d{{3}})*))?(?:{re.escape(point)}\d*)?")
    for point, mark in MARKS.items()
}
LONGEST = 60  # characters of a number
LARGEST = MOST - 1


def shown(cell: Cell) -> str:
    """A cell as a person reads it in a sentence."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


def is_absent(cell: Cell) -> bool:
    """Whether there is nothing: blank, or a lone dash."""
    return is_blank(cell) or (isinstance(cell, str) and cell.strip() in DASHES)


def number(cell: Cell, decimal: str, around: str = "") -> Decimal | None:
    """The number in a cell, None where there is none. `around`: a sign that may stand beside it ("%")."""
    if is_absent(cell):
        return None
    if isinstance(cell, bool):
        raise CellProblem(problems.A_TICK)
    if isinstance(cell, datetime | date | time):
        raise CellProblem(problems.NOT_A_NUMBER)
    if isinstance(cell, int | float):
        return _bounded(Decimal(repr(cell)))
    assert isinstance(cell, str)
    text = cell.strip()
    if text.startswith("#"):
        raise CellProblem(problems.AN_ERROR)
    if around:
        text = text.removesuffix(around).removeprefix(around).strip()
    return written(text, decimal)


def written(text: str, decimal: str) -> Decimal:
    """The number that a text spells out: "1.234,50", "−12", "(45.00)". Raises CellProblem."""
    text = text.strip()
    if len(text) > LONGEST:  # to look closely at ten thousand characters takes seconds
        raise CellProblem(problems.NOT_A_NUMBER)
    negative, digits = _sign(text)
    if not WRITTEN[decimal].fullmatch(digits):
        raise CellProblem(_not_a_number(digits, decimal))
    if not any(letter.isdecimal() for letter in digits):
        raise CellProblem(problems.NOT_A_NUMBER)
    plain = re.sub(MARKS[decimal], "", digits).replace(decimal, ".")
    value = _bounded(Decimal(plain))
    return -value if negative else value


def _sign(text: str) -> tuple[bool, str]:
    """Whether it is below zero, and the rest. Accountants write (45.00) or 45.00-."""
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    found = re.fullmatch(rf"(?P<before>{MINUS}|\+)?\s*(?P<rest>.*?)\s*(?P<after>{MINUS})?", text, re.DOTALL)
    assert found
    before, after = found["before"], found["after"]
    if before and after:
        return False, text
    return bool(after or (before and before != "+")), found["rest"]


def _not_a_number(digits: str, decimal: str) -> Promise:
    """A number all the same, but not with this decimal mark?"""
    if re.fullmatch(r"[\d.,]+", digits) and any(letter.isdecimal() for letter in digits):
        return problems.NO_COMMA_NUMBER if decimal == "," else problems.NO_POINT_NUMBER
    return problems.NOT_A_NUMBER


def _bounded(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise CellProblem(problems.NOT_A_NUMBER)
    if abs(value) >= LARGEST:
        raise CellProblem(problems.TOO_LARGE)
    return value


# \d and isdecimal take digits of every script, and so does Decimal.
COMMA_LANGUAGES = frozenset(
    """
    af be bg bs ca cs da de el es et eu fi fr gl hr hu hy id is it ka kk lt lv mk nb nl nn no pl pt ro ru
    sk sl sq sr sv tr uk uz vi
    """.split()  # noqa: SIM905
)
POINT_PLACES = frozenset(
    """
    es_MX es_PR es_US es_DO es_GT es_HN es_NI es_PA es_PE es_SV de_CH de_LI it_CH
    """.split()  # noqa: SIM905
)
COMMA_PLACES = frozenset({"en_ZA"})


def decimal_mark(locale: str) -> str:
    """The mark that a locale ("de_DE") writes before decimals; "" where it is not known."""
    place = locale.replace("-", "_")
    if not place:
        return ""
    if place in POINT_PLACES:
        return "."
    return "," if place in COMMA_PLACES or place.split("_")[0].lower() in COMMA_LANGUAGES else "."
