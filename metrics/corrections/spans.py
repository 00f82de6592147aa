"""A span of days in one act: a note beside the numbers, numbers that are left out, or both."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import bump_generation
from metrics.models import Annotation, Correction, DailyMetric, Span
from metrics.ranking import MANUAL
from metrics.spans import domains_of, standing
from metrics.upsert import locked

from . import plausible

LONGEST = timedelta(days=366)
FIELD = "span"


@transaction.atomic
def mark_days(
    *, user: User, by: User, start: date, end: date, text: str = "", domains: Collection[str] = ()
) -> Correction:
    """Say something about several days at once. One act, and one undo takes all of it back.

    Raises ValidationError for a span that cannot be, or that says nothing.
    """
    check(start, end, text, domains, user)
    span = Span.objects.create(user=user, start=start, end=end, domains=sorted(domains))
    if text:
        span.note = note_of(span, text)
        span.save(update_fields=["note"])
    leave_out(span)
    bump_generation(user.pk)
    return record(span, by, before={}, after=state(span))


def check(start: date, end: date, text: str, domains: Collection[str], user: User) -> None:
    if end < start:
        raise ValidationError(_("The last day must not be before the first."), code="order")
    if end - start >= LONGEST:
        raise ValidationError(_("A span is a year at most."), code="too_long")
    if start > user.today():
        raise ValidationError(_("The first day has not come yet."), code="future")
    plausible.check_day(start)
    if not text and not domains:
        raise ValidationError(_("Write a note, choose what to leave out, or both."), code="empty")


def note_of(span: Span, text: str) -> Annotation:
    """A mark beside the numbers, from the person's midnight to the one after the last day."""
    zone, now = span.user.zone, timezone.now()
    start = datetime.combine(span.start, time(), tzinfo=zone)
    offset = start.utcoffset()
    return Annotation.objects.create(
        user=span.user,
        source=MANUAL,
        external_id=f"span-{span.pk}",
        day=span.start,
        start=start,
        end=datetime.combine(span.end + timedelta(days=1), time(), tzinfo=zone),
        utc_offset=int(offset.total_seconds()) if offset else 0,
        kind=Annotation.Kind.PERIOD,
        text=text,
        details={"last_day": span.end.isoformat()},
        first_seen=now,
        changed_at=now,
    )


def leave_out(span: Span, among: Collection[int] | None = None) -> None:
    """Take out what counts in the span's days; what a person took out or kept one by one stays theirs."""
    if not span.domains:
        return
    days = DailyMetric.objects.filter(user_id=span.user_id, day__range=(span.start, span.end))
    free = days.filter(excluded=False, span=None)
    rows = locked(free if among is None else free.filter(pk__in=among)).values_list("pk", "metric")
    found = list(rows)
    domains = domains_of(span.user_id, {key for _pk, key in found})
    mine = [pk for pk, key in found if domains.get(key) in span.domains]
    DailyMetric.objects.filter(pk__in=mine).update(excluded=True, span=span.pk)


def take_back(span: Span, by: User, act: Correction) -> Correction:
    """Bring back what this span took out, unless another one covers it too. Must run in a transaction."""
    rows = DailyMetric.objects.filter(user_id=span.user_id, day__range=(span.start, span.end), span=span.pk)
    held = list(locked(rows).values_list("pk", "excluded"))
    released = [pk for pk, excluded in held if excluded]
    before = state(span)
    Span.objects.filter(pk=span.pk).update(is_undone=True)
    rows.update(excluded=False, span=None)
    for other in standing(span.user_id, span.start, span.end):
        leave_out(other, among=released)
    # What the source withdrew meanwhile, and nobody speaks for any more.
    mine = DailyMetric.objects.filter(pk__in=[pk for pk, _excluded in held])
    mine.filter(value=None, override=None, excluded=False).delete()
    if span.note_id:
        Annotation.objects.filter(pk=span.note_id, user_id=span.user_id).delete()
    bump_generation(span.user_id)
    return record(span, by, before=before, after={}, undoes=act)


def state(span: Span) -> dict[str, object]:
    """What a span says, without the words of its note: those stay in one place, encrypted."""
    return {
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "domains": span.domains,
        "note": span.note_id is not None,
    }


def record(
    span: Span,
    by: User,
    before: dict[str, object],
    after: dict[str, object],
    undoes: Correction | None = None,
) -> Correction:
    return Correction.objects.create(
        user=span.user,
        target=Correction.Target.SPAN,
        day=span.start,
        source=MANUAL,
        event_id=span.pk,
        field=FIELD,
        before=before,
        after=after,
        by=by,
        undoes=undoes,
    )
