"""What the catalogue says about one key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise

Text = str | Promise
Aggregate = Literal["mean", "sum", "last"]
Better = Literal["up", "down", "range", "none"]
Timing = Literal["night", "day"]
Role = Literal["input", "outcome", "both"]

# The hue of a group whose name is not a domain of its own.
DOMAIN_OF_GROUP = {"heart": "vitals"}


@dataclass(frozen=True, slots=True)
class Metric:
    """One kind of daily number.

    `unit` is how values are stored: "s", "bpm", "°C", …; "clock" is seconds from local midnight of the
    day (negative before it); "level" is an ordinal whose `levels` name each value. `low` and `high` bound
    what is plausible, both included. `timing`: whether the number is of the night that ended on the day or
    of the day itself. `derived_from`: keys that this one is computed from, so that nobody compares a thing
    with a part of itself.
    """

    key: str
    label: Text
    short_label: Text  # at most 14 characters
    unit: str
    group: str
    decimals: int = 0
    aggregate: Aggregate = "mean"
    better: Better = "none"
    low: float | None = None
    high: float | None = None
    timing: Timing = "day"
    role: Role = "both"
    derived_from: tuple[str, ...] = ()
    levels: Mapping[int, Text] = field(default_factory=dict, hash=False)

    @property
    def domain(self) -> str:
        """Which hue and which place in the navigation it has."""
        return DOMAIN_OF_GROUP.get(self.group, self.group)

    @property
    def is_of_night(self) -> bool:
        """Whether the number is of the night that ended on the day."""
        return self.timing == "night"

    @property
    def is_deviation(self) -> bool:
        """Whether the number is a difference already: no zero point is taken off in °F."""
        return self.unit == "°C" and self.key.startswith("readiness.")

    @property
    def is_quantity(self) -> bool:
        """Whether its values lie at distances, with a middle and a usual range. Words and answers do not."""
        return not self.levels

    @property
    def is_yes_no(self) -> bool:
        """Whether it is a person's own tag: 1 or 0, read as "yes" and "no"."""
        return self.key.startswith("tag.")

    def is_plausible(self, value: float) -> bool:
        """Whether a value can be true; what is out of range is a typing error or a wrong unit."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


DAY = 86_400.0


def score(key: str, label: Text, short_label: Text, group: str, timing: Timing, role: Role) -> Metric:
    """A score of 0 to 100 where more is better."""
    return Metric(
        key, label, short_label, "score", group, better="up", low=0, high=100, timing=timing, role=role
    )
