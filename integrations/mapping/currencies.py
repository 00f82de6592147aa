"""Currencies as they stand in cells: "€ 12", "12 USD", "kr 90"."""

import re

from accounts.currencies import CURRENCIES, KNOWN

from . import problems
from .cells import LONGEST
from .problems import CellProblem

SIGNS: dict[str, frozenset[str]] = {
    sign: frozenset(codes.split())
    for sign, codes in {
        "€": "EUR",
        "£": "GBP EGP FKP GIP SHP LBP SYP SSP SDG",
        "$": "USD CAD AUD NZD MXN SGD HKD TWD ARS CLP COP BRL UYU BSD BBD BZD FJD JMD LRD NAD TTD XCD",
        "US$": "USD",
        "A$": "AUD",
        "C$": "CAD",
        "CA$": "CAD",
        "NZ$": "NZD",
        "R$": "BRL",
        "¥": "JPY CNY",
        "kr": "SEK NOK DKK ISK",
        "kr.": "DKK SEK NOK ISK",
        "zł": "PLN",
        "Fr.": "CHF",
        "Kč": "CZK",
        "Ft": "HUF",
        "lei": "RON MDL",
        "лв": "BGN",
        "₹": "INR",
        "₽": "RUB",
        "₺": "TRY",
        "₴": "UAH",
        "₪": "ILS",
        "₩": "KRW",
        "฿": "THB",
        "₫": "VND",
        "₱": "PHP",
        "R": "ZAR",
    }.items()
}
SIGN, MARK = "[-−–+(]?", r"[^\d\s.,()+−–-]{1,4}\.?"
BEFORE = re.compile(rf"(?P<sign>{SIGN})\s*(?P<before>{MARK})\s*(?P<rest>[-−–+]?\s*[\d.,].*)", re.DOTALL)
AFTER = re.compile(rf"(?P<rest>.*[\d.,)])\s*(?P<after>{MARK})(?P<end>\)?)", re.DOTALL)


def parted(text: str) -> tuple[str, str]:
    """The number of a cell and the currency beside it, "" where there is none."""
    text = text.strip()
    if len(text) > LONGEST:
        return text, ""
    if found := AFTER.fullmatch(text):
        return found["rest"] + found["end"], found["after"]
    if found := BEFORE.fullmatch(text):
        return f"{found['sign']}{found['rest']}", found["before"]
    return text, ""


def is_known(sign: str) -> bool:
    return sign in SIGNS or sign.upper() in KNOWN


def means(sign: str, currency: str) -> bool:
    """Whether a sign or a code can stand for a currency."""
    return sign.upper() == currency or currency in SIGNS.get(sign, frozenset())


def code_in(text: str) -> str:
    """The currency that a cell names. Raises CellProblem, also for a sign that several currencies share."""
    word = text.strip()
    if word.upper() in KNOWN:
        return word.upper()
    if word != "" and len(codes := SIGNS.get(word, frozenset())) == 1:
        return next(iter(codes))
    raise CellProblem(problems.NO_CURRENCY)


__all__ = ["CURRENCIES", "KNOWN", "code_in", "is_known", "means", "parted"]
