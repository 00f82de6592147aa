"""In which encoding a text file is, where it does not say so itself. Nobody but its person can tell."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .grid import Cell, Grid

GUESS = "cp1252"  # what most programs write that do not write UTF-8
NAMES: Mapping[str, Promise] = {
    GUESS: _("Western European (Windows)"),
    "mac_roman": _("Western European (Mac)"),
    "cp850": _("Western European (DOS)"),
    "cp1250": _("Central European (Windows)"),
    "cp1251": _("Cyrillic (Windows)"),
    "koi8_r": _("Cyrillic (KOI8-R)"),
    "cp1253": _("Greek (Windows)"),
    "cp1254": _("Turkish (Windows)"),
    "cp1255": _("Hebrew (Windows)"),
    "cp1256": _("Arabic (Windows)"),
    "cp1257": _("Baltic (Windows)"),
    "cp932": _("Japanese (Shift-JIS)"),
    "gb18030": _("Chinese, simplified"),
    "big5": _("Chinese, traditional"),
    "cp949": _("Korean"),
    "utf-8": _("UTF-8, with damaged letters"),
}
# Where it differs from Latin-1. Its five unused bytes stay what they are, as in browsers, so that the bytes
# of a file can be had back from its text.
_WESTERN = {
    byte: ord(bytes([byte]).decode(GUESS))
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_BYTES = {letter: byte for byte, letter in _WESTERN.items()}
_IN_TEXT = {9, 10, 12, 13, 26}


def may_be_text(content: bytes) -> bool:
    """Whether there is nothing among the bytes that no text has in any of these encodings."""
    return not any(byte < 32 and byte not in _IN_TEXT for byte in set(content))


def guessed(content: bytes) -> str:
    """The text of any bytes at all, as Western Windows would have written them."""
    return content.decode("latin-1").translate(_WESTERN)


def reread(grid: Grid, encoding: str) -> Grid:
    """A table whose text was guessed, as it is in another encoding; what that cannot read is marked."""

    def again(cell: Cell) -> Cell:
        if not isinstance(cell, str) or cell.isascii():
            return cell
        return cell.translate(_BYTES).encode("latin-1").decode(encoding, "replace")

    return Grid([[again(cell) for cell in row] for row in grid.rows], grid.locale, grid.zone)
