"""One measured period of sleep: stages, movement, heart rate and HRV through the night."""

from dataclasses import dataclass
from math import ceil
from random import Random
from typing import TypeVar

from ..life import Night
from ..noise import dice

T = TypeVar("T")

EPOCH = 300
# Ten half-minutes of each stage, and the movement in them.
_STAGES = {
    "1": ("1111111111", "1111111111", "1111112111", "2111111111"),
    "2": ("2222222222", "2222222222", "2222222242", "2221122222", "2222223322"),
    "3": ("3333333333", "3333333333", "3333333233", "3343333333"),
    "4": ("4444444444", "4444444444", "4444444422", "2444444444"),
}
_MOVES = {
    "1": ("1111111111", "1111111111", "1112111111"),
    "2": ("1111121111", "1112111112", "2111111111", "1111131111"),
    "3": ("1111111111", "1211111112", "1111112111"),
    "4": ("2343322312", "1123432211", "3222143321"),
}
_HEART_BUMP = {"1": 0.0, "2": 0.6, "3": 2.4, "4": 6.0}
_HRV_BUMP = {"1": 1.08, "2": 1.0, "3": 0.9, "4": 0.8}
_random = dice("everyone", "curves", 0)
NOISE = [_random.gauss(0.0, 1.0) for _ in range(4096)]


@dataclass(frozen=True, slots=True)
class Curves:
    """What a ring measured in a period: strings of stages, items of 300 s, and their sums in seconds."""

    phase_30_sec: str
    phase_5_min: str
    movement: str
    heart: list[float | None]
    hrv: list[int | None]
    total: int
    deep: int
    light: int
    rem: int
    awake: int
    lowest: int
    average: float
    average_hrv: int


def measure(random: Random, night: Night, seconds: int, latency: int) -> Curves:
    """The curves of a period of `seconds`, a multiple of 30."""
    five = _hypnogram(random, night, ceil(seconds / EPOCH), latency)
    half_minutes = seconds // 30
    roll = random.random
    thirty = "".join([_STAGES[stage][int(roll() * len(_STAGES[stage]))] for stage in five])[:half_minutes]
    moves = "".join([_MOVES[stage][int(roll() * len(_MOVES[stage]))] for stage in five])[:half_minutes]
    heart, hrv = _heart(random, night, five), _hrv(random, night, five)
    beats = [item for item in heart if item is not None]
    pauses = [item for item in hrv if item is not None]
    deep, light, rem = (30 * thirty.count(stage) for stage in "123")
    return Curves(
        phase_30_sec=thirty,
        phase_5_min=five,
        movement=moves,
        heart=heart,
        hrv=hrv,
        total=deep + light + rem,
        deep=deep,
        light=light,
        rem=rem,
        awake=seconds - deep - light - rem,
        lowest=int(min(beats)) - 1,
        average=round(sum(beats) / len(beats) + 0.25, 2),
        average_hrv=round(sum(pauses) / len(pauses)),
    )


def _hypnogram(random: Random, night: Night, epochs: int, latency: int) -> str:
    before = min(epochs - 1, round(latency / EPOCH))
    wakes = max(0, round(night.awake_share * epochs) - before)
    asleep = max(1, epochs - before - wakes)
    cycles = max(1, round(asleep / 18))
    deep = _split(round(night.deep_share * asleep), [0.55**cycle for cycle in range(cycles)])
    rem = _split(round(night.rem_share * asleep), [cycle + 0.6 for cycle in range(cycles)])
    light = _split(asleep - sum(deep) - sum(rem), [1.0] * cycles)
    stages = "".join(
        "2" * (shallow // 2) + "1" * slow + "2" * (shallow - shallow // 2) + "3" * dream
        for shallow, slow, dream in zip(light, deep, rem, strict=True)
    )
    for _ in range(wakes):
        at = int(random.random() * len(stages))
        stages = stages[:at] + "4" + stages[at:]
    return "4" * before + stages


def _split(total: int, weights: list[float]) -> list[int]:
    """`total` in whole parts that are as large as their weights."""
    parts, done, reached, whole = [], 0, 0.0, sum(weights)
    for weight in weights:
        reached += weight
        part = round(total * reached / whole) - done
        parts.append(part)
        done += part
    return parts


def _heart(random: Random, night: Night, stages: str) -> list[float | None]:
    """Falls through the night, higher in dreams and when awake; the first item is missing."""
    last, at, floor = max(1, len(stages) - 1), int(random.random() * 3900), night.lowest + 2.5
    items: list[float | None] = [
        float(round(floor + 9 * (1 - index / last) ** 2 + _HEART_BUMP[stage] + 1.1 * NOISE[at + index]))
        for index, stage in enumerate(stages)
    ]
    return _with_gaps(random, items)


def _hrv(random: Random, night: Night, stages: str) -> list[int | None]:
    last, at = max(1, len(stages) - 1), int(random.random() * 3900)
    items: list[int | None] = [
        max(
            6,
            round(
                night.hrv * (0.88 + 0.24 * index / last) * _HRV_BUMP[stage] * (1 + 0.13 * NOISE[at + index])
            ),
        )
        for index, stage in enumerate(stages)
    ]
    return _with_gaps(random, items)


def _with_gaps(random: Random, items: list[T | None]) -> list[T | None]:
    """A few items are missing: always the first, and sometimes a stretch."""
    if len(items) > 12:
        items[0] = None
        for _ in range(int(random.random() * 4)):
            items[1 + int(random.random() * (len(items) - 2))] = None
    return items
