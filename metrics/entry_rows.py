"""Entries of money and readings of vitals as pages and lists show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.lib import formats
from healthdash.lib.fields import Unreadable
from metrics import own_vitals
from metrics.catalogue import Metric
from metrics.charts.night import clock_of
from metrics.charts.words import source_label, value_text
from metrics.entries import Reading, readings, with_their_days
from metrics.models import FinanceEntry, Vital
from metrics.models.event import EventOfADay
from metrics.ranking import MANUAL

LATEST = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. `was`: what the source says under a corrected value; `notes`: what stands below."""

    pk: int
    day: date
    title: str
    text: str
    was: str
    way: str  # "income" for money that came in
    notes: list[str]
    is_own: bool
    corrected: bool
    excluded: bool
    day_left_out: bool  # not the row, but the number of its day
    withdrawn: bool

    @property
    def counts(self) -> bool:
        return not self.excluded and not self.day_left_out


def latest_money(user: User, count: int = LATEST) -> list[Row]:
    """The newest entries of a person, in one query."""
    mine = with_their_days(FinanceEntry.objects.filter(user=user))
    return money_rows(mine.order_by("-day", "-pk")[:count], user)


def latest_vitals(user: User, count: int = LATEST) -> list[Row]:
    """The newest readings of a person, in two queries. A reading has three values at most."""
    mine = with_their_days(Vital.objects.filter(user=user))
    found = mine.order_by("-day", "-start", "-pk")[: count * 3]
    return vital_rows(readings(found)[:count], user)


def money_rows(entries: Iterable[FinanceEntry], user: User) -> list[Row]:
    return [money_row(entry, user) for entry in entries]


def money_row(entry: FinanceEntry, user: User) -> Row:
    said = entry.overrides.get("amount")
    currency = entry.overrides.get("currency", {}).get("source", entry.currency)
    was = said["source"] if said else entry.amount if currency != entry.currency else None
    return Row(
        pk=entry.pk,
        day=entry.day,
        title=entry.category or _("Without a category"),
        text=formats.money(entry.amount, entry.currency, user),
        was="" if was is None else formats.money(Decimal(was), currency, user),
        way=_("income") if entry.direction == FinanceEntry.Direction.INCOME else "",
        notes=[note for note in (entry.account, note_words(entry.note), *marks([entry])) if note],
        **state_of([entry]),
    )


def note_words(note: str) -> str:
    """The words of a note, or that this server cannot read them."""
    if isinstance(note, Unreadable):
        return _("its note was written with another key and cannot be read; it is kept")
    return note


def vital_rows(found: Iterable[Reading], user: User) -> list[Row]:
    """With one query for the names of the person's own vitals."""
    known = own_vitals.by_key(own_vitals.of(user))
    return [vital_row(reading, known, user) for reading in found]


def vital_row(reading: Reading, known: Mapping[str, Metric], user: User) -> Row:
    rows = list(reading.values.values())
    # The pulse of a blood pressure stands beside it.
    main = rows[:2] if reading.is_pressure else rows
    beside = [reading_text({row.metric: row.value}, known, user) for row in rows if row not in main]
    at = reading.first.local_start
    return Row(
        pk=reading.first.pk,
        day=reading.day,
        title=title_of(reading, known),
        text=reading_text({row.metric: row.value for row in main}, known, user),
        was=was_text(main, known, user),
        way="",
        notes=[note for note in (*beside, clock_of(at, user) if at else "", *marks(rows)) if note],
        **state_of(rows),
    )


def was_text(rows: Iterable[Vital], known: Mapping[str, Metric], user: User) -> str:
    """What the source says, where a person says something else."""
    if not any("value" in row.overrides for row in rows):
        return ""
    return reading_text({row.metric: float(row.said("value")) for row in rows}, known, user)


def title_of(reading: Reading, known: Mapping[str, Metric]) -> str:
    if reading.is_pressure:
        return _("Blood pressure")
    metric = known.get(reading.first.metric)
    return str(metric.label) if metric else reading.first.metric


def reading_text(values: Mapping[str, float], known: Mapping[str, Metric], user: User) -> str:
    """ "120/80 mmHg, 61 bpm", or the one value with its unit."""
    texts = {
        key: value_text(known[key], value, user) if key in known else f"{value:g}"
        for key, value in values.items()
    }
    upper, lower = values.get("vital.systolic"), texts.pop("vital.diastolic", None)
    if upper is not None and lower is not None:
        texts["vital.systolic"] = f"{formats.number(upper, '', 0, user)}/{lower}"
    elif lower is not None:
        texts["vital.diastolic"] = lower
    return ", ".join(texts.values())


def state_of(rows: list[Any]) -> dict[str, Any]:
    return {
        "is_own": rows[0].source == MANUAL,
        "corrected": any(row.overrides for row in rows),
        "excluded": all(row.excluded for row in rows),
        "day_left_out": is_of_a_day_left_out(rows),
        "withdrawn": any(row.withdrawn for row in rows),
    }


def marks(rows: list[Any]) -> list[str]:
    """What a person has to know of rows beside their values."""
    first: EventOfADay = rows[0]
    found = [] if first.source == MANUAL else [source_label(first.source)]
    if all(row.excluded for row in rows):
        found.append(_("left out by you"))
    elif is_of_a_day_left_out(rows):
        found.append(_("its day is left out by you"))
    if any(row.withdrawn for row in rows):
        found.append(_("the source withdrew this"))
    return found


def is_of_a_day_left_out(rows: list[Any]) -> bool:
    """As `entries.with_their_days` annotated the rows; what was read without it says no."""
    return all(getattr(row, "day_left_out", False) for row in rows)
