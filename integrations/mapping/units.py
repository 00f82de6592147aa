"""The units in which people keep their vitals, and what one of each is in ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

Convert = Callable[[Decimal], Decimal]


@dataclass(frozen=True, slots=True)
class Unit:
    """`name` as it is stored and shown; `around`: a sign that may stand beside the number in a cell."""

    name: str
    to_ours: Convert = lambda value: value
    around: str = ""


def times(factor: str) -> Convert:
    return lambda value: value * Decimal(factor)


def _celsius(value: Decimal) -> Decimal:
    return (value - 32) * 5 / 9


def from_ours(value: float, unit: Unit) -> Decimal:
    """A value of ours in that unit; every one of them is a factor, and perhaps an offset, away."""
    zero, one = unit.to_ours(Decimal(0)), unit.to_ours(Decimal(1))
    return (Decimal(str(value)) - zero) / (one - zero)


PERCENT = Unit("%", around="%")
FRACTION = Unit("0–1", times("100"))  # how spreadsheets keep a cell that is formatted as a percentage

# The first one is ours.
UNITS: Mapping[str, tuple[Unit, ...]] = {
    "vital.weight": (Unit("kg"), Unit("lb", times("0.45359237")), Unit("st", times("6.35029318"))),
    "vital.body_fat": (PERCENT, FRACTION),
    "vital.systolic": (Unit("mmHg"),),
    "vital.diastolic": (Unit("mmHg"),),
    "vital.pulse": (Unit("bpm"),),
    "vital.glucose": (Unit("mmol/L"), Unit("mg/dL", lambda value: value / Decimal("18.0182"))),
    "vital.temperature": (Unit("°C"), Unit("°F", _celsius)),
}
OWN_PERCENT = {"%": PERCENT}


def unit_of(metric: str, name: str) -> Unit:
    """The unit of a column; a metric of the person's own has theirs. Raises KeyError for one that is none."""
    if metric not in UNITS:
        return OWN_PERCENT.get(name, Unit(name))
    return {unit.name: unit for unit in UNITS[metric]}[name]
