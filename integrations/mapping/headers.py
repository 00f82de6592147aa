"""The names of a table's columns, and where each is today."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from .cells import shown
from .grid import Cell, Grid, letter
from .spec import Column, Spec

LONGEST = 100
NEAR = 20  # rows by which headers may have moved down


def names_of(cells: Sequence[Cell], width: int) -> list[Column]:
    """A column each, under a name that no other has: "Weight", "Weight (2nd)", "Column D" without a header.

    The names are stored with a mapping, so they are in no language.
    """
    bases = [" ".join(shown(cells[n]).split())[:LONGEST] if n < len(cells) else "" for n in range(width)]
    copies = Counter(base for base in bases if base)
    seen: Counter[str] = Counter()
    taken = set(copies)
    found = []
    for place, base in enumerate(bases):
        seen[base] += bool(base)
        name = base or f"Column {letter(place)}"
        if not base or seen[base] > 1:
            name = _free(name if not base else f"{base} ({ordinal(seen[base])})", taken)
        taken.add(name)
        found.append(Column(name, copies[base] if base else 1))
    return found


def _free(name: str, taken: set[str]) -> str:
    """Somebody may have called a column "Weight (2nd)" themselves."""
    while name in taken:
        name += "*"
    return name


def ordinal(n: int) -> str:
    ending = "th" if 10 < n % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def header_row(grid: Grid, spec: Spec) -> int:
    """Where a mapping's headers are by now, counted from 1: a line may have been put above them."""

    def fits(row: int) -> tuple[int, bool]:
        places = Places(grid, row)
        return sum(places.of(column) is not None for column in spec.columns), row == spec.header_row

    if not Places(grid, spec.header_row).problems(spec.columns):
        return spec.header_row
    return max(range(1, min(len(grid.rows), spec.header_row + NEAR) + 1), key=fits, default=spec.header_row)


class Places:
    """Where the columns of a mapping are in a table as it is today."""

    def __init__(self, grid: Grid, header_row: int) -> None:
        cells = grid.rows[header_row - 1] if header_row <= len(grid.rows) else ()
        self.found = {column.header: (n, column) for n, column in enumerate(names_of(cells, grid.width))}

    def of(self, column: Column) -> int | None:
        """The place counted from 0; None where it is gone, or where it is not clear which one is meant."""
        place, now = self.found.get(column.header, (None, column))
        return place if now.copies == column.copies else None

    def problem(self, column: Column, *, tell_apart: bool = False) -> str:
        """Why a column could not be found; "" where it was. `tell_apart`: it is what rows go by."""
        if self.of(column) is not None:
            return ""
        words = {"column": column.header}
        if column.header in self.found:
            return (
                _(
                    'Another number of columns is now called "%(column)s", so it is not clear which one is'
                    " meant. What it brought stays as it is; give each its own header, or change the mapping."
                )
                % words
            )
        if tell_apart:
            return (
                _(
                    'There is no column "%(column)s" any more, and rows cannot be told apart without it. What'
                    " they brought stays as it is; put its header back, or change the mapping."
                )
                % words
            )
        return (
            _(
                'There is no column "%(column)s" any more. What it brought stays as it is;'
                " put its header back, or change the mapping."
            )
            % words
        )

    def problems(self, columns: Iterable[Column], *, tell_apart: bool = False) -> str:
        """Of several: the first that is missing says it."""
        found = (self.problem(column, tell_apart=tell_apart) for column in columns)
        return next((told for told in found if told), "")
