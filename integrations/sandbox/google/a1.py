"""Ranges in A1 notation: `'Tab'!A1:Z20`, `Tab`, `'Tab'!1:20`, `A:C`."""

import re
from dataclasses import dataclass

_TAB = re.compile(r"^(?:'((?:[^']|'')*)'|([^'!]+))(?:!(.*))?$", re.S)
_CORNER = re.compile(r"^\$?([A-Za-z]{0,3})\$?(\d*)$")


class BadRange(ValueError):
    """A range that cannot be read."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a tab: rows and columns from 1, both ends included; None is open. No `tab`: the first one."""

    tab: str | None
    top: int = 1
    left: int = 1
    bottom: int | None = None
    right: int | None = None


def parse(text: str, titles: list[str]) -> Area:
    """Raises BadRange. A word alone is a tab where there is one of that name, a cell otherwise."""
    if text in titles:
        return Area(text)
    found = _TAB.match(text)
    if not found:
        raise BadRange(text)
    tab = found[1].replace("''", "'") if found[1] is not None else found[2]
    if found[3] is None:
        return Area(tab) if found[1] is not None else _corners(None, tab, text)
    return _corners(tab, found[3], text)


def _corners(tab: str | None, cells: str, text: str) -> Area:
    first, _, last = cells.partition(":")
    corners = [_CORNER.match(corner) for corner in (first, last or first)]
    if not all(corner and corner[0] for corner in corners):
        raise BadRange(text)
    (left, top), (right, bottom) = [(column(c[1]), int(c[2] or 0)) for c in corners if c]
    return Area(tab, top or 1, left or 1, bottom or None, right or None)


def column(letters: str) -> int:
    """A is 1, Z 26, AA 27; no letter 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def letters(number: int) -> str:
    """The reverse."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def quoted(title: str) -> str:
    """As the API writes a tab into a range."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", title)
    return title if plain else "'" + title.replace("'", "''") + "'"
