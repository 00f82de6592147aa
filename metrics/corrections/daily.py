"""Corrections of a day's number."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import bump_generation
from metrics import catalogue
from metrics.day_values import MONEY_KEYS
from metrics.models import Correction, DailyMetric, Span
from metrics.ranking import ENTRIES, MANUAL
from metrics.upsert import locked

from . import plausible

State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Number:
    """Which number is meant."""

    user: User
    day: date
    metric: str
    source: str

    @property
    def rows(self) -> QuerySet[DailyMetric]:
        """The one stored row, or none."""
        return DailyMetric.objects.filter(
            user=self.user, day=self.day, metric=self.metric, source=self.source
        )

    @property
    def source_value(self) -> float | None:
        """What the source says; a number that was typed in has no other source than the person."""
        return None if self.source == MANUAL else self.rows.values_list("value", flat=True).first()


def correct_daily(
    *, user: User, by: User, day: date, metric: str, source: str, value: float, reason: str = ""
) -> Correction:
    """Put a person's number in place of a source's. Raises KeyError for a metric that does not exist."""
    if source == MANUAL:
        return add_manual(user=user, by=by, day=day, metric=metric, value=value, reason=reason)
    if is_by_entry(metric, source):
        raise ValidationError(
            _("This is the sum of the day's entries. Put the entry right: its month and category follow."),
            code="entries",
        )
    plausible.check(catalogue.for_user(user, metric), value, user)
    return _change(Number(user, day, metric, source), by, {"override": float(value)}, reason)


def is_by_entry(metric: str, source: str) -> bool:
    """Whether a number is a sum of money, which only its entries can be put right in.

    Months, categories and balances are made of entries, so they would go on saying something else.
    """
    return source == ENTRIES and metric in MONEY_KEYS


def exclude_daily(
    *, user: User, by: User, day: date, metric: str, source: str, excluded: bool, reason: str = ""
) -> Correction:
    """Take a number out of charts and statistics, or bring it back."""
    return _change(Number(user, day, metric, source), by, {"excluded": excluded}, reason)


def use_source(*, user: User, by: User, day: date, metric: str, source: str, reason: str = "") -> Correction:
    """Drop the person's number, so that the source's stands again."""
    return _change(Number(user, day, metric, source), by, {"override": None}, reason)


@transaction.atomic
def keep_mine(*, user: User, by: User, day: date, metric: str, source: str) -> Correction:
    """Stay with the person's number, knowing what the source says now: an act that changes nothing else."""
    number = Number(user, day, metric, source)
    row = locked(number.rows).first()
    if row is None or row.override is None:
        raise ValidationError(_("No number of yours stands here."), code="missing")
    acts = Correction.objects.filter(user=user, day=day, metric=metric, source=source)
    last = acts.filter(undoes=None, undone_by=None).order_by("-pk").defer("reason").first()
    if last is not None and last.source_value == row.value:
        raise ValidationError(_("This is what stands there already."), code="unchanged")
    return written(number, by, (state(row), state(row)), row.value)


@transaction.atomic
def add_manual(*, user: User, by: User, day: date, metric: str, value: float, reason: str = "") -> Correction:
    """Type in a number of a day. It stands before every source's own, until it is undone."""
    plausible.check(catalogue.for_user(user, metric), value, user)
    if day > user.today():
        raise ValidationError(_("This day has not come yet."), code="future")
    plausible.check_day(day)
    number = Number(user, day, metric, MANUAL)
    row = locked(number.rows).first()
    after = {"value": float(value), "override": None, "excluded": bool(row and row.excluded)}
    return record(number, by, row, after, reason)


@transaction.atomic
def _change(number: Number, by: User, change: State, reason: str) -> Correction:
    row = locked(number.rows).first()
    if row is None:
        raise ValidationError(_("There is no number of this source on this day."), code="missing")
    return record(number, by, row, state(row) | change, reason)


def state(row: DailyMetric | None) -> State:
    """What of a number is a person's. A number that was typed in is theirs altogether."""
    if row is None:
        return {}
    own = {"override": row.override, "excluded": row.excluded}
    if row.span is not None:
        own["span"] = row.span
    return {"value": row.value, **own} if row.source == MANUAL else own


def record(
    number: Number,
    by: User,
    row: DailyMetric | None,
    after: State,
    reason: str,
    undoes: Correction | None = None,
) -> Correction:
    """Bring a number into a state and keep who did it. Must run in a transaction, with the row locked."""
    before = state(row)
    if before == after and undoes is None:
        raise ValidationError(_("This is what stands there already."), code="unchanged")
    said = number.source_value
    _put(number, row, after)
    return written(number, by, (before, after), said, reason, undoes)


def written(
    number: Number,
    by: User,
    states: tuple[State, State],
    said: float | None,
    reason: str = "",
    undoes: Correction | None = None,
) -> Correction:
    """The row of an act. `states`: before and after it; `said`: what the source says at that moment."""
    bump_generation(number.user.pk)
    return Correction.objects.create(
        user=number.user,
        target=Correction.Target.DAILY,
        day=number.day,
        metric=number.metric,
        source=number.source,
        before=states[0],
        after=states[1],
        source_value=said,
        reason=reason,
        by=by,
        undoes=undoes,
    )


def _put(number: Number, row: DailyMetric | None, after: State) -> None:
    now = timezone.now()
    row = row or DailyMetric(
        user=number.user,
        day=number.day,
        metric=number.metric,
        source=number.source,
        first_seen=now,
        changed_at=now,
    )
    row.value = after.get("value", row.value if number.source != MANUAL else None)
    row.override = after.get("override")
    row.excluded, row.span = after.get("excluded", False), after.get("span")
    if row.span is not None and not Span.objects.filter(pk=row.span, is_undone=False).exists():
        # That span was taken back since, and what it left out with it.
        row.excluded, row.span = False, None
    if row.value is None and row.override is None and not row.excluded:
        # The source withdrew its number, and now nobody speaks for the row any more.
        if row.pk:
            row.delete()
    elif row.pk is None:
        row.save()
    else:
        row.save(
            update_fields=["override", "excluded", "span", *(["value"] if number.source == MANUAL else [])]
        )
