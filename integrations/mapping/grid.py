"""A table as it stands: rows of cells, before anybody said what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

Cell = None | str | int | float | bool | datetime | date | time


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a sheet, and how large it is. `id` stays when it is renamed; "" where there is none."""

    title: str
    rows: int
    columns: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A sheet with its tabs. `locale` ("de_DE") and `zone` are the sheet's, "" where it has none."""

    title: str
    tabs: Sequence[Tab]
    locale: str = ""
    zone: str = ""

    def tab(self, title: str, id: str = "") -> Tab | None:
        """The tab of that id whatever it is called by now, else the one of that title."""
        known = next((tab for tab in self.tabs if id and tab.id == id), None)
        return known or next((tab for tab in self.tabs if tab.title == title), None)


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows from A1 on, each as long as its last cell. A merged cell has its value at the top left only."""

    rows: Sequence[Sequence[Cell]]
    locale: str = ""
    zone: str = ""

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def cell(self, row: int, column: int) -> Cell:
        """The cell, counted from 0; None beyond the end."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else None

    def as_json(self) -> dict[str, Any]:
        rows = [[encode(cell) for cell in row] for row in self.rows]
        return {"rows": rows, "locale": self.locale, "zone": self.zone}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Grid":
        rows = [[decode(cell) for cell in row] for row in value["rows"]]
        return cls(rows, value["locale"], value["zone"])


def encode(cell: Cell) -> Any:
    """A cell as JSON: a date or a time says that it is one, and is not mistaken for text."""
    if isinstance(cell, datetime | date | time):
        return {type(cell).__name__: cell.isoformat()}
    return cell


def decode(value: Any) -> Cell:
    """The cell that `encode` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    if isinstance(value, dict):
        [(kind, text)] = value.items()
        found: datetime | date | time = KINDS[kind].fromisoformat(text)
        return found
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError("no cell")


KINDS: dict[str, Any] = {"datetime": datetime, "date": date, "time": time}


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def letter(column: int) -> str:
    """The letters of a column, counted from 0: A, B, …, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
