"""Corrections of nights, workouts, notes, money and measured values. The day's numbers follow at once."""

import math
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.currencies import KNOWN
from accounts.models import User
from accounts.services import bump_generation
from metrics import catalogue, overrides, rollups
from metrics.models import Annotation, Correction, FinanceEntry, SleepPeriod, Vital, WorkSession
from metrics.models.event import Event
from metrics.records import LONGEST_LABEL, exact
from metrics.tables import table_of
from metrics.upsert import locked

from . import plausible

TIMES = ("start", "end")
LONGEST = timedelta(hours=24)

# Per table the fields a person may correct; numbers with the metric whose range they must be in. The time
# in bed and the efficiency are not among them: they follow from the times and the time asleep.
CORRECTABLE: dict[str, dict[str, str | None]] = {
    "sleep": {
        **dict.fromkeys((*TIMES, "kind")),
        "total": "sleep.main",
        **{
            name: f"sleep.{name}"
            for name in (
                "deep",
                "rem",
                "light",
                "awake",
                "latency",
                "lowest_hr",
                "average_hr",
                "hrv",
                "breath",
            )
        },
    },
    "workout": {
        **dict.fromkeys(TIMES),
        "calories": "activity.active_calories",
        "distance": "activity.distance",
    },
    "annotation": dict.fromkeys(TIMES),
    "work": dict.fromkeys((*TIMES, "kind")),
    "finance": dict.fromkeys(("amount", "currency", "direction", "category", "account", "day")),
    "vital": dict.fromkeys(("value", "day")),
}


@transaction.atomic
def correct_event(
    *, user: User, by: User, event: Event, field: str, value: Any, reason: str = "", sure: bool = False
) -> Correction:
    """Put a person's value in place of a source's.

    `sure`: they were asked whether a measured value can be true, and stand by it. Times are aware
    datetimes. Corrected times bring the time in bed and the efficiency along; stages and curves stay as
    they were measured.
    """
    row = own(user, type(event), event.pk)
    cleaned = clean(row, field, value) if not (sure and field == "value") else _number(value)
    return record(row, by, field, {"value": cleaned, "corrected": True}, reason)


@transaction.atomic
def use_source_of_event(*, user: User, by: User, event: Event, field: str, reason: str = "") -> Correction:
    """Drop the person's value of one field, so that the source's stands again."""
    row = own(user, type(event), event.pk)
    if field not in overrides.persons(row.overrides):
        raise ValidationError(_("Nobody has corrected this."), code="unchanged")
    return record(row, by, field, {"value": None, "corrected": False}, reason)


@transaction.atomic
def exclude_event(*, user: User, by: User, event: Event, excluded: bool, reason: str = "") -> Correction:
    """Take an event out of everything that is counted from it, or bring it back."""
    return record(own(user, type(event), event.pk), by, "excluded", {"excluded": excluded}, reason)


def own(user: User, model: type[Event], pk: int | None) -> Event:
    """The person's event as it is stored now, locked. Raises ValidationError when it is gone."""
    row = locked(model._default_manager.filter(user=user, pk=pk)).first()
    if row is None:
        raise ValidationError(_("The source no longer has this."), code="missing")
    return row


def clean(event: Event, field: str, value: Any) -> Any:
    """The value as the column takes it. Raises ValidationError for one that cannot be."""
    allowed = CORRECTABLE[table_of(event)]
    if field not in allowed:
        raise ValidationError(_("This cannot be corrected."), code="not_correctable")
    if field in TIMES:
        return _instant(value)
    if field in CLEAN:
        return CLEAN[field](event, value)
    plausible.check(catalogue.get(allowed[field] or field), value, event.user)
    whole = isinstance(type(event)._meta.get_field(field), models.PositiveIntegerField)
    return round(value) if whole else float(value)


def _instant(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValidationError(_("Enter a date and a time."), code="not_a_time")
    plausible.check_day(value.date())
    return value.astimezone(UTC)


def _kind(event: Event, value: Any) -> str:
    if isinstance(event, WorkSession):
        # The source's words are open: its own for this stretch is always among them.
        return _one_of({*WorkSession.KINDS, event.kind, source_value(event, "kind")}, value, "not_a_kind")
    return _one_of(SleepPeriod.Kind.values, value, "not_a_kind")


def _direction(event: Event, value: Any) -> str:
    return _one_of(FinanceEntry.Direction.values, value, "not_a_direction")


def _one_of(words: Collection[str], value: Any, code: str) -> str:
    if value not in words:
        raise ValidationError(_("Choose one of the words of the list."), code=code)
    return str(value)


def _currency(event: Event, value: Any) -> str:
    if value not in KNOWN:
        raise ValidationError(_("There is no such currency."), code="not_a_currency")
    return str(value)


def _label(event: Event, value: Any) -> str:
    """A category or an account; "" takes it away."""
    if not isinstance(value, str) or len(value.strip()) > LONGEST_LABEL:
        raise ValidationError(_("Write at most 80 characters."), code="too_long")
    return value.strip()


def _day(event: Event, value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValidationError(_("Enter a day."), code="not_a_day")
    if value > event.user.today():
        raise ValidationError(_("This day has not come yet."), code="future")
    plausible.check_day(value)
    return value


def _amount(event: Event, value: Any) -> Decimal:
    try:
        return exact(Decimal(str(value)))
    except (ArithmeticError, ValueError):
        raise ValidationError(_("Enter an amount that is not below zero."), code="not_an_amount") from None


def _measured(event: Event, value: Any) -> float:
    """In the unit of the metric. What cannot be true of a vital of one's own, nobody knows."""
    assert isinstance(event, Vital)
    try:
        metric = catalogue.for_user(event.user, event.metric)
    except KeyError:
        raise ValidationError(_("There is no such metric."), code="missing") from None
    plausible.check(metric, value, event.user)
    return float(value)


CLEAN: dict[str, Callable[[Event, Any], Any]] = {
    "kind": _kind,
    "direction": _direction,
    "currency": _currency,
    "category": _label,
    "account": _label,
    "day": _day,
    "amount": _amount,
    "value": _measured,
}


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValidationError(_("Enter a number."), code="not_a_number")
    return float(value)


def record(
    row: Event, by: User, field: str, after: dict[str, Any], reason: str, undoes: Correction | None = None
) -> Correction:
    """Bring one field of an event into a state and keep who did it. The row must be locked."""
    before, day = state(row, field), row.day
    said = source_value(row, field)
    if field == "excluded":
        row.excluded = after["excluded"]
    else:
        _lay_over(row, field, after)
        after = state(row, field)
    if before == after and undoes is None:
        raise ValidationError(_("This is what stands there already."), code="unchanged")
    _save(row, {day, row.day})
    bump_generation(row.user_id)
    return Correction.objects.create(
        user=row.user,
        target=table_of(row),
        day=day,
        source=row.source,
        event_id=row.pk,
        field=field,
        before=before,
        after=after,
        source_value=said,
        reason=reason,
        by=by,
        undoes=undoes,
    )


def state(row: Event, field: str) -> dict[str, Any]:
    """What stands in a field, and whether a person put it there; with what it takes to write it."""
    kept = {"excluded": row.excluded, **unit_of(row)}
    if field == "excluded":
        return kept
    corrected = field in overrides.persons(row.overrides)
    return {**kept, "value": overrides.encode(getattr(row, field)), "corrected": corrected}


def unit_of(row: Event) -> dict[str, str]:
    if isinstance(row, Vital):
        return {"metric": row.metric}
    return {"currency": row.currency} if isinstance(row, FinanceEntry) else {}


def source_value(row: Event, field: str) -> Any:
    """What the source says of a field, as JSON."""
    if field == "excluded":
        return None
    entry = row.overrides.get(field)
    return entry["source"] if entry else overrides.encode(getattr(row, field))


def _lay_over(row: Event, field: str, after: dict[str, Any]) -> None:
    said = overrides.persons(row.overrides)
    said.pop(field, None)
    if after["corrected"]:
        said[field] = overrides.decode(field, overrides.encode(after["value"]))
    columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    source = overrides.source_columns(columns)
    laid = overrides.effective(
        type(row), source, {name: {"person": overrides.encode(value)} for name, value in said.items()}
    )
    _check_times(type(row), laid)
    for name, value in laid.items():
        setattr(row, name, value)


def _check_times(model: type[Event], columns: dict[str, Any]) -> None:
    start, end = columns["start"], columns["end"]
    if end is None:
        return
    if start >= end:
        raise ValidationError(_("The end must come after the start."), code="order")
    if end - start > LONGEST and model is not Annotation:
        raise ValidationError(_("From start to end this would be longer than a day."), code="too_long")


def _save(row: Event, days: Collection[date]) -> None:
    table = table_of(row)
    if row.withdrawn and not row.overrides and not row.excluded:
        # The source withdrew it, and now nobody speaks for it any more.
        type(row)._default_manager.filter(pk=row.pk).delete()
    else:
        follows = ("in_bed", "efficiency") if isinstance(row, SleepPeriod) else ()
        row.save(update_fields=[*CORRECTABLE[table], *follows, "overrides", "excluded"])
    rollups.roll_up(
        user_id=row.user_id,
        source=row.source,
        days=days,
        zone=row.user.zone,
        keys=rollups.keys_of(row.source, table),
        now=timezone.now(),
    )
