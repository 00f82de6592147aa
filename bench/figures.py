"""Every figure that is printed, what it should be at most, and the table of them."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

LABEL, COLUMN = 44, 15


@dataclass(slots=True)
class Figures:
    """Repeated measurements by what was measured and where; the table shows their medians."""

    machine: dict[str, Any]
    places: list[str]
    found: dict[str, dict[str, dict[str, list[float]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    )
    aims: dict[tuple[str, str], float] = field(default_factory=dict)

    def add(self, what: str, figure: str, place: str, *values: float, at_most: float | None = None) -> None:
        self.found[what][figure][place] += values
        if at_most is not None:
            self.aims[what, figure] = at_most

    def value(self, what: str, figure: str, place: str) -> float | None:
        values = self.found[what][figure].get(place)
        return median(values) if values else None

    def table(self) -> str:
        lines = [self._line("", *self.places, "aim")]
        for what, figures in self.found.items():
            lines += ["", what]
            lines += [self._row(what, figure) for figure in figures]
        return "\n".join(lines)

    def _row(self, what: str, figure: str) -> str:
        aim = self.aims.get((what, figure))
        cells = [shown(self.value(what, figure, place), aim) for place in self.places]
        return self._line(f"  {figure}", *cells, "" if aim is None else f"≤ {number(aim)}")

    def _line(self, label: str, *cells: str) -> str:
        return (label.ljust(LABEL) + "".join(cell.rjust(COLUMN) for cell in cells)).rstrip()

    def missed(self) -> list[str]:
        return [
            f"{what}, {figure}, {place}"
            for (what, figure), aim in self.aims.items()
            for place in self.places
            if (value := self.value(what, figure, place)) is not None and value > aim
        ]

    def write(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        file = folder / f"{self.machine['at'].replace(' ', '-').replace(':', '')}.json"
        content = {"machine": self.machine, "figures": self.found, "missed": self.missed()}
        file.write_text(json.dumps(content, indent=1))
        return file


def shown(value: float | None, aim: float | None) -> str:
    """A value, with a mark where it is above its aim."""
    if value is None:
        return "–"
    return f"{number(value)} !" if aim is not None and value > aim else f"{number(value)}  "


def number(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
