"""What all formats share: the characters, a person's preferences, a number with its unit."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Protocol

from django.utils.translation import get_language, gettext

NNBSP = "\u202f"  # narrow no-break space: ties a unit to its number
NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"  # stands where there is no number


class Prefs(Protocol):
    """How a person likes to read numbers."""

    @property
    def units(self) -> str: ...  # "metric" or "imperial"
    @property
    def clock(self) -> str: ...  # "24" or "12"
    @property
    def number_format(self) -> str: ...  # "1,234.5", "1.234,5" or "1 234,5"
    @property
    def week_start(self) -> int: ...  # 0 is Monday
    @property
    def currency(self) -> str: ...  # ISO 4217


@dataclass(frozen=True)
class Part:
    """A number and the unit after it; a value is one part or several ("7 h" and "28 min")."""

    text: str
    unit: str = ""

    def __str__(self) -> str:
        glue = "" if self.unit in ("", "%") else NNBSP
        return f"{self.text}{glue}{self.unit}"


def said(message: str) -> str:
    """A word or a phrase of ours in the language of the page; a chart over ten years says thousands."""
    return _said(message, get_language())


@lru_cache(maxsize=256)
def _said(message: str, language: str) -> str:
    return gettext(message)


def rounded(value: float | Decimal, decimals: int) -> Decimal:
    """Half away from zero, on the decimal digits a person would see."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def marks(prefs: Prefs) -> tuple[str, str]:
    """The grouping mark and the decimal mark."""
    if prefs.number_format == "1.234,5":
        return ".", ","
    if prefs.number_format == "1 234,5":
        return NNBSP, ","
    return ",", "."


def digits(value: Decimal, prefs: Prefs, *, signed: bool = False) -> str:
    """The digits with this person's marks, a true minus sign, and a plus sign if asked for."""
    group, point = marks(prefs)
    plain = f"{abs(value):,f}".replace(",", "\0").replace(".", point).replace("\0", group)
    if value < 0:
        return MINUS + plain
    return "+" + plain if signed and value else plain
