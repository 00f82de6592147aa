"""Traces that several charts are made of. None of them has a colour."""

from collections.abc import Sequence
from typing import Any

from .axes import isodays
from .bands import Usual, runs
from .figure import Trace, role

# A tick along the bottom stands on an axis of its own, from 0 to 1, that is laid over the chart's.
TICKS = {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}
TICK_HEIGHT = 0.025
NO_HOVER = {"hoverinfo": "skip"}


# Along the days of a sum, of which a Saturday is held to something else than the Friday before it.
STEPS: dict[str, Any] = {"line": {"shape": "hvh"}}


def band(ranges: Sequence[Usual], name: str, domain: str, step: int = 1, **more: Any) -> Trace:
    """Ranges as closed shapes, along the top and back along the bottom, one per stretch without a gap."""
    by_day = {usual.day: usual for usual in ranges}
    x: list[str | None] = []
    y: list[float | None] = []
    for stretch in runs(sorted(by_day), step):
        if x:
            x.append(None)
            y.append(None)
        forth, back = isodays(stretch), isodays(stretch[::-1])
        x += [*forth, *back]
        y += [*(by_day[day].high for day in stretch), *(by_day[day].low for day in stretch[::-1])]
    return {**area(x, y, role(name, domain)), **more}


def area(x: Sequence[Any], y: Sequence[Any], meta: dict[str, Any]) -> Trace:
    shape = {"type": "scatter", "mode": "lines", "fill": "toself", "hoveron": "points"}
    return {**shape, "x": list(x), "y": list(y), "meta": meta, **NO_HOVER}


def line(x: Sequence[Any], y: Sequence[float | None], meta: dict[str, Any], **more: Any) -> Trace:
    """A line that breaks where there is nothing."""
    base = {"type": "scatter", "mode": "lines", "connectgaps": False, **NO_HOVER}
    return {**base, "x": list(x), "y": list(y), "meta": meta, **more}


def dots(x: Sequence[Any], y: Sequence[float | None], meta: dict[str, Any], **more: Any) -> Trace:
    # Whole also on the outermost rule, which would cut them in half.
    base = {"type": "scatter", "mode": "markers", "cliponaxis": False, **NO_HOVER}
    return {**base, "x": list(x), "y": list(y), "meta": meta, **more}


def labelled(text: Sequence[str], links: Sequence[str]) -> dict[str, Any]:
    """What makes a trace speak: its label of each point, and the page behind it."""
    return {"hoverinfo": "text", "hovertext": list(text), "customdata": list(links)}


def bold(title: object) -> str:
    """What a label is of, on its first line."""
    return f"<b>{title}</b>"


def ticks(x: Sequence[Any], text: Sequence[str], meta: dict[str, Any]) -> Trace:
    """Short strokes along the bottom; one whose text is empty is told by another trace's label."""
    label = labelled(text, x)
    return dots(x, [TICK_HEIGHT] * len(x), meta, yaxis="y2", **label)
