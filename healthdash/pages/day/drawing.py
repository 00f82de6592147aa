"""The timeline's geometry, lying for a wide screen and standing for a phone: attribute values of SVG.

Along the clock, the lying one counts in percent of its width and the standing one in pixels; across it is
the other way round. So both fill their box without a viewBox, which would stretch their words.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe

from healthdash.lib import formats
from healthdash.lib.formats import Prefs
from healthdash.lib.svg import text as digits

from .clock import DAY, Axis
from .marks import Lane, Mark
from .markup import svg

GAP = 18.0  # pixels between lanes that lie above one another
ROW, ALONE = 17.0, 28.0  # height of a row of stages, and of a lane without rows
PER_HOUR, HEAD = 26.0, 36.0  # of the standing one
WEIGHTS = {"sleep": 3.0, "work": 2.5}
OTHERS_WEIGHT = 2.0
CROWDED = 6  # columns from which on their names stand on two lines in turn
NAMES_AT = (12.0, 24.0)
LETTER = 0.0078  # of the width: room for a letter of a label on the narrowest screen that shows them
FEWEST = 8  # letters of a label that is cut
EDGE = 0.02
BETWEEN = 2.5  # percent between columns


@dataclass(frozen=True, slots=True)
class Shape:
    """A bar from (x, y), or a dot around it; what is left out is crossed from (x, y2) to (x2, y).

    Its label begins at `label_at`, where there is room for one.
    """

    x: str
    y: str
    x2: str
    y2: str
    width: str
    height: str
    mark: Mark
    label: str = ""
    label_at: str = ""
    label_y: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Marks that one line of the list tells of."""

    entry: str
    title: str
    svg: SafeString


@dataclass(frozen=True, slots=True)
class Track:
    """A lane in its place; its name stands at `at`, and at `down` where that is not the same for all."""

    key: str
    label: str
    at: str
    rows: Sequence[tuple[str, str]]
    groups: Sequence[Group]
    down: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    label: str
    anchor: str
    is_midnight: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    height: str
    floor: str  # where the hours' lines end
    tracks: Sequence[Track]
    ticks: Sequence[Tick]
    now: str


def percent(share: float) -> str:
    return f"{digits(share * 100)}%"


def lying(lanes: Sequence[Lane], axis: Axis, prefs: Prefs, now: float | None = None) -> Drawing:
    tracks, top = [], 0.0
    for lane in lanes:
        height = ROW * len(lane.rows) if has_rows(lane) else ALONE
        tracks.append(lying_track(lane, axis, top, height))
        top += height + GAP
    return Drawing(
        height=digits(top + 14),
        floor=digits(top - 6),
        tracks=tracks,
        ticks=[
            tick(hour, percent(axis.share(hour * 60)), prefs, axis.share(hour * 60)) for hour in axis.hours(3)
        ],
        now="" if now is None else percent(axis.share(now)),
    )


def has_rows(lane: Lane) -> bool:
    return any(mark.rows > 1 for mark in lane.marks)


def lying_track(lane: Lane, axis: Axis, top: float, height: float) -> Track:
    starts = sorted(axis.share(mark.start) for mark in lane.marks)

    def shape(mark: Mark) -> Shape:
        left, right = axis.share(mark.start), axis.share(mark.end or mark.start)
        following = next((start for start in starts if start > left), 1.0)
        letters = int((following - right) / LETTER) - 2
        depth = height / mark.rows
        y = top + mark.row * depth if mark.end is not None else top + height / 2
        inset = 1.5 if mark.rows > 1 else 0.0
        return Shape(
            x=percent(left),
            y=digits(y + inset),
            x2=percent(right),
            y2=digits(y + depth - inset),
            width=percent(right - left),
            height=digits(depth - 2 * inset),
            mark=mark,
            label_at=percent(right) if mark.label and letters >= min(len(mark.label), FEWEST) else "",
            label=mark.label if letters >= len(mark.label) else f"{mark.label[: max(letters - 1, 0)]}…",
            label_y=digits(top + height / 2),
        )

    middles = [top + ROW * (n + 0.5) for n in range(len(lane.rows))] if has_rows(lane) else []
    rows = [(name, digits(at)) for name, at in zip(lane.rows, middles, strict=False)]
    return Track(
        lane.key,
        lane.label,
        digits(top + (ROW if has_rows(lane) else height) / 2),
        rows,
        grouped(lane, shape),
    )


def standing(lanes: Sequence[Lane], axis: Axis, prefs: Prefs, now: float | None = None) -> Drawing:
    def down(moment: float) -> float:
        return HEAD + axis.share(moment) * axis.length / 60 * PER_HOUR

    weights = [WEIGHTS.get(lane.key, OTHERS_WEIGHT) for lane in lanes]
    room = 100 - BETWEEN * (len(lanes) - 1)
    tracks, left = [], 0.0
    for number, (lane, weight) in enumerate(zip(lanes, weights, strict=True)):
        width = room * weight / sum(weights)
        name_at = NAMES_AT[number % 2] if len(lanes) >= CROWDED else NAMES_AT[1]
        tracks.append(standing_track(lane, down, left, width, name_at))
        left += width + BETWEEN
    return Drawing(
        height=digits(down(axis.end) + 8),
        floor=digits(down(axis.end)),
        tracks=tracks,
        ticks=[tick(hour, digits(down(hour * 60)), prefs) for hour in axis.hours(2)],
        now="" if now is None else digits(down(now)),
    )


def standing_track(
    lane: Lane, down: Callable[[float], float], left: float, width: float, name_at: float
) -> Track:
    def shape(mark: Mark) -> Shape:
        depth = width / mark.rows
        x = left + mark.row * depth if mark.end is not None else left + width / 2
        y, y2 = down(mark.start), down(mark.end or mark.start)
        return Shape(
            x=f"{digits(x)}%",
            y=digits(y),
            x2=f"{digits(x + depth)}%",
            y2=digits(y2),
            width=f"{digits(depth * (0.86 if mark.rows > 1 else 1))}%",
            height=digits(y2 - y),
            mark=mark,
        )

    return Track(lane.key, lane.short, f"{digits(left)}%", [], grouped(lane, shape), digits(name_at))


def grouped(lane: Lane, shape: Callable[[Mark], Shape]) -> list[Group]:
    return list(_groups(lane, shape))


def _groups(lane: Lane, shape: Callable[[Mark], Shape]) -> Iterator[Group]:
    for entry, marks in groupby(lane.marks, key=lambda mark: mark.entry):
        shapes = [shape(mark) for mark in marks]
        title = shapes[0].mark.title if len(shapes) == 1 else lane.label
        yield Group(entry, title, mark_safe("".join(svg(one) for one in shapes)))  # each is escaped


def tick(hour: int, at: str, prefs: Prefs, share: float = 0.5) -> Tick:
    """At both ends of the line its words stay within."""
    anchor = "start" if share < EDGE else "end" if share > 1 - EDGE else "middle"
    return Tick(at, formats.clock(hour * 3600, prefs), anchor, hour % (DAY // 60) == 0)
