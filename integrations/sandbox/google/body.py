"""What a person measures in the morning, and how much coffee they drink.

Planted: weight follows the seasons, blood pressure is higher after an evening with alcohol, and a short night
makes more coffee.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, tau

from ..life import day_of, is_after_short_night, is_away, winter
from ..noise import dice, drift
from ..people import Person

_DAY = timedelta(days=1)
WEIGHT_AS_TEXT = ((5, 2), (10, 14))  # (month, day) on which somebody types "72,4kg"
NO_PULSE = (1, 20)  # the day whose pulse is a formula that finds nothing


@dataclass(frozen=True, slots=True)
class Measured:
    """A morning's numbers; None is what was not measured."""

    weight: float | None
    systolic: int | None
    diastolic: int | None
    pulse: int | None


def measured(person: Person, day: date) -> Measured | None:
    """None on a morning without any."""
    random = dice(person.slug, "measured", day.toordinal())
    skipped, on_scales = random.random(), random.random()
    often = 0.95 if person.age > 60 else 0.6
    if is_away(person, day) or skipped > often:
        return None
    presses = person.age > 60 or day.weekday() in (0, 3)
    upper = 108 + 0.4 * person.age + 3 * drift(f"{person.slug} pressure", "heart", day.toordinal(), 0.4)
    upper += 6 * day_of(person, day - _DAY).drank + 2 * winter(day)
    return Measured(
        weight=weight(person, day) if on_scales < 0.9 else None,
        systolic=round(upper) if presses else None,
        diastolic=round(0.62 * upper + random.gauss(0, 1.5)) if presses else None,
        pulse=round(person.heart + 9 + random.gauss(0, 2)) if presses else None,
    )


def weight(person: Person, day: date) -> float:
    """In kilograms: a season's swing, and what days do."""
    swing = 1.4 * cos(tau * (day.timetuple().tm_yday - 20) / 365.25)
    return round(
        person.weight + swing + 0.35 * drift(f"{person.slug} weight", "steps", day.toordinal(), 0.6), 1
    )


def cups(person: Person, day: date) -> int | None:
    """Coffee; None when it was not written down, which is not the same as none."""
    random = dice(person.slug, "coffee", day.toordinal())
    if random.random() < 0.1:
        return None
    usual = 2 if day.weekday() < 5 else 1
    return max(0, usual + 1.6 * is_after_short_night(person, day) + random.gauss(0, 0.6)).__round__()
