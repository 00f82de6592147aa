"""What stands in a cell, and the two ways in which the API tells it: as a value, or as it is shown."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet


@dataclass(frozen=True, slots=True)
class Shown:
    """A number with a format of its own: "€", "$" or "%"."""

    number: float
    sign: str


Cell = None | str | bool | int | float | date | Shown


def serial(day: date) -> float | int:
    """Days since the epoch; the time of a date-time is the fraction."""
    if not isinstance(day, datetime):
        return (day - EPOCH).days
    return (day.replace(tzinfo=None) - datetime(EPOCH.year, EPOCH.month, EPOCH.day)) / timedelta(days=1)


def unformatted(cell: Cell, *, dates_as_text: bool, locale: str) -> str | bool | int | float:
    """The value as JSON has it; an empty cell is an empty text."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return formatted(cell, locale) if dates_as_text else serial(cell)
    return cell.number if isinstance(cell, Shown) else cell


def formatted(cell: Cell, locale: str) -> str:
    """The text that a reader of the sheet sees."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y" if locale.startswith("de") else "%d/%m/%Y")
    if isinstance(cell, Shown):
        return _with_sign(cell, locale)
    return cell if isinstance(cell, str) else _number(cell, locale)


def _with_sign(cell: Shown, locale: str) -> str:
    if cell.sign == "%":
        return f"{_number(round(cell.number * 100, 2), locale)}%"
    if locale.startswith("de"):
        return f"{_grouped(cell.number, locale)} {cell.sign}"
    sign = "-" if cell.number < 0 else ""
    return f"{sign}{cell.sign}{_grouped(abs(cell.number), locale)}"


def _grouped(number: float, locale: str) -> str:
    return _marks(f"{number:,.2f}", locale)


def _number(number: float, locale: str) -> str:
    return _marks(f"{number:g}" if abs(number) < 1e6 else f"{number:.0f}", locale)


def _marks(text: str, locale: str) -> str:
    """English marks, or the German ones: point and comma change places."""
    return text.translate(str.maketrans(".,", ",.")) if locale.startswith("de") else text
