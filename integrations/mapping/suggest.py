"""What a table's columns probably are, from their headers and first values. A person has the last word."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from . import cells, currencies, dates
from .grid import Cell, Grid, is_blank
from .headers import names_of
from .problems import CellProblem
from .spec import Column
from .units import UNITS

LOOKED_AT = 200  # rows
TOP = 20  # rows within which a header is looked for

# Words of headers, in the languages that people keep tables in; the first kind that fits is taken.
WORDS: tuple[tuple[str, str], ...] = (
    ("date", r"date|datum|day|tag|fecha|data|jour|dag|dzień|buchungstag|booking date|when|wann"),
    ("time", r"time|uhrzeit|zeit|hora|heure|ora|tijd"),
    ("vital.systolic", r"sys|systolic|systolisch|sistólica|systolique|upper|oberer|sbp"),
    ("vital.diastolic", r"dia|diastolic|diastolisch|diastólica|diastolique|lower|unterer|dbp"),
    ("vital.body_fat", r"body fat|bodyfat|fat|körperfett|kfa|fett|grasa|graisse"),
    ("vital.weight", r"weight|gewicht|peso|poids|kg|lbs?"),
    ("vital.pulse", r"pulse|puls|bpm|heart rate|hr|herzfrequenz|pulso|pouls"),
    ("vital.glucose", r"glucose|blood sugar|sugar|blutzucker|zucker|glukose|glucosa|glycémie|bg"),
    ("vital.temperature", r"temp|temperature|temperatur|fever|fieber|temperatura|température"),
    ("income", r"income|credit|paid in|einnahmen?|gutschrift|haben|ingresos?|crédit|deposit"),
    ("spent", r"spent|expenses?|spending|debit|paid out|ausgaben?|lastschrift|soll|gastos?|débit|withdrawal"),
    ("amount", r"amount|betrag|umsatz|sum|summe|total|importe|montant|bedrag|kwota|price|preis|value"),
    ("currency", r"currency|währung|moneda|devise|valuta|ccy|curr"),
    ("direction", r"type|typ|art|direction|in/out|tipo|sens"),
    ("category", r"category|kategorie|categoría|catégorie|categoria|categorie|what for"),
    ("account", r"account|konto|cuenta|compte|conto|rekening|card|karte|wallet"),
    (
        "note",
        r"notes?|notiz|comment|bemerkung|description|beschreibung|verwendungszweck|zweck|memo|text|payee"
        r"|empfänger|details|concepto|libellé|remark",
    ),
    ("id", r"id|nr|no|number|nummer|#|reference|referenz"),
)
PATTERNS = [
    (kind, re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])", re.IGNORECASE)) for kind, words in WORDS
]
MEASURES = {*UNITS, "amount"}
UNIT_WORDS = {
    "lb": r"lbs?|pounds?|pfund",
    "st": r"stones?|st",
    "mg/dL": r"mg/?dl",
    "°F": r"°?\s?f|fahrenheit",
}


@dataclass
class Suggested:
    """What a column seems to be. `ambiguous`: its dates could be read with day and month either way."""

    column: Column
    kind: str = "ignore"
    unit: str = ""
    form: str = ""
    direction: str = ""
    ambiguous: bool = False
    samples: list[str] = field(default_factory=list)


def header_row(grid: Grid) -> int:
    """Which row seems to name the columns, counted from 1: the first that is nearly full and all words."""
    top = list(grid.rows[:TOP])
    fullest = max((_filled(row) for row in top), default=0)
    for number, row in enumerate(top, 1):
        words = [cell for cell in row if isinstance(cell, str) and not is_blank(cell)]
        if _filled(row) >= max(1, fullest * 0.6) and len(words) >= _filled(row) * 0.8:
            return number
    return next((n for n, row in enumerate(top, 1) if _filled(row)), 1)


def _filled(row: Sequence[Cell]) -> int:
    return sum(not is_blank(cell) for cell in row)


def body(grid: Grid, header: int, place: int) -> list[Cell]:
    """The first values of a column that are not blank."""
    column = (grid.cell(row, place) for row in range(header, min(len(grid.rows), header + LOOKED_AT)))
    return [cell for cell in column if not is_blank(cell)]


def decimal_mark(grid: Grid, header: int) -> str:
    """The mark before decimals in text: what the cells show, else what the sheet's language writes."""
    texts = [
        cell.strip(" €$£%")
        for row in grid.rows[header : header + LOOKED_AT]
        for cell in row
        if isinstance(cell, str)
    ]
    votes = {mark: sum(bool(re.fullmatch(SHOWS[mark], text)) for text in texts) for mark in (",", ".")}
    if votes[","] != votes["."]:
        return max(votes, key=lambda mark: votes[mark])
    return cells.decimal_mark(grid.locale) or "."


# Texts that can be read with one mark only.
SHOWS = {
    ",": r"[-+−]?(\d+,(\d{1,2}|\d{4,})|\d{1,3}(\.\d{3})+,\d+)",
    ".": r"[-+−]?(\d+\.(\d{1,2}|\d{4,})|\d{1,3}(,\d{3})+\.\d+)",
}


def suggest(grid: Grid, header: int) -> list[Suggested]:
    """A suggestion for each column that holds anything."""
    head = grid.rows[header - 1] if header <= len(grid.rows) else ()
    mark = decimal_mark(grid, header)
    found: list[Suggested] = []
    taken: set[str] = set()
    for place, column in enumerate(names_of(head, grid.width)):
        values = body(grid, header, place)
        if not values:
            continue
        one = _column(column, values, mark, taken)
        one.samples = [cells.shown(cell)[:40] for cell in values[:3]]
        taken.add(one.kind)
        found.append(one)
    if "date" not in taken:
        _find_date(found, grid, header)
    _find_own(found, grid, header)
    return _sensible(found)


def _column(column: Column, values: list[Cell], mark: str, taken: set[str]) -> Suggested:
    one = Suggested(column)
    kind = next((kind for kind, words in PATTERNS if words.search(column.header)), "ignore")
    fits = _fits(kind, values, mark)
    if not fits or (kind in taken and kind not in {"income", "spent", "amount"}):
        return one
    one.kind = kind
    if kind == "date":
        one.form, one.ambiguous = date_form(values)
    elif kind in {"income", "spent"}:
        one.kind, one.direction = "amount", kind
    elif kind == "amount":
        below = any(_value(cell, mark) < 0 for cell in values if isinstance(cell, str | int | float))
        one.direction = "minus_spent" if below else "spent"
    elif kind in UNITS:
        one.unit = unit(kind, column.header, values, mark)
    return one


def _fits(kind: str, values: list[Cell], mark: str) -> bool:
    """Whether most of the values can be what the header says."""
    if kind == "date":
        return date_form(values)[0] != "" or any(isinstance(cell, date) for cell in values)
    if kind == "time":
        return _share(values, _is_time) > 0.5
    if kind in UNITS or kind in {"income", "spent", "amount"}:
        return _share(values, lambda cell: _is_number(cell, mark)) > 0.5
    if kind == "currency":
        return _share(values, _is_currency) > 0.5
    return kind != "ignore"


def _share(values: Sequence[Cell], test: "object") -> float:
    return sum(bool(test(cell)) for cell in values) / max(len(values), 1)  # type: ignore[operator]


def _is_number(cell: Cell, mark: str) -> bool:
    try:
        text = currencies.parted(cell)[0] if isinstance(cell, str) else cell
        return cells.number(text, mark, "%") is not None
    except CellProblem:
        return False


def _value(cell: Cell, mark: str) -> float:
    if not _is_number(cell, mark):
        return 0
    text = currencies.parted(cell)[0] if isinstance(cell, str) else cell
    return float(cells.number(text, mark, "%") or 0)


def _is_time(cell: Cell) -> bool:
    try:
        return isinstance(cell, time) or dates.time_of_day(cell) is not None
    except CellProblem:
        return False


def _is_currency(cell: Cell) -> bool:
    try:
        return bool(currencies.code_in(cells.shown(cell)))
    except CellProblem:
        return False


def date_form(values: Sequence[Cell]) -> tuple[str, bool]:
    """The format in which most of the dates can be read, and whether another one does as well: 03/04."""
    if all(isinstance(cell, datetime | date | int | float) and not isinstance(cell, bool) for cell in values):
        return (
            ("YYYY-MM-DD", False) if _share(values, lambda c: _reads(c, "YYYY-MM-DD")) > 0.5 else ("", False)
        )
    texts = [cell for cell in values if isinstance(cell, str)]
    shares = {form: _share(texts, lambda cell, form=form: _reads(cell, form)) for form in dates.FORMATS}
    best = max(shares.values())
    if best <= 0.5:
        return "", False
    fitting = [form for form, share in shares.items() if share == best]
    return fitting[0], len(fitting) > 1


def _reads(cell: Cell, form: str) -> bool:
    try:
        return dates.moment(cell, form) is not None
    except CellProblem:
        return False


def unit(metric: str, header: str, values: Sequence[Cell], mark: str) -> str:
    """The unit of a vital: what the header says, else what the values can only be."""
    names = [unit.name for unit in UNITS[metric]]
    for name in names[1:]:
        if name in UNIT_WORDS and re.search(
            rf"(?<![^\W\d_])(?:{UNIT_WORDS[name]})(?![^\W\d_])", header, re.I
        ):
            return name
    numbers = sorted(_value(cell, mark) for cell in values if _is_number(cell, mark))
    middle = numbers[len(numbers) // 2] if numbers else 0
    guesses = {
        "vital.body_fat": ("0–1", 0 < middle <= 1),
        "vital.glucose": ("mg/dL", middle > 40),
        "vital.temperature": ("°F", middle > 60),
    }
    other, is_it = guesses.get(metric, ("", False))
    return other if is_it else names[0]


def _find_date(found: Iterable[Suggested], grid: Grid, header: int) -> None:
    """A column of dates under a header that does not say so."""
    for one in found:
        place = _place(grid, header, one.column)
        values = body(grid, header, place)
        numbers = any(isinstance(cell, int | float) for cell in values)
        form, ambiguous = date_form(values)
        if form and not numbers:
            one.kind, one.form, one.ambiguous = "date", form, ambiguous
            return


def _find_own(found: Sequence[Suggested], grid: Grid, header: int) -> None:
    """Columns of numbers beside a date, in a table in which nothing else is known."""
    if [one.kind for one in found if one.kind in MEASURES] or not any(one.kind == "date" for one in found):
        return
    mark = decimal_mark(grid, header)
    for one in found:
        values = body(grid, header, _place(grid, header, one.column))
        if one.kind == "ignore" and _share(values, lambda cell: _is_number(cell, mark)) > 0.5:
            one.kind = "own"


def _place(grid: Grid, header: int, column: Column) -> int:
    return [one.header for one in names_of(grid.rows[header - 1], grid.width)].index(column.header)


def _sensible(found: list[Suggested]) -> list[Suggested]:
    """Words of money say something beside an amount only."""
    if not any(one.kind == "amount" for one in found):
        for one in found:
            if one.kind in {"currency", "category", "account", "note", "direction"}:
                one.kind = "ignore"
    for one in found:
        if one.kind == "direction":
            for amount in found:
                if amount.kind == "amount" and amount.direction == "spent":
                    amount.direction = "column"
    return found
