"""A range of a tab as the API sends it: rows without their empty ends, no `values` where all is empty."""

from typing import Any

from . import a1
from .a1 import Area
from .book import Book, Sheet
from .cells import formatted, unformatted


class OutOfGrid(ValueError):
    """A range that begins beyond the tab."""


def value_range(book: Book, asked: str, *, render: str, dates: str) -> dict[str, Any]:
    """One `ValueRange`. Raises BadRange and OutOfGrid."""
    area = a1.parse(asked, [sheet.title for sheet in book.sheets])
    sheet = book.sheet(area.tab) if area.tab is not None else book.sheets[0]
    if sheet is None:
        raise a1.BadRange(asked)
    bottom, right = _ends(sheet, area)
    rows = []
    for line in sheet.lines[area.top - 1 : bottom]:
        cells = line[area.left - 1 : right]
        if render == "FORMATTED_VALUE":
            rows.append(_trimmed([formatted(cell, book.locale) for cell in cells]))
        else:
            as_text = dates == "FORMATTED_STRING"
            told = [unformatted(cell, dates_as_text=as_text, locale=book.locale) for cell in cells]
            rows.append(_trimmed(told))
    while rows and not rows[-1]:
        rows.pop()
    corners = f"{a1.letters(area.left)}{area.top}:{a1.letters(right)}{bottom}"
    answer: dict[str, Any] = {"range": f"{a1.quoted(sheet.title)}!{corners}", "majorDimension": "ROWS"}
    return answer | ({"values": rows} if rows else {})


def _ends(sheet: Sheet, area: Area) -> tuple[int, int]:
    bottom = sheet.row_count if area.bottom is None else area.bottom
    right = sheet.column_count if area.right is None else area.right
    if area.top > sheet.row_count or area.left > sheet.column_count:
        limits = f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
        raise OutOfGrid(f"Range ({sheet.title}!R{area.top}) exceeds grid limits. {limits}")
    return min(bottom, sheet.row_count), min(right, sheet.column_count)


def _trimmed(cells: list[Any]) -> list[Any]:
    end = len(cells)
    while end and cells[end - 1] == "":
        end -= 1
    return cells[:end]
