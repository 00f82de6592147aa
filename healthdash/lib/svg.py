"""Geometry of the small drawings: numbers in, values of SVG attributes out. No hue, no markup.

Attributes are strings, so that no page's language puts a comma into them. Across, drawings stretch
with their box: the range bar by percentages, the others by a view box of their own.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf, nextafter

AIR = 6.0  # percent kept free at both ends of a range bar
STEP = 10.0  # across from one day to the next
SPARK_HEIGHT = 28.0
FLOATING_HEIGHT = 80.0


@dataclass(frozen=True)
class RangeBar:
    """Attribute values of a range bar; None is what is not drawn. `extreme` makes the dot a diamond."""

    dot: str | None
    band_x: str | None
    band_width: str | None
    median: str | None
    extreme: bool = False
    early: bool = False


@dataclass(frozen=True)
class Dumbbell:
    """Where the usual and the present value stand, as attribute values."""

    usual: str
    now: str


@dataclass(frozen=True)
class Sparkline:
    """Two paths: segments of neighbouring days, and days that stand alone."""

    view_box: str
    line: str
    dots: str


@dataclass(frozen=True)
class FloatingBars:
    """One path of upright strokes from low to high, a day each."""

    view_box: str
    path: str


def text(value: float) -> str:
    """At most two decimals, always with a point."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def scaled(value: float, low: float, high: float) -> float:
    """0 to 1 between low and high, in the middle where both are the same."""
    if high <= low:
        return 0.5
    return min(1.0, max(0.0, (value - low) / (high - low)))


def range_bar(
    value: float | None,
    *,
    lowest: float,
    highest: float,
    low: float | None = None,
    high: float | None = None,
    median: float | None = None,
    extreme: bool = False,
    early: bool = False,
) -> RangeBar:
    """`lowest` to `highest` is the track (of 60 days, today's included), `low` to `high` the band."""

    def at(number: float) -> float:
        return AIR + (100 - 2 * AIR) * scaled(number, lowest, highest)

    has_band = low is not None and high is not None
    return RangeBar(
        dot=None if value is None else f"{text(at(value))}%",
        band_x=f"{text(at(low))}%" if has_band and low is not None else None,
        band_width=f"{text(at(high) - at(low))}%" if low is not None and high is not None else None,
        median=None if median is None else f"{text(at(median))}%",
        extreme=extreme,
        early=early,
    )


def dumbbell(usual: float, now: float, known: Sequence[float]) -> Dumbbell:
    """Two places on one line that reaches over everything known."""
    low, high = min(known), max(known)
    places = (f"{text(AIR + (100 - 2 * AIR) * scaled(value, low, high))}%" for value in (usual, now))
    return Dumbbell(*places)


def sparkline(values: Sequence[float | None], *, height: float = SPARK_HEIGHT, pad: float = 2.0) -> Sparkline:
    """A day each; a missing day breaks the line, a day between two missing ones is a dot."""
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)

    def point(index: int, value: float) -> str:
        y = pad + (height - 2 * pad) * (1 - scaled(value, low, high))
        return f"{text(index * STEP)} {text(y)}"

    runs = unbroken(values)
    lines = ["M" + "L".join(point(*day) for day in run) for run in runs if len(run) > 1]
    dots = [f"M{point(*run[0])}h0" for run in runs if len(run) == 1]
    return Sparkline(view_box(len(values), height), "".join(lines), "".join(dots))


def unbroken(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The runs of days that have a value, each day with its place."""
    groups = groupby(enumerate(values), key=lambda pair: pair[1] is not None)
    return [[(i, value) for i, value in run if value is not None] for known, run in groups if known]


def view_box(count: int, height: float) -> str:
    return f"0 0 {text(max(count - 1, 1) * STEP)} {text(height)}"


def floating_bars(
    ranges: Sequence[tuple[float, float] | None], *, height: float = FLOATING_HEIGHT, pad: float = 4.0
) -> FloatingBars:
    """Low and high of each day (blood pressure, bedtime to waking), all on one scale."""
    known = [end for pair in ranges if pair for end in pair]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)

    def y(value: float) -> str:
        return text(pad + (height - 2 * pad) * (1 - scaled(value, low, high)))

    bars = [f"M{text(i * STEP)} {y(pair[0])}V{y(pair[1])}" for i, pair in enumerate(ranges) if pair]
    return FloatingBars(view_box(len(ranges), height), "".join(bars))


def cuts(values: Sequence[float]) -> tuple[float, ...]:
    """The four borders between a person's five steps; empty with fewer than five values.

    Equal values lie in the middle of the places that they share, so that the number of nearly every day is
    in the middle of the steps, not on top of them.
    """
    if len(values) < 5:
        return ()
    borders: list[float] = []
    below, whole = 0, 2 * len(values)
    for value, alike in sorted(Counter(values).items()):
        place = 2 * below + alike
        # One that lies right between two steps has the one nearer to the middle.
        passed = (5 * place - (2 * place > whole)) // whole
        borders += [value] * (passed - len(borders))
        below += alike
    # A step without any value begins right above the highest.
    return (*borders, *[nextafter(max(values), inf)] * (4 - len(borders)))


def step(value: float, borders: Sequence[float]) -> int:
    """1 (low for this person) to 5 (high); the middle while there is nothing to compare with."""
    return 1 + sum(value >= border for border in borders) if borders else 3
