"""One night: its stages in lanes, heart rate and HRV in panels below, on one time axis."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.models import SleepPeriod
from metrics.nights import source_start

from . import axes, traces
from .figure import Cell, Column, Figure, Trace, role
from .stages import STAGE_NAMES, stage_words
from .zones import with_zone, zone_note

LANES, PULSE, HRV = (0.62, 1.0), (0.33, 0.53), (0.0, 0.2)
STEP = 300  # seconds between rows of the table


def clock_of(moment: datetime | None, prefs: Any) -> str:
    """A time as the wall clock showed it; an en dash for one that is not known."""
    return formats.DASH if moment is None else formats.clock(moment.hour * 3600 + moment.minute * 60, prefs)


@dataclass(frozen=True, slots=True)
class Curve:
    """Values at a fixed interval (seconds) from `start`, a time as the wall clock showed it."""

    start: datetime
    interval: int
    items: Sequence[float | None]

    def times(self) -> list[datetime]:
        return [self.start + timedelta(seconds=self.interval * n) for n in range(len(self.items))]

    def at(self, moment: datetime) -> float | None:
        n = int((moment - self.start).total_seconds() // self.interval)
        return self.items[n] if 0 <= n < len(self.items) else None

    @property
    def end(self) -> datetime:
        return self.start + timedelta(seconds=self.interval * len(self.items))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in one stage."""

    stage: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class NightData:
    period: SleepPeriod
    prefs: Any

    @property
    def recorded_start(self) -> datetime:
        """Where the curves begin: the source's start, which a person's correction does not move."""
        return source_start(self.period).astimezone(self.period.recorded_zone).replace(tzinfo=None)

    def curve(self, name: str) -> Curve | None:
        """A curve of the night; None where the source recorded none."""
        found: Mapping[str, Any] = self.period.curves.get(name) or {}
        items = found.get("items") or ()
        if name == "stages":
            items = [int(digit) if digit in "1234" else None for digit in items]
        if not any(item is not None for item in items):
            return None
        return Curve(self.recorded_start, int(found["interval"]), items)

    @property
    def zone(self) -> str:
        """Where it was not home's, beside the times."""
        return zone_note(self.period, self.prefs)

    def clock(self, moment: datetime) -> str:
        return clock_of(moment, self.prefs)


def night(data: NightData) -> Figure:
    panels = [stage_traces(data), curve_traces(data, "heart_rate", "y2"), curve_traces(data, "hrv", "y3")]
    return Figure(
        traces=[trace for panel in panels for trace in panel],
        layout=night_layout(data),
        summary=night_sentence(data),
        columns=[
            Column("time", _("Time")),
            Column("stage", _("Stage")),
            Column("heart_rate", _("Heart rate"), is_number=True),
            Column("hrv", _("HRV"), is_number=True),
        ],
        make_rows=lambda: night_rows(data),
    )


def stretches(curve: Curve) -> Iterator[Stretch]:
    """Equal neighbours as one stretch; unknown ones are left out."""
    moments = zip(curve.times(), curve.items, strict=True)
    for stage, group in groupby(moments, key=lambda item: item[1]):
        times = [moment for moment, _stage in group]
        if stage is not None:
            yield Stretch(int(stage), times[0], times[-1] + timedelta(seconds=curve.interval))


def stage_traces(data: NightData) -> list[Trace]:
    curve = data.curve("stages")
    if curve is None:
        return []
    found = list(stretches(curve))
    return [steps(found), *(lane(found, stage) for stage in STAGE_NAMES), lane_labels(data, found)]


def steps(found: Sequence[Stretch]) -> Trace:
    """The thin line that leads from lane to lane."""
    x = [moment.isoformat() for stretch in found for moment in (stretch.start, stretch.end)]
    y = [stretch.stage for stretch in found for _end in range(2)]
    return traces.line(x, y, role("step", "sleep"))


def lane(found: Sequence[Stretch], stage: int) -> Trace:
    x: list[str | None] = []
    y: list[int | None] = []
    for stretch in found:
        if stretch.stage == stage:
            x += [stretch.start.isoformat(), stretch.end.isoformat(), None]
            y += [stage, stage, None]
    return traces.line(x[:-1], y[:-1], role("lane", "sleep", stage=STAGE_NAMES[stage]))


def lane_labels(data: NightData, found: Sequence[Stretch]) -> Trace:
    middles = [(stretch.start + (stretch.end - stretch.start) / 2).isoformat() for stretch in found]
    texts = [stretch_label(data, stretch) for stretch in found]
    label = traces.labelled(texts, [""] * len(found))
    return traces.dots(middles, [stretch.stage for stretch in found], role("label", "sleep"), **label)


def stretch_label(data: NightData, stretch: Stretch) -> str:
    span = _("%(start)s to %(end)s") % {"start": data.clock(stretch.start), "end": data.clock(stretch.end)}
    length = formats.duration((stretch.end - stretch.start).total_seconds())
    return f"{traces.bold(stage_words()[STAGE_NAMES[stretch.stage]])}<br>{span}<br>{length}"


def curve_traces(data: NightData, name: str, axis: str) -> list[Trace]:
    curve = data.curve(name)
    if curve is None:
        return []
    unit = {"heart_rate": "bpm", "hrv": "ms"}[name]
    times = curve.times()
    label = traces.labelled(
        [curve_label(data, moment, value, unit) for moment, value in zip(times, curve.items, strict=True)],
        [""] * len(times),
    )
    x = [moment.isoformat() for moment in times]
    domain = {"heart_rate": "vitals", "hrv": "recovery"}[name]
    return [traces.line(x, curve.items, role("curve", domain), yaxis=axis, **label)]


def curve_label(data: NightData, moment: datetime, value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{traces.bold(data.clock(moment))}<br>{formats.number(value, unit, 0, data.prefs)}"


def span(data: NightData) -> tuple[datetime, datetime]:
    """From the earliest to the latest thing that is drawn."""
    curves = [curve for name in ("stages", "heart_rate", "hrv") if (curve := data.curve(name))]
    start = data.period.local_start.replace(tzinfo=None)
    end = (data.period.local_end or data.period.local_start).replace(tzinfo=None)
    return min([start, *(curve.start for curve in curves)]), max([end, *(curve.end for curve in curves)])


def hour_axis(data: NightData) -> dict[str, Any]:
    start, end = span(data)
    first = start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    hours = int((end - first).total_seconds() // 3600) + 1
    step = 1 if hours <= 6 else 2
    ticks = [first + timedelta(hours=n) for n in range(0, max(hours, 0), step)]
    return {
        "type": "date",
        "range": [start.isoformat(), end.isoformat()],
        "tickmode": "array",
        "tickvals": [tick.isoformat() for tick in ticks],
        "ticktext": [data.clock(tick) for tick in ticks],
        **axes.STILL,
        **axes.TIME_LINE,
        "anchor": "free",
        "position": 0,
    }


def night_layout(data: NightData) -> dict[str, Any]:
    words = stage_words()
    lanes = {
        **axes.STILL,
        "domain": list(LANES),
        "range": [0.4, 4.6],
        "tickmode": "array",
        "tickvals": list(STAGE_NAMES),
        "ticktext": [words[name] for name in STAGE_NAMES.values()],
        "showgrid": True,
        "automargin": True,
    }
    layout = axes.layout(hour_axis(data), lanes)
    layout["yaxis2"] = panel_axis(data, "heart_rate", PULSE)
    layout["yaxis3"] = panel_axis(data, "hrv", HRV)
    layout["annotations"] = [panel_note(_("Heart rate, bpm"), PULSE), panel_note(_("HRV, ms"), HRV)]
    layout["margin"]["l"] = 52
    return layout


def panel_axis(data: NightData, name: str, domain: tuple[float, float]) -> dict[str, Any]:
    curve = data.curve(name)
    low, high = axes.spread(curve.items if curve else (), from_zero=False, least=20)
    axis = axes.value_axis(low, high, unit="", text=lambda value: f"{value:g}", domain=list(domain))
    axis["tickvals"], axis["ticktext"] = axis["tickvals"][::2], axis["ticktext"][::2]
    return axis


def panel_note(text: str, domain: tuple[float, float]) -> dict[str, Any]:
    at = {"xref": "paper", "yref": "paper", "x": 0, "y": domain[1], "xanchor": "left", "yanchor": "bottom"}
    return {**at, "text": text, "showarrow": False, "name": "unit"}


def night_sentence(data: NightData) -> str:
    period = data.period
    start, end = period.local_start, period.local_end
    times = {"start": data.clock(start), "end": with_zone(data.clock(end), data.zone) if end else "–"}
    if period.total is None:
        return _("In bed from %(start)s to %(end)s.") % times
    return _("%(total)s asleep between %(start)s and %(end)s.") % {
        **times,
        "total": formats.duration(period.total),
    }


def night_rows(data: NightData) -> Iterator[list[Cell]]:
    """A row every five minutes with what was known at that moment."""
    start, end = span(data)
    curves = {name: data.curve(name) for name in ("stages", "heart_rate", "hrv")}
    moment = start
    while moment < end:
        found = {name: curve.at(moment) if curve else None for name, curve in curves.items()}
        if any(value is not None for value in found.values()):
            yield night_row(data, moment, found)
        moment += timedelta(seconds=STEP)


def night_row(data: NightData, moment: datetime, found: Mapping[str, float | None]) -> list[Cell]:
    stage = found["stages"]
    word = (
        Cell(stage_words()[STAGE_NAMES[int(stage)]], STAGE_NAMES[int(stage)])
        if stage is not None
        else Cell("–")
    )
    numbers = [(found["heart_rate"], "bpm"), (found["hrv"], "ms")]
    cells = [
        Cell("–") if value is None else Cell(formats.number(value, unit, 0, data.prefs), value)
        for value, unit in numbers
    ]
    return [Cell(data.clock(moment), moment.isoformat()), word, *cells]
