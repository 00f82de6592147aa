"""What a chart is before it is drawn."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Trace = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a chart's table: as a person reads it, and as a machine does.

    `was`: what the source says of a number that a person corrected or left out.
    """

    text: str
    raw: str | float | int | None = None
    was: str = ""
    corrected: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    name: str  # of the CSV
    label: str  # of the table
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """Traces and layout for plotly, the sentence above them and the table below them.

    A trace's `meta` holds its role and domain, from which the page takes its colours. `opens` is the address
    behind a point, with the day that is its `customdata` to be put at its end.
    """

    traces: Sequence[Trace]
    layout: dict[str, Any]
    summary: str
    columns: Sequence[Column] = ()
    make_rows: Callable[[], Iterable[Sequence[Cell]]] = tuple
    opens: str = ""
    subject: str = ""  # the metric, where the figure is of one

    @property
    def rows(self) -> list[Sequence[Cell]]:
        """The table's rows: written only when somebody asks, because a drawing does without."""
        return list(self.make_rows())

    @property
    def table(self) -> list[list[tuple[Column, Cell]]]:
        """The rows, each cell beside its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

    def as_plotly(self) -> dict[str, Any]:
        """A dictionary that `plotly.graph_objects.Figure` accepts."""
        meta = {"summary": self.summary, "opens": self.opens}
        return {"data": list(self.traces), "layout": {**self.layout, "meta": meta}}


def role(name: str, domain: str = "", **more: Any) -> dict[str, Any]:
    """The part that a trace plays, from which the page colours it."""
    return {"role": name, "domain": domain, **more}
