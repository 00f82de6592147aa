"""Everybody's spreadsheet: what its tabs hold up to now, with the traps that real ones have.

Alex: a header that occurs twice, two currencies, amounts typed with a decimal comma. Sam: income and expense
by a word, a title above the table, merged. Robin: German headers, dates typed as text. All: a line that is
typed in twice on the fifth and taken out two days later, a weight with its unit, a pulse of #N/A, an empty
line at the turn of the year, mornings without numbers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from ..people import Person
from .body import NO_PULSE, WEIGHT_AS_TEXT, cups, measured
from .cells import Cell, Shown
from .spending import AS_TEXT_ON, TWICE_ON, Entry, entries

_DAY = timedelta(days=1)
SIGNS = {"EUR": "€", "USD": "$"}
EVENING = 20  # the hour at which the cash book is written
MORNING = 8  # and that of scales and cuffs

SAM_COFFEE = ("Date", "Cups", "Decaf")
HEADERS = MappingProxyType(
    {
        ("alex", "finances"): ("Date", "Amount", "Currency", "Category", "Account", "Note", "Note"),
        ("sam", "finances"): ("Date", "Type", "Amount", "Category", "Account", "Note"),
        ("robin", "finances"): ("Datum", "Betrag", "Kategorie", "Konto", "Notiz"),
        ("alex", "vitals"): ("Date", "Weight (kg)", "Systolic", "Diastolic", "Pulse"),
        ("sam", "vitals"): ("Date", "Weight", "Systolic", "Diastolic", "Pulse"),
        ("robin", "vitals"): ("Datum", "Gewicht", "Systolisch", "Diastolisch", "Puls"),
        ("alex", "coffee"): ("Date", "Cups"),
        ("sam", "coffee"): SAM_COFFEE,
        ("robin", "coffee"): ("Datum", "Tassen"),
    }
)
TITLES = MappingProxyType({"robin": {"finances": "Finanzen", "vitals": "Vitalwerte", "coffee": "Kaffee"}})
ENGLISH = {"finances": "Finances", "vitals": "Vitals", "coffee": "Coffee"}
KEYS = tuple(ENGLISH)


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `day` is the one it is about, `id` tells it from the others of its tab."""

    id: str
    day: date
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """`above` are lines above the header."""

    key: str
    title: str
    gid: int
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    above: tuple[tuple[Cell, ...], ...] = field(default=())


def model(person: Person) -> str:
    """Whose way of keeping tables: Kim and the benchmark's person keep theirs as Alex does."""
    return person.slug if person.slug in {"sam", "robin"} else "alex"


def locale(person: Person) -> str:
    return {"sam": "en_GB"}.get(person.slug, "de_DE")


def title(person: Person) -> str:
    return {"robin": "Meine Tabellen"}.get(person.slug, f"{person.name}'s tables")


def tabs(person: Person, begins: date, now: float) -> Iterator[Tab]:
    """The tabs as they are at that moment (epoch seconds)."""
    here = datetime.fromtimestamp(now, person.zone)
    makers: dict[str, tuple[int, Callable[[Person, date, date], list[Row]]]] = {
        "finances": (EVENING, _finances),
        "vitals": (MORNING, _vitals),
        "coffee": (EVENING, _coffee),
    }
    for number, (key, (hour, rows)) in enumerate(makers.items()):
        last = here.date() if here.hour >= hour else here.date() - _DAY
        name = TITLES.get(person.slug, ENGLISH)[key]
        above = ((f"{name} of {person.name}",), ()) if (person.slug, key) == ("sam", "vitals") else ()
        made = tuple(rows(person, begins, last))
        yield Tab(key, name, number * 1000, HEADERS[model(person), key], made, above)


def _days(begins: date, last: date) -> Iterator[date]:
    return (begins + n * _DAY for n in range((last - begins).days + 1))


def _finances(person: Person, begins: date, last: date) -> list[Row]:
    found = []
    for day in _days(begins, last):
        lines = entries(person, day)
        for number, entry in enumerate(lines):
            found.append(Row(f"{day}-{number}", day, _line(person, day, entry, is_first=number == 0)))
        if lines and day.day == TWICE_ON and (last - day).days < 2:
            found.append(Row(f"{day}-again", day, _line(person, day, lines[0], is_first=False)))
        if (day.month, day.day) == (12, 31):
            found.append(Row(f"{day}-blank", day, ()))
    return found


def _line(person: Person, day: date, entry: Entry, *, is_first: bool) -> tuple[Cell, ...]:
    as_text = is_first and day.day == AS_TEXT_ON
    if model(person) == "sam":
        kind = "Income" if entry.amount > 0 else "Expense"
        amount = Shown(abs(entry.amount), SIGNS[entry.currency])
        return (day, kind, amount, entry.category, entry.account, entry.note)
    if model(person) == "robin":
        shown: Cell = Shown(entry.amount, SIGNS[entry.currency])
        amount_or_text = _comma(entry.amount) if as_text else shown
        return (day.strftime("%d.%m.%Y"), amount_or_text, entry.category, entry.account, entry.note)
    amount_cell: Cell = _comma(entry.amount) if as_text else entry.amount
    checked = "checked" if entry.category == "Rent" else None
    return (day, amount_cell, entry.currency, entry.category, entry.account, entry.note, checked)


def _comma(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")


def _vitals(person: Person, begins: date, last: date) -> list[Row]:
    found = []
    for day in _days(begins, last):
        morning = measured(person, day)
        if morning is None:
            continue
        weight: Cell = morning.weight
        if (day.month, day.day) in WEIGHT_AS_TEXT and morning.weight is not None:
            weight = f"{morning.weight:.1f}kg".replace(".", ",")
        pulse: Cell = "#N/A" if (day.month, day.day) == NO_PULSE else morning.pulse
        shown: Cell = day.strftime("%d.%m.%Y") if model(person) == "robin" else day
        found.append(Row(f"{day}", day, (shown, weight, morning.systolic, morning.diastolic, pulse)))
    return found


def _coffee(person: Person, begins: date, last: date) -> list[Row]:
    found = []
    for day in _days(begins, last):
        shown: Cell = day.strftime("%d.%m.%Y") if model(person) == "robin" else day
        cells: tuple[Cell, ...] = (shown, cups(person, day))
        if model(person) == "sam":
            cells = (*cells, day.weekday() >= 5)
        found.append(Row(f"{day}", day, cells))
    return found
