"""One metric over time: a dot a day, the 7-day median, and the person's own usual range behind them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.catalogue import Metric
from metrics.reading import is_running, whole
from metrics.selectors import Numbers, Value
from metrics.stats import rolling_median

from . import axes, traces
from .answers import by_week, height_of, weeks_of_words
from .bands import Usual, ranges_of, weekly_ranges
from .by_hand import days_by_hand, is_put_right
from .figure import Cell, Figure, Trace, role
from .happened import Happened
from .marks import Mark, with_marks
from .placing import place
from .rows import note_of, value_columns, value_rows
from .sentences import earlier_sentence, trend_sentence
from .series import touched_by
from .window import Window, week_of
from .words import scale_of, source_label, value_text
from .zones import with_zone


@dataclass(frozen=True)
class TrendData:
    """What a trend is drawn from: values from 60 days before the window to its end, and what to mark.

    `numbers` and `touched`: their numbers, and those that the person corrected or left out, where these
    were read first and `values` waits until somebody looks.
    """

    metric: Metric
    values: Mapping[date, Value]
    window: Window
    today: date
    prefs: Any
    marks: Sequence[Mark] = ()
    compare: bool = False  # with the period before, whose values are then there too
    numbers: Mapping[date, float] | None = None
    touched: Sequence[Value] | None = None
    zones: Mapping[date, str] = field(default_factory=dict)  # of times of day that were not at home
    happened: Happened = field(default_factory=dict)

    def with_numbers(self, found: Numbers) -> "TrendData":
        key = self.metric.key
        return replace(self, numbers=found.known[key], touched=found.touched.get(key, []))

    @cached_property
    def known(self) -> Mapping[date, float]:
        if self.numbers is not None:
            return self.numbers
        return {day: value.value for day, value in self.values.items() if value.value is not None}

    @cached_property
    def whole(self) -> Mapping[date, float]:
        """What is compared: the known values without that of a day that is still running."""
        return whole(self.metric, self.known, self.today)

    @cached_property
    def by_hand(self) -> dict[date, list[Value]]:
        """What a person corrected or left out within the window, by the first day of its week."""
        return touched_by(self.shown, partial(week_of, week_start=self.prefs.week_start))

    @property
    def shown(self) -> list[Value]:
        """The values of the window; where only numbers were read, those that the person changed."""
        if self.touched is not None:
            return [value for value in self.touched if self.window.start <= value.day <= self.window.end]
        return [self.values[day] for day in self.window.days if day in self.values]

    def said_of(self, day: date) -> list[str]:
        """The person's own words on days of which this is one, and what happened on it."""
        return [*(mark.text for mark in self.marks if mark.covers(day)), *self.happened.get(day, ())]

    def text(self, day: date, value: float) -> str:
        return with_zone(value_text(self.metric, value, self.prefs), self.zones.get(day, ""))

    @cached_property
    def usual(self) -> Mapping[date, Usual]:
        """What each day of the window is held to."""
        return ranges_of(self.metric, self.whole, self.window.days)

    @property
    def domain(self) -> str:
        return self.metric.domain

    @property
    def is_sparse(self) -> bool:
        """Whether nobody expects a value every day."""
        return self.metric.group == "vitals"


def is_clock_of_night(metric: Metric) -> bool:
    """Whether its times are those of a clock that a night was recorded by."""
    return metric.unit == "clock" and metric.is_of_night


def trend(data: TrendData) -> Figure:
    drawn = [trace for trace in lines_of(data) if any(y is not None for y in trace["y"])]
    ticks = [event_ticks(data)] if drawn and data.happened else []
    return Figure(
        traces=[*drawn, *ticks],
        layout=trend_layout(data, drawn) | ({"yaxis2": traces.TICKS} if ticks else {}),
        summary=trend_summary(data),
        columns=value_columns(),
        subject=str(data.metric.label),
        make_rows=lambda: trend_rows(data),
    )


def lines_of(data: TrendData) -> list[Trace]:
    """Days or weeks with their usual range and, where it is asked for, the period before."""
    drawn = long_traces(data, data.whole) if data.window.is_long else daily_traces(data)
    if not (data.compare and data.metric.is_quantity):
        return drawn
    # One dashed line at a time: the band still says what is usual.
    kept = [trace for trace in drawn if trace["meta"]["role"] != "median"]
    return [*kept, earlier_line(data, data.whole)]


def trend_rows(data: TrendData) -> list[list[Cell]]:
    """A row per day that has or had a value; its note ends with what the person said of these days."""
    rows = value_rows(data.metric, data.values, data.window, data.today, data.prefs, data.zones)
    return [[*cells, with_words(data, date.fromisoformat(str(cells[0].raw)), note)] for *cells, note in rows]


def with_words(data: TrendData, day: date, note: Cell) -> Cell:
    words = data.said_of(day)
    return Cell(", ".join([note.text, *words] if note.text else words), note.raw) if words else note


def trend_summary(data: TrendData) -> str:
    sentence = trend_sentence(data.metric, data.window, data.whole, data.prefs)
    if not data.compare:
        return sentence
    return f"{sentence} {earlier_sentence(data.metric, data.window, data.whole, data.prefs)}"


def earlier_line(data: TrendData, known: Mapping[date, float]) -> Trace:
    """The period before, laid upon this one: day upon day, or week upon week."""
    earlier, length = data.window.earlier, data.window.length
    if data.window.is_long:
        shift = timedelta(days=length - length % 7)
        weeks = weekly_ranges(known, earlier.days, data.prefs.week_start)
        firsts = sorted(weeks)
        x = axes.isodays([first + shift for first in firsts])
        return traces.line(x, [weeks[first].median for first in firsts], role("earlier", data.domain))
    return traces.line(
        axes.isodays(data.window.days),
        smoothed(known, earlier, sparse=data.is_sparse),
        role("earlier", data.domain),
    )


def daily_traces(data: TrendData) -> list[Trace]:
    if not data.metric.is_quantity:
        return [day_dots(data), corrected_rings(data), excluded_crosses(data)]
    days, usual = data.window.days, data.usual
    steps: dict[str, Any] = traces.STEPS if data.metric.aggregate == "sum" else {}
    x = axes.isodays(days)
    settled = [found for found in usual.values() if not found.is_early]
    early = [found for found in usual.values() if found.is_early]
    middle = [usual[day].median if day in usual else None for day in days]
    smooth = smoothed(data.whole, data.window, sparse=data.is_sparse)
    return [
        traces.band(settled, "band", data.domain, **steps),
        traces.band(early, "band-early", data.domain, **steps),
        traces.line(x, middle, role("median", data.domain), **steps),
        day_dots(data),
        traces.line(x, smooth, role("line", data.domain)),
        corrected_rings(data),
        excluded_crosses(data),
    ]


def smoothed(known: Mapping[date, float], window: Window, *, sparse: bool = False) -> list[float | None]:
    """The 7-day median of each day that has a value; nothing where the day has none, so that a gap shows.

    `sparse`: of what is measured by hand, now and then, only a week almost without values is a gap.
    """
    before = Window(window.before(6), window.end, "dates")
    return rolling_median([known.get(day) for day in before.days], sparse=sparse)[6:]


def day_dots(data: TrendData) -> Trace:
    days = data.window.days
    texts = [day_label(data, day) for day in days]
    links = [day.isoformat() for day in days]
    y = [data.known.get(day) for day in days]
    return traces.dots(axes.isodays(days), y, role("dot", data.domain), **traces.labelled(texts, links))


def day_label(data: TrendData, day: date) -> str:
    """What the label of a day says: date, value, own words, source."""
    if day not in data.known:
        return ""
    value = data.known[day]
    words = [
        traces.bold(formats.short_day(day, data.today)),
        escape(data.text(day, value)),
        *own_words(data, day, value),
        escape(source_label(data.values[day].source)),
        *(note for note in note_of(data.values[day])[:1] if note),
    ]
    return "<br>".join([*words, *map(escape, data.said_of(day))])


def own_words(data: TrendData, day: date, value: float) -> list[str]:
    if is_running(data.metric, day, data.today):
        return [_("so far today")]
    usual = data.usual.get(day)
    return [] if usual is None else [escape(place(data.metric, value, usual, data.prefs))]


def corrected_rings(data: TrendData) -> Trace:
    found = [data.values[day] for day in data.window.days if day in data.values]
    rings = [value for value in found if value.corrected and value.value is not None]
    x, y = axes.isodays([value.day for value in rings]), [value.value for value in rings]
    return traces.dots(x, y, role("corrected", data.domain))


def excluded_crosses(data: TrendData) -> Trace:
    """What the source said on the days that the person took out: a cross that no line passes."""
    found = [data.values[day] for day in data.window.days if day in data.values]
    crosses = [value for value in found if value.excluded and value.raw is not None]
    texts = [cross_label(data, value.day) for value in crosses]
    links = axes.isodays([value.day for value in crosses])
    y = [value.raw for value in crosses]
    return traces.dots(links, y, role("excluded", data.domain), **traces.labelled(texts, links))


def cross_label(data: TrendData, day: date) -> str:
    title = traces.bold(formats.short_day(day, data.today))
    return "<br>".join([title, _("left out by you"), *map(escape, data.said_of(day))])


def event_ticks(data: TrendData) -> Trace:
    """Where something happened. A day with a number tells it in its own label."""
    days = [day for day in data.window.days if day in data.happened]
    texts = ["" if has_label(data, day) else event_label(data, day) for day in days]
    return traces.ticks(axes.isodays(days), texts, role("tick", data.domain))


def has_label(data: TrendData, day: date) -> bool:
    value = data.values.get(day)
    return value is not None and (value.value is not None or value.excluded and value.raw is not None)


def event_label(data: TrendData, day: date) -> str:
    title = traces.bold(formats.short_day(day, data.today))
    return "<br>".join([title, *map(escape, data.said_of(day))])


def long_traces(data: TrendData, known: Mapping[date, float]) -> list[Trace]:
    """Weeks in place of days: their median, and the 10-90 band within each."""
    if not data.metric.is_quantity:
        return counted_traces(data, known)
    days, start = data.window.days, data.prefs.week_start
    weeks = weekly_ranges(known, days, start)
    firsts = sorted({day for day in days if day.weekday() == start} | set(weeks))
    y = [weeks[first].median if first in weeks else None for first in firsts]
    label_of = week_labels(data)
    texts = [label_of(weeks[first]) if first in weeks else "" for first in firsts]
    x = axes.isodays(firsts)
    label = traces.labelled(texts, x)
    weekly_line = traces.line(x, y, role("line", data.domain), **label)
    band = traces.band(list(weeks.values()), "band", data.domain, step=7)
    return [band, weekly_line, week_rings(data, {first: week.median for first, week in weeks.items()})]


def counted_traces(data: TrendData, known: Mapping[date, float]) -> list[Trace]:
    """Weeks of words or answers."""
    metric, weeks = data.metric, by_week(known, data.window, data.prefs)
    said = {first: days_by_hand(held) for first, held in data.by_hand.items()}
    heights = {first: height_of(metric, found) for first, found in weeks.items()}
    return [weeks_of_words(metric, weeks, said, data.today), week_rings(data, heights)]


def week_rings(data: TrendData, weeks: Mapping[date, float]) -> Trace:
    """Where what is drawn of a week is made of corrected values among others."""
    held = [first for first in sorted(weeks) if any(map(is_put_right, data.by_hand.get(first, ())))]
    y = [weeks[first] for first in held]
    return traces.dots(axes.isodays(held), y, role("corrected", data.domain))


def week_labels(data: TrendData) -> Callable[[Usual], str]:
    title, middle = _("Week of %(date)s"), _("median %(value)s")

    def label(week: Usual) -> str:
        median = middle % {"value": value_text(data.metric, week.median, data.prefs)}
        name = traces.bold(title % {"date": formats.short_day(week.day, data.today)})
        lines = [name, escape(median)]
        return "<br>".join([*lines, *days_by_hand(data.by_hand.get(week.day, ()))])

    return label


def trend_layout(data: TrendData, drawn: Sequence[Trace]) -> dict[str, Any]:
    yaxis = axes.metric_axis(data.metric, (y for trace in drawn for y in trace["y"]), data.prefs)
    layout = axes.layout(
        axes.time_axis(data.window, data.prefs), yaxis, scale_of(data.metric, data.prefs).unit
    )
    layout["annotations"] = [*layout["annotations"], *earlier_note(data, drawn)]
    return with_marks(layout, data.marks, data.window)


def earlier_note(data: TrendData, drawn: Sequence[Trace]) -> list[dict[str, Any]]:
    """The word at the end of the line of the period before."""
    ends = [
        (x, y)
        for trace in drawn
        if trace["meta"]["role"] == "earlier"
        for x, y in zip(trace["x"], trace["y"], strict=True)
        if y is not None
    ]
    if not ends:
        return []
    (x, y), text = ends[-1], _("%(days)s days before") % {"days": data.window.length}
    place = {"x": x, "y": y, "xanchor": "right", "yanchor": "bottom", "yshift": 2}
    return [{**place, "text": text, "showarrow": False, "name": "earlier"}]
