"""Two metrics over the same days: in two panels on one time axis, and against each other."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from statistics import median
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from healthdash.lib import formats
from metrics.catalogue import Metric
from metrics.selectors import Value
from metrics.stats import ENOUGH, is_weekend, rank_correlation

from . import axes, traces
from .by_hand import days_by_hand, is_put_right, note_column, note_lines, notes_cell
from .figure import Cell, Column, Figure, Trace, role
from .marks import Mark, with_marks
from .rows import number_cell
from .series import touched_by
from .trend import TrendData, earlier_note, lines_of, own_words
from .window import Window, week_of
from .words import axis_text, scale_of, source_label, value_text

UPPER, LOWER = (0.56, 1.0), (0.0, 0.42)


@dataclass(frozen=True)
class PairData:
    """What two metrics are compared by: `first` and `second` over the same days of the same person."""

    first: TrendData
    second: TrendData
    marks: Sequence[Mark] = ()
    weekday: int | None = None  # the one to be told from the others; 0 is Monday

    @property
    def window(self) -> Window:
        return self.first.window

    @property
    def prefs(self) -> Any:
        return self.first.prefs

    @cached_property
    def both(self) -> dict[date, tuple[float, float]]:
        """The values of the days of the window on which both have one."""
        one, other = self.first.whole, self.second.whole
        return {day: (one[day], other[day]) for day in self.window.days if day in one and day in other}

    @cached_property
    def dots(self) -> dict[date, tuple[float, float]]:
        """What is drawn against each other: days, over a long span medians of weeks by their first day."""
        return weekly_medians(self.both, self.prefs.week_start) if self.window.is_long else self.both

    @cached_property
    def by_hand(self) -> dict[date, list[Value]]:
        """What a person corrected or left out of either, by the dot that it is part of or is missing in."""
        held = (value for half in self.halves for value in half.shown)
        week = partial(week_of, week_start=self.prefs.week_start)
        return touched_by(held, week if self.window.is_long else lambda day: day)

    @property
    def halves(self) -> tuple[TrendData, TrendData]:
        return self.first, self.second

    @cached_property
    def left_out(self) -> dict[date, tuple[float, float]]:
        """Days that would have a dot if the person had not left a number out, with what the sources say."""
        if self.window.is_long:
            return {}
        days = [day for day, held in self.by_hand.items() if any(one.excluded for one in held)]
        found = {day: [said_by_source(half.values.get(day)) for half in self.halves] for day in days}
        return {day: (x, y) for day, (x, y) in sorted(found.items()) if x is not None and y is not None}


def said_by_source(value: Value | None) -> float | None:
    """What stands, or where it was left out what the source says."""
    if value is None:
        return None
    return value.raw if value.excluded else value.value


def weekly_medians(
    both: Mapping[date, tuple[float, float]], week_start: int
) -> dict[date, tuple[float, float]]:
    weeks: dict[date, list[tuple[float, float]]] = defaultdict(list)
    for day, pair in both.items():
        weeks[week_of(day, week_start)].append(pair)
    return {
        first: (median(one for one, _other in pairs), median(other for _one, other in pairs))
        for first, pairs in weeks.items()
    }


def pair_sentence(data: PairData) -> str:
    """How many days there are to compare, and how the two go together by rank."""
    days = len(data.both)
    if days < ENOUGH:
        return too_few(days)
    found = rank_correlation(*zip(*data.both.values(), strict=True))
    if found is None:
        return _("%(days)s days compared. One of the two never changed, so nothing can be ranked.") % {
            "days": days
        }
    sentence = _(
        "%(days)s days compared, rank correlation %(rho)s. Exploration, not tested: it may be chance."
    )
    return sentence % {"days": days, "rho": formats.number(found, "", 2, data.prefs)}


def too_few(days: int) -> str:
    return ngettext(
        "%(days)s day has both numbers; at least 7 are needed to compare them.",
        "%(days)s days have both numbers; at least 7 are needed to compare them.",
        days,
    ) % {"days": days}


# --- In two panels -----------------------------------------------------------------------------------


def panels_sentence(data: PairData) -> str:
    words = {"first": data.first.metric.label, "second": data.second.metric.label}
    if data.window.is_long:
        said = _("%(first)s above, %(second)s below: the median of each week on one time axis.") % words
    else:
        said = _("%(first)s above, %(second)s below: each day and the 7-day median on one time axis.") % words
    if not data.first.compare:
        return said
    before = _("The dashed lines are of the %(days)s days before.") % {"days": data.window.length}
    return f"{said} {before}"


def panels(data: PairData) -> Figure:
    upper = lines_of(data.first)
    lower = [{**trace, "yaxis": "y2"} for trace in told_apart(lines_of(data.second), data)]
    return Figure(
        traces=[*upper, *lower],
        layout=panels_layout(data, upper, lower),
        summary=panels_sentence(data),
        columns=pair_columns(data),
        make_rows=lambda: pair_rows(data, either=True),
    )


def told_apart(drawn: Sequence[Trace], data: PairData) -> list[Trace]:
    """Two metrics of one domain share its hue, so the second one's line is dashed."""
    if data.first.domain != data.second.domain:
        return list(drawn)
    return [
        {**trace, "meta": {**trace["meta"], "role": "line-second"}}
        if trace["meta"]["role"] == "line"
        else trace
        for trace in drawn
    ]


def panels_layout(data: PairData, upper: Sequence[Trace], lower: Sequence[Trace]) -> dict[str, Any]:
    above, below = (
        axes.metric_axis(half.metric, (y for trace in drawn for y in trace["y"]), data.prefs)
        for half, drawn in ((data.first, upper), (data.second, lower))
    )
    layout = axes.layout(axes.time_axis(data.window, data.prefs), {**above, "domain": UPPER}, " ")
    layout["xaxis"]["anchor"] = "y2"
    layout["yaxis2"] = {**below, "domain": LOWER, "anchor": "x"}
    layout["annotations"] = [
        panel_note(half.metric, data.prefs, top) for half, top in ((data.first, 1.0), (data.second, LOWER[1]))
    ]
    ends = [
        *earlier_note(data.first, upper),
        *({**n, "yref": "y2"} for n in earlier_note(data.second, lower)),
    ]
    layout["annotations"] += ends
    return with_marks(layout, data.marks, data.window)


def panel_note(metric: Metric, prefs: Any, top: float) -> dict[str, Any]:
    """What a panel shows, and in what unit, at its top left."""
    unit = scale_of(metric, prefs).unit
    words = f"{metric.short_label}, {unit}" if unit else str(metric.short_label)
    return {**axes.unit_note(escape(words))[0], "y": top}


# --- Against each other ------------------------------------------------------------------------------


def scatter(data: PairData) -> Figure:
    """A dot a day: filled from Monday to Friday, hollow at the weekend. Over a long span a dot a week."""
    drawn = [*clouds(data), rings(data), crosses(data)]
    return Figure(
        traces=[trace for trace in drawn if trace["x"]],
        layout=scatter_layout(data),
        summary=scatter_sentence(data),
        columns=pair_columns(data),
        make_rows=lambda: pair_rows(data),
    )


def scatter_sentence(data: PairData) -> str:
    """With how many days the chosen weekday has among them."""
    if data.weekday is None or data.window.is_long:
        return pair_sentence(data)
    count = sum(day.weekday() == data.weekday for day in data.both)
    words = {"count": count, "weekday": WEEKDAYS[data.weekday]}
    said = ngettext(
        "%(count)s of these days is a %(weekday)s.", "%(count)s of these days are a %(weekday)s.", count
    )
    return f"{pair_sentence(data)} {said % words}"


def clouds(data: PairData) -> list[Trace]:
    """One weekday on request above the others, which then have no hue: seven hues cannot be told apart."""
    chosen = None if data.window.is_long else data.weekday
    apart = [day for day in data.dots if day.weekday() == chosen]
    others = [day for day in data.dots if day.weekday() != chosen]
    more = {} if chosen is None else {"dim": True}
    return [
        cloud(data, [day for day in others if not is_weekend(day)], "pair", **more),
        cloud(data, [day for day in others if is_weekend(day)], "pair-weekend", **more),
        cloud(data, apart, "pair-chosen"),
    ]


def cloud(data: PairData, days: Sequence[date], name: str, **more: Any) -> Trace:
    pairs = [data.dots[day] for day in days]
    texts = list(map(pair_labels(data), days, pairs))
    label = traces.labelled(texts, axes.isodays(days))
    x, y = [one for one, _other in pairs], [other for _one, other in pairs]
    return traces.dots(x, y, role(name, data.second.domain, **more), **label)


def rings(data: PairData) -> Trace:
    """Around the dots that one of the person's own numbers put where they are."""
    held = [day for day in data.dots if any(map(is_put_right, data.by_hand.get(day, ())))]
    x, y = [data.dots[day][0] for day in held], [data.dots[day][1] for day in held]
    return traces.dots(x, y, role("corrected", data.second.domain))


def crosses(data: PairData) -> Trace:
    found = data.left_out
    label = traces.labelled(list(map(pair_labels(data), found, found.values())), axes.isodays(list(found)))
    x, y = [one for one, _other in found.values()], [other for _one, other in found.values()]
    return traces.dots(x, y, role("excluded", data.second.domain), **label)


def pair_labels(data: PairData) -> Callable[[date, tuple[float, float]], str]:
    """How a dot is labelled. The words are looked up once for all of them."""
    title = _("Week of %(date)s") if data.window.is_long else "%(date)s"
    halves = [(half, str(half.metric.short_label)) for half in data.halves]

    def label(day: date, pair: tuple[float, float]) -> str:
        lines = [traces.bold(title % {"date": formats.short_day(day, data.first.today)})]
        for (half, name), value in zip(halves, pair, strict=True):
            lines.append(escape(f"{name}: {value_text(half.metric, value, data.prefs)}"))
            lines += [] if data.window.is_long else own_words(half, day, value)
        return "<br>".join([*lines, *pair_sources(data, day), *pair_notes(data, day)])

    return label


def pair_sources(data: PairData, day: date) -> list[str]:
    """From whom the two numbers of a day are."""
    if data.window.is_long:
        return []
    held = (half.values.get(day) for half in data.halves)
    return [escape(", ".join(dict.fromkeys(source_label(value.source) for value in held if value)))]


def pair_notes(data: PairData, day: date) -> list[str]:
    held = data.by_hand.get(day, ())
    if data.window.is_long:
        return days_by_hand(held)
    return note_lines(held)


def scatter_layout(data: PairData) -> dict[str, Any]:
    shown = [*data.dots.values(), *data.left_out.values()]
    across, up = ([pair[at] for pair in shown] for at in (0, 1))
    xaxis = value_axis(data.first.metric, across, data.prefs)
    yaxis = value_axis(data.second.metric, up, data.prefs)
    layout = axes.layout({**xaxis, "showgrid": False}, yaxis, " ", hovermode="closest")
    layout["margin"] |= {"b": 48}
    layout["annotations"] = [
        panel_note(data.second.metric, data.prefs, 1.0),
        across_note(data.first.metric, data.prefs),
    ]
    return layout


def value_axis(metric: Metric, values: Sequence[float], prefs: Any) -> dict[str, Any]:
    """An axis that holds the values without starting at zero: distances between dots are what is read."""
    if levels := axes.steps_of(metric):
        return axes.level_axis(levels)
    low, high = axes.spread(values, from_zero=False, least=1e-6)
    return axes.value_axis(
        low, high, unit=metric.unit, text=axis_text(metric, prefs), scale=scale_of(metric, prefs)
    )


def across_note(metric: Metric, prefs: Any) -> dict[str, Any]:
    """The same for the axis below: at its right end, under the ticks."""
    note = panel_note(metric, prefs, 0)
    return {**note, "x": 1, "xanchor": "right", "xshift": 0, "yanchor": "top", "yshift": -24}


# --- As a table --------------------------------------------------------------------------------------


def pair_columns(data: PairData) -> list[Column]:
    first, second = (half.metric for half in (data.first, data.second))
    return [
        Column("day", _("Day")),
        Column(first.key, str(first.label), is_number=True),
        Column(second.key, str(second.label), is_number=True),
        note_column(),
    ]


def pair_rows(data: PairData, either: bool = False) -> list[list[Cell]]:
    """Newest first: the days with both numbers, those left out among them, or with either."""
    one, other = (partial(write, half) for half in data.halves)
    held = [half.values for half in (data.first, data.second)]
    named = data.both.keys() | data.left_out.keys()
    days = [d for d in data.window.days if (any(d in half for half in held) if either else d in named)]
    return [
        [
            Cell(formats.short_day(day, data.first.today), day.isoformat()),
            number_cell(data.first.values.get(day), one),
            number_cell(data.second.values.get(day), other),
            notes_cell([half.get(day) for half in held]),
        ]
        for day in reversed(days)
    ]


def write(data: TrendData, value: float) -> str:
    return value_text(data.metric, value, data.prefs)


def pair_of(
    metrics: tuple[Metric, Metric],
    series: Mapping[str, Mapping[date, Value]],
    window: Window,
    today: date,
    prefs: Any,
    compare: bool = False,
) -> PairData:
    first, second = (
        TrendData(metric, series.get(metric.key, {}), window, today, prefs, compare=compare)
        for metric in metrics
    )
    return PairData(first, second)
