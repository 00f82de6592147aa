"""A file of comma-separated values from anywhere, read within bounds. Knows nothing of what the cells mean.

Every refusal is a sentence that a page can show as it is. Cells are text, exactly as they stand in the file:
nothing is guessed, and a formula is six characters like any others.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 50  # rows that say which delimiter is meant
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx, .ods and .xls begin


class Refused(ValueError):
    """A file that is not read; its text is a sentence for the person who gave it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a file is read at most."""

    size: int = 10 * 2**20  # bytes
    rows: int = 50_000
    columns: int = 200
    cell: int = 100_000  # characters; never above the csv module's own 131,072


BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, one for each column. `line` is where it ends in the file, counted from 1."""

    line: int
    cells: Sequence[str]
    has_more_cells: bool = False  # than there are columns; what is beyond them is left out


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole file. Columns have names that differ: the second "Date" is called "Date (2)"."""

    columns: Sequence[str]
    rows: Sequence[Row]
    encoding: str
    delimiter: str


def read(content: bytes, bounds: Bounds = BOUNDS) -> Sheet:
    """The file's cells; raises Refused. The first row that is not empty names the columns."""
    text, encoding = decode(content, bounds)
    text, delimiter = without_declaration(text)
    delimiter = delimiter or sniff(text)
    records = _records(text, delimiter, bounds)
    _line, head = next(records, (0, []))
    if not head:
        raise Refused(_("The file holds no row."))
    if len(head) > bounds.columns:
        raise Refused(_("The file has more than %(count)s columns.") % {"count": bounds.columns})
    columns = distinct(head)
    rows: list[Row] = []
    for line, cells in records:
        if len(rows) == bounds.rows:
            raise Refused(
                _("The file has more than %(count)s rows. Split it and bring in one part after the other.")
                % {"count": bounds.rows}
            )
        rows.append(_row(line, cells, len(columns)))
    return Sheet(columns, rows, encoding, delimiter)


def decode(content: bytes, bounds: Bounds = BOUNDS) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8, UTF-16, else what Western Windows writes."""
    if len(content) > bounds.size:
        raise Refused(
            _("The file is larger than %(size)s MB, so it is not read.") % {"size": bounds.size // 2**20}
        )
    if content.startswith(SPREADSHEETS):
        raise Refused(_("This is a spreadsheet and not a CSV file. Save it as CSV in its program first."))
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text.removeprefix("\ufeff"), encoding
    raise Refused(_("This is not a text file: it holds bytes that no text has."))


def _encodings(content: bytes) -> Sequence[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    # Without a mark: every other byte of European text in UTF-16 is nothing.
    begin = content[:2000]
    if begin.count(0) * 5 > len(begin):
        return ("utf-16-le",) if begin[1::2].count(0) > begin[::2].count(0) else ("utf-16-be",)
    return ("utf-8", "cp1252")


def without_declaration(text: str) -> tuple[str, str]:
    """Excel writes "sep=;" into a first line; the text without it, and the delimiter it names."""
    found = re.match(r'"?sep=([,;\t|])"?\r?\n', text)
    return (text[found.end() :], found[1]) if found else (text, "")


def sniff(text: str) -> str:
    """The delimiter that cuts the most rows into as many cells as the first one; a comma, if none does."""
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    lengths = []
    try:
        # Not all of the text: a megabyte is enough for the first rows of any file that is read.
        for cells in csv.reader(io.StringIO(text[: 2**20], newline=""), delimiter=delimiter):
            if any(cells):
                lengths.append(len(cells))
            if len(lengths) == LOOKED_AT:
                break
    except csv.Error:
        return (0, 0)
    if not lengths or lengths[0] < 2:
        return (0, 0)
    return (lengths.count(lengths[0]) / len(lengths), lengths[0])


def _records(text: str, delimiter: str, bounds: Bounds) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line on which it ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if max(map(len, cells), default=0) > bounds.cell:
                raise Refused(_too_long(reader.line_num, bounds))
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        if "field limit" in str(error):
            raise Refused(_too_long(reader.line_num, bounds)) from None
        raise Refused(
            _("Line %(line)s cannot be read: its quotation marks do not match.") % {"line": reader.line_num}
        ) from None


def _too_long(line: int, bounds: Bounds) -> str:
    return _("The cell on line %(line)s is longer than %(count)s characters.") % {
        "line": line,
        "count": bounds.cell,
    }


def _row(line: int, cells: list[str], width: int) -> Row:
    kept = [*cells[:width], *[""] * (width - len(cells))]
    return Row(line, kept, has_more_cells=any(cell.strip() for cell in cells[width:]))


def distinct(head: Sequence[str]) -> list[str]:
    """The names of the columns; what has no name gets its number, what has another's gets a number, too."""
    names: list[str] = []
    for at, cell in enumerate(head, 1):
        name = " ".join(cell.split())[:100] or _("Column %(number)s") % {"number": at}
        taken = set(names)
        candidates = (f"{name} ({n})" if n > 1 else name for n in range(1, len(head) + 2))
        names.append(next(one for one in candidates if one not in taken))
    return names
