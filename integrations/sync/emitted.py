"""What a record turned into, and what a whole window did."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from integrations.contract import Absent, Outcome, Refused
from metrics.records import Daily, Record, Samples


@dataclass(slots=True)
class Normalised:
    """What one record turned into: values, parts that were left out, and what it came without."""

    records: list[Record] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> "Normalised":
        found = cls()
        for outcome in outcomes:
            if isinstance(outcome, Refused):
                found.refused.append(outcome)
            elif isinstance(outcome, Absent):
                found.absent.add(outcome.what)
            else:
                found.records.append(outcome)
        return found


@dataclass(slots=True)
class Emitted:
    """What a window's records turned into: everything else of these days is withdrawn at its end, but not
    what is in `absent`, nor what records brought before that are not understood now. `is_blind`: one of
    them does not even say which it is, so nothing can be called gone."""

    absent: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    daily: set[tuple[date, str]] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    sample_days: set[date] = field(default_factory=set)
    spared_days: set[date] = field(default_factory=set)
    is_blind: bool = False

    def spare(self, external_id: str, day: date | None) -> None:
        """A record that was not understood: an event goes by its name, a number or a curve by its day."""
        if not external_id or day is None:
            self.is_blind = True
            return
        self.events.add(external_id)
        self.sample_days.add(day)
        self.spared_days.add(day)

    def add(self, found: Normalised) -> None:
        self.absent |= found.absent
        for record in found.records:
            if isinstance(record, Daily):
                self.daily.add((record.day, record.metric))
            elif isinstance(record, Samples):
                self.sample_days.add(record.day)
            else:
                self.events.add(record.external_id)
