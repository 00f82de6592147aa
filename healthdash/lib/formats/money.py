"""Sums of money: symbol and marks as the person writes numbers."""

from decimal import Decimal

from .common import MINUS, NNBSP, Prefs, digits, rounded

SYMBOLS = {
    "EUR": "€",
    "USD": "$",
    "GBP": "£",
    "JPY": "¥",
    "INR": "₹",
    "KRW": "₩",
    "PLN": "zł",
    "CZK": "Kč",
    "UAH": "₴",
    "ILS": "₪",
    "TRY": "₺",
}
# ISO 4217's minor units, where they are not two decimal places.
PLACES = (
    dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0)  # noqa: SIM905
    | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)  # noqa: SIM905
    | {"CLF": 4, "UYW": 4}
)


def places(currency: str) -> int:
    """How many decimal places a sum of this currency has."""
    return PLACES.get(currency, 2)


def money(value: Decimal | float, currency: str, prefs: Prefs, *, cents: bool = True) -> str:
    """An exact sum with its cents, as a table says it: "€1,240.50"; without them as a chart does."""
    return with_symbol(money_shown(value, currency, cents=cents), currency, prefs)


def money_shown(value: float | Decimal, currency: str, *, cents: bool = False) -> Decimal:
    """No cents from 100 up, unless asked for (tables)."""
    exact = rounded(value, places(currency))
    # Half to even: a tile that says €1,240 and a table that says €1,240.50 agree.
    return exact if cents or abs(exact) < 100 else exact.quantize(Decimal(1))


def with_symbol(value: Decimal, currency: str, prefs: Prefs) -> str:
    """ "€1,240" where a point is the decimal mark, "1.240 €" where a comma is."""
    symbol = SYMBOLS.get(currency, currency)
    sign = MINUS if value < 0 else ""
    text = digits(abs(value), prefs)
    if prefs.number_format != "1,234.5":
        return f"{sign}{text}{NNBSP}{symbol}"
    glue = NNBSP if symbol.isalpha() else ""
    return f"{sign}{symbol}{glue}{text}"
