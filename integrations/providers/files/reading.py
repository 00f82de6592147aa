"""An uploaded file as tabs of cells, within bounds. Every refusal is a sentence that says what to do."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from healthdash.lib import csv_reading
from integrations.errors import BadPayload
from integrations.mapping import letters
from integrations.mapping.grid import Book, Cell, Grid, Tab, is_blank, letter

from . import archive, kinds

SIZE = 10 * 2**20  # bytes of a file
ROWS, COLUMNS, CELLS, LONGEST = 50_000, 200, 1_000_000, 10_000
SCANNED = 200_000  # rows that are looked at, blank ones included
TABS = 50
LOOKED_AT = 5_000_000  # cells of a workbook, also blank ones: a row that ends in one at XFD has 16,384


@dataclass(frozen=True, slots=True)
class Upload:
    """What was in a file: the book, and the cells of each tab. A `TableSource`. `is_guessed`: a text that
    does not say in which encoding it is, read as `letters.GUESS`."""

    book: Book
    grids: dict[str, Grid] = field(repr=False)
    id: str = ""
    is_guessed: bool = False

    def tabs(self) -> Book:
        return self.book

    def grid(self, tab: str, rows: int | None = None) -> Grid:
        grid = self.grids.get(tab)
        if grid is None:
            raise BadPayload(_('The file has no tab "%(tab)s".') % {"tab": tab})
        return grid if rows is None else Grid(grid.rows[:rows], grid.locale, grid.zone)


def read(name: str, content: bytes) -> Upload:
    """The tabs of a CSV or XLSX file. Raises BadPayload."""
    check_size(len(content))
    if not content.strip():
        raise BadPayload(_("This file is empty. Choose another one."))
    if told := kinds.refusal(content):
        raise BadPayload(told)
    is_guessed = False
    if content.startswith(kinds.ZIP):
        grids = _workbook(content)
    else:
        text, is_guessed = _decoded(content)
        grids = {"": _text(name, text)}
    held = {title: grid for title, grid in grids.items() if grid.rows}
    if not held:
        raise BadPayload(_("There is no filled cell in this file. Choose another one."))
    tabs = [Tab(title, len(grid.rows), grid.width) for title, grid in held.items()]
    return Upload(Book(name, tabs), held, is_guessed=is_guessed)


def check_size(size: int) -> None:
    """Raises BadPayload for a file that is not even looked at."""
    if size > SIZE:
        raise BadPayload(
            _("This file is larger than %(size)s MB. Split it, or leave out what is not needed.")
            % {"size": SIZE // 2**20}
        )


# --- CSV --------------------------------------------------------------------------------------------------


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding was guessed. Raises BadPayload for what is none."""
    try:
        text, encoding = csv_reading.decode(content, csv_reading.Bounds(size=SIZE))
    except csv_reading.Refused as refusal:
        if not letters.may_be_text(content):
            raise BadPayload(str(refusal)) from None
        encoding = letters.GUESS
    if encoding != letters.GUESS:
        return text, False
    return letters.guessed(content), True


def _text(name: str, text: str) -> Grid:
    """A CSV file is read whatever it is called. Raises BadPayload for a workbook by name alone."""
    if not kinds.is_called_workbook(name):
        return _csv(text)
    try:
        grid = _csv(text)
    except BadPayload:
        grid = Grid(())
    if len(grid.rows) > 1 and grid.width > 1:
        return grid
    raise BadPayload(
        _(
            "This file is called a workbook and is none. Open it in the program that it is from, save it as"
            " .xlsx or CSV, and upload that."
        )
    )


def _csv(text: str) -> Grid:
    text, delimiter = csv_reading.without_declaration(text)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter or csv_reading.sniff(text), strict=True
    )
    return Grid(bounded(_lines(reader)))


def _lines(reader: Any) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        line = {"line": reader.line_num, "count": LONGEST}
        if "field limit" in str(error):
            told = _("A cell near line %(line)s is longer than %(count)s characters. Shorten it.")
        else:
            told = _("Line %(line)s cannot be read: a quotation mark is missing. Save the file anew as CSV.")
        raise BadPayload(told % line) from None


# --- XLSX -------------------------------------------------------------------------------------------------


def _workbook(content: bytes) -> dict[str, Grid]:
    """Values as they were last worked out; macros, links and pictures are not looked at."""
    archive.check(content)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False, keep_vba=False
        )
    except Exception:
        raise BadPayload(archive.broken()) from None
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if len(sheets) > TABS:
            raise BadPayload(
                _("This file has more than %(count)s tabs. Save the one you want by itself.")
                % {"count": TABS}
            )
        if any(sheet._worksheet_path.endswith(archive.TEXTS) for sheet in sheets):
            raise BadPayload(archive.broken())  # it was weighed as what it is not
        room = Room()
        return {sheet.title: Grid(bounded(_sheet(sheet, room))) for sheet in sheets}
    finally:
        book.close()


class Room:
    """How much of a workbook may still be looked at, all its tabs together."""

    def __init__(self) -> None:
        self.cells = LOOKED_AT

    def take(self, cells: int) -> None:
        self.cells -= cells + 1  # a row without a cell takes its time, too
        if self.cells < 0:
            raise BadPayload(archive.too_much())


def _sheet(sheet: Any, room: Room) -> Iterator[Sequence[Cell]]:
    sheet.reset_dimensions()  # what a file says of its size need not be true
    try:
        for row in sheet.iter_rows(values_only=True):
            room.take(len(row))
            yield [_cell(value) for value in row]
    except BadPayload:
        raise
    except Exception:
        raise BadPayload(archive.broken()) from None


def _cell(value: Any) -> Cell:
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if value is None or isinstance(value, str | int | float | bool | datetime | date | time):
        return value
    return str(value)


# --- Bounds -----------------------------------------------------------------------------------------------


def bounded(rows: Iterable[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows without blanks at their ends. Raises BadPayload for more than is ever read."""
    kept: list[list[Cell]] = []
    filled = cells = 0
    for number, row in enumerate(rows, 1):
        line = list(row)
        while line and is_blank(line[-1]):
            line.pop()
        if number > SCANNED or (line and number > ROWS):
            raise BadPayload(
                _("This table has more than %(count)s rows. Split it into several files.") % {"count": ROWS}
            )
        if len(line) > COLUMNS:
            raise BadPayload(
                _("Row %(row)s has more than %(count)s columns. Leave out the columns that are not needed.")
                % {"row": number, "count": COLUMNS}
            )
        cells += len(line)
        if cells > CELLS:
            raise BadPayload(
                _("This table has more than %(count)s cells. Split it into several files.") % {"count": CELLS}
            )
        _check_lengths(line, number)
        if number <= ROWS:
            kept.append(line)
        filled = number if line else filled
    return kept[:filled]


def _check_lengths(line: Sequence[Cell], number: int) -> None:
    for place, cell in enumerate(line):
        if isinstance(cell, str) and len(cell) > LONGEST:
            where = {"where": f"{letter(place)}{number}", "count": LONGEST}
            raise BadPayload(
                _("Cell %(where)s is longer than %(count)s characters. Shorten it, and upload again.") % where
            )
