"""What the time went into: the categories of a span of days, the largest on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.catalogue import METRICS

from . import axes, traces
from .figure import Cell, Column, Figure, Trace, role
from .window import Window
from .words import axis_text

MOST = 10


@dataclass(frozen=True, slots=True)
class CategoryData:
    """Seconds of each category over a window, by its label."""

    totals: Mapping[str, float]
    window: Window
    prefs: Any

    @property
    def ordered(self) -> list[tuple[str, float]]:
        found = [(label, value) for label, value in self.totals.items() if value > 0]
        return sorted(found, key=lambda one: (-one[1], one[0]))

    @property
    def shown(self) -> list[tuple[str, float]]:
        """The largest, and one bar for all that is left."""
        ordered = self.ordered
        if len(ordered) <= MOST:
            return ordered
        rest = sum(value for _label, value in ordered[MOST - 1 :])
        return [*ordered[: MOST - 1], (_("All others"), rest)]


def categories(data: CategoryData) -> Figure:
    shown = data.shown
    return Figure(
        traces=[bars(shown)] if shown else [],
        layout=categories_layout(data, shown),
        summary=categories_sentence(data),
        columns=[Column("category", _("Category")), Column("seconds", _("Time"), is_number=True)],
        make_rows=lambda: [
            [Cell(label, label), Cell(formats.duration(value), value)] for label, value in data.ordered
        ],
    )


def row(label: str, value: float) -> list[Cell]:
    return [Cell(label, label), Cell(formats.duration(value), value)]


def bars(shown: Sequence[tuple[str, float]]) -> Trace:
    texts = [f"<b>{escape(label)}</b><br>{formats.duration(value)}" for label, value in shown]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [value for _label, value in shown],
        "y": list(range(len(shown))),
        "meta": role("bar", "work"),
        **traces.labelled(texts, [""] * len(shown)),
    }


def categories_layout(data: CategoryData, shown: Sequence[tuple[str, float]]) -> dict[str, Any]:
    high = max([value for _label, value in shown] or [3600.0])
    xaxis = axes.value_axis(0, high, unit="s", text=axis_text(METRICS["work.focus"], data.prefs))
    return axes.named_bars(xaxis, [label for label, _value in shown])


def categories_sentence(data: CategoryData) -> str:
    ordered = data.ordered
    if not ordered:
        return _("No time by category in these %(days)s days.") % {"days": data.window.length}
    (label, most), whole = ordered[0], sum(value for _label, value in ordered)
    return _(
        "%(label)s took the most time in these %(days)s days: %(most)s of %(whole)s, which is %(share)s%%."
    ) % {
        "label": label,
        "days": data.window.length,
        "most": formats.duration(most),
        "whole": formats.duration(whole),
        "share": round(100 * most / whole),
    }
