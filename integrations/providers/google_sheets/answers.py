"""Google's answers as ours: which tabs a sheet has, and the cells of one. Raises BadPayload for the rest."""

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from integrations.errors import BadPayload
from integrations.mapping.grid import Book, Cell, Tab, letter

FIELDS = (
    "properties(title,locale,timeZone),"
    "sheets.properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount))"
)
# What one reading may hold in memory; a tab with empty rows by the thousand counts as large as Google says.
MOST_CELLS = 1_000_000


def book_of(answer: Any) -> Book:
    """The tabs of a sheet; those that hold a chart only are left out."""
    try:
        about = answer["properties"]
        tabs = [_tab(each["properties"]) for each in answer["sheets"] if _is_grid(each["properties"])]
        return Book(str(about["title"]), tabs, str(about.get("locale", "")), str(about.get("timeZone", "")))
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise unreadable() from error


def _is_grid(properties: Mapping[str, Any]) -> bool:
    return properties.get("sheetType", "GRID") == "GRID"


def _tab(properties: Mapping[str, Any]) -> Tab:
    size = properties["gridProperties"]
    gid = int(properties.get("sheetId", 0))  # the first tab's is 0, which JSON may leave out
    return Tab(str(properties["title"]), int(size["rowCount"]), int(size["columnCount"]), str(gid))


def tab_of(book: Book, title: str, gid: str = "") -> Tab:
    """The tab of that id or name, unless it is gone or too large."""
    tab = book.tab(title, gid)
    if tab is None:
        raise _gone(book, title, is_known=bool(gid))
    if tab.rows * tab.columns > MOST_CELLS:
        words = {"tab": shorten(title, 40), "cells": f"{tab.rows * tab.columns:,}", "most": f"{MOST_CELLS:,}"}
        raise BadPayload(
            _(
                "Google Sheets: the tab “%(tab)s” has %(cells)s cells, and we read at most %(most)s. Delete"
                " the empty rows and columns beside the table, or move it to a tab of its own."
            )
            % words
        )
    return tab


def _gone(book: Book, title: str, *, is_known: bool) -> BadPayload:
    """A tab that we know by its id cannot have been renamed only."""
    named = shorten(", ".join(each.title for each in book.tabs), 80)
    words = {"tab": shorten(title, 35), "sheet": shorten(book.title, 35), "tabs": named}
    if is_known:
        told = _(
            "Google Sheets: the tab “%(tab)s” was deleted from “%(sheet)s”. It has: %(tabs)s. Choose another"
            " one with “Change its columns”. Nothing you have is lost."
        )
    else:
        told = _(
            "Google Sheets: there is no tab “%(tab)s” in “%(sheet)s” any more. It has: %(tabs)s."
            " Choose another one with “Change its columns”. Nothing you have is lost."
        )
    return BadPayload(told % words)


def shorten(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def range_of(tab: Tab, rows: int | None) -> str:
    """The whole tab, or its first rows, in A1 notation."""
    quoted = tab.title.replace("'", "''")
    last = tab.rows if rows is None else min(rows, tab.rows)
    return f"'{quoted}'!A1:{letter(tab.columns - 1)}{last}"


def rows_of(answer: Any) -> list[list[Cell]]:
    """The cells of the only range that was asked for; a range without values has none.

    An empty cell within a row comes as an empty text, and at its end not at all: both are None here, so that
    a row is the same wherever its columns stand.
    """
    try:
        [found] = answer["valueRanges"]
        rows = found.get("values", [])
        if not all(isinstance(row, list) and all(map(_is_cell, row)) for row in rows):
            raise TypeError("no cells")
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise unreadable() from error
    return [[None if cell == "" else cell for cell in row] for row in rows]


def _is_cell(cell: object) -> bool:
    return cell is None or (isinstance(cell, str | int | float) and not _is_odd(cell))


def _is_odd(cell: object) -> bool:
    return isinstance(cell, float) and not math.isfinite(cell)


def unreadable() -> BadPayload:
    return BadPayload(_("Google Sheets sent an answer that we cannot read."))
