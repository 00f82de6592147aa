"""A mapping saved, and let go of."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import bump_generation
from integrations import services
from integrations.mapping.dry_run import DryRun
from integrations.mapping.spec import Spec
from integrations.models import (
    Connection,
    RawRecord,
    RejectedRecord,
    StreamState,
    TableDraft,
    TableMapping,
    UploadedTable,
)
from integrations.sync import claims
from integrations.sync.scheduling import Asked
from integrations.sync.writing import ALL_TIME
from metrics import catalogue, ingest, rollups
from metrics.models import CustomMetric, DailyMetric, Vital

from . import keeping, own_numbers
from .answers import Answers, Unfinished, spec_of
from .drafts import OpenDraft

TABLES = ("vital", "finance")


def save(draft: OpenDraft, found: DryRun) -> tuple[TableMapping, Asked]:
    """Keeps the mapping of what was `found`, and asks for its first reading. Raises Unfinished; nothing is
    saved then."""
    check(draft)
    answers, user, old = draft.settled, draft.user, draft.row.mapping
    spec = spec_of(answers)
    with transaction.atomic():
        own = _own_metrics(user, answers, draft.answers)
        connection = _connection(user, draft.row.provider)
        mapping = old or TableMapping(connection=connection, sheet_id=draft.content["sheet_id"])
        mapping.name, mapping.spec = answers.name, spec.as_json()
        mapping.tab, mapping.tab_id, mapping.tab_before = draft.tab or "", draft.tab_id, ""
        mapping.save()
        if not mapping.sheet_id:
            UploadedTable.objects.update_or_create(
                mapping=mapping,
                defaults={
                    "file_name": draft.title[:200],
                    "content": draft.content["grid"],
                    "uploaded_at": timezone.now(),
                },
            )
        for table, days in keeping.take_over(mapping, found, is_new=old is None).items():
            _roll_up(user, connection.provider, days, table)
        for source, days in _days_of(user, own).items():
            _roll_up(user, source, days)
        TableDraft.objects.filter(pk=draft.row.pk).delete()
        bump_generation(user.pk)
    return mapping, services.request_sync(connection)


def check(draft: OpenDraft) -> None:
    """Whether it can be saved beside what there is. Raises Unfinished."""
    own_numbers.check(draft.user, draft.answers)
    check_conflicts(draft.user, spec_of(draft.settled), draft.row.mapping)


def check_conflicts(user: User, spec: Spec, mapping: TableMapping | None) -> None:
    """Two tables may not feed one number: which of them would be right? Raises Unfinished."""
    for other in TableMapping.objects.filter(connection__user=user):
        if mapping and other.pk == mapping.pk:
            continue
        if shared := Spec.from_json(other.spec).metrics & spec.metrics:
            raise Unfinished(
                _(
                    'The table "%(table)s" brings %(metric)s already, and two tables may not feed one number.'
                    " Leave the column out here, or there."
                )
                % {"table": other.name, "metric": _label(user, min(shared))}
            )


def _label(user: User, key: str) -> str:
    try:
        return f'"{catalogue.for_user(user, key).label}"'
    except KeyError:
        return key


def _connection(user: User, provider: str) -> Connection:
    connection, _made = Connection.objects.get_or_create(
        user=user, provider=provider, defaults={"every_hours": 24}
    )
    return connection


def _own_metrics(user: User, answers: Answers, said: Answers) -> set[str]:
    """Makes the person's own metrics, and changes those that the table brought before: their keys are in
    what was `said`. Returns those whose days are now worked out otherwise."""
    changed = set()
    known = {one.key for one in said.own if one.key}
    for one in answers.own:
        told = {
            "label": one.name.strip()[:80],
            "unit": one.unit[:16],
            "aggregate": one.aggregate,
            "better": one.better,
        }
        held = CustomMetric.objects.filter(user=user, key=one.metric).first()
        if held is None:
            CustomMetric.objects.create(
                user=user, key=one.metric, group="vitals", decimals=one.decimals, **told
            )
        elif one.metric in known:
            CustomMetric.objects.filter(pk=held.pk).update(**told)
            changed |= {one.metric} if held.aggregate != one.aggregate else set()
    return changed


def _days_of(user: User, metrics: Collection[str]) -> Mapping[str, set[date]]:
    """The days of those metrics by source: some of them may have been typed by hand."""
    found: dict[str, set[date]] = defaultdict(set)
    rows = Vital.objects.filter(user=user, metric__in=metrics) if metrics else Vital.objects.none()
    for source, day in rows.values_list("source", "day"):
        found[source].add(day)
    return found


def _roll_up(user: User, source: str, days: set[date], table: str = "vital") -> None:
    rollups.roll_up(
        user_id=user.pk,
        source=source,
        days=days,
        zone=user.zone,
        keys=rollups.keys_of(source, table),
        now=timezone.now(),
    )


def delete(mapping: TableMapping, *, keep_data: bool) -> bool:
    """Lets go of a mapping, and of its numbers unless they stay; what a person corrected stays in any case.

    False, and nothing done, while a run is under way: it would write on into what is being deleted.
    """
    connection = mapping.connection
    token = claims.claim(connection.pk)
    if token is None:
        return False
    try:
        with transaction.atomic():
            claims.renew(connection.pk, token)
            if not keep_data:
                _withdraw(mapping)
            RawRecord.objects.filter(connection=connection, stream=mapping.stream).delete()
            RejectedRecord.objects.filter(run__connection=connection, stream=mapping.stream).delete()
            StreamState.objects.filter(connection=connection, stream=mapping.stream).delete()
            metrics = Spec.from_json(mapping.spec).metrics
            mapping.delete()
            _forget_unused(connection.user, metrics)
            bump_generation(connection.user_id)
    finally:
        claims.release(connection.pk, token)
    return True


def _withdraw(mapping: TableMapping) -> None:
    connection, now = mapping.connection, timezone.now()
    for table in TABLES:
        days = ingest.withdraw_events(
            user_id=connection.user_id,
            source=connection.provider,
            table=table,
            kind=None,
            start=ALL_TIME.start,
            end=ALL_TIME.end,
            keep=frozenset(),
            now=now,
            prefix=mapping.prefix,
        )
        _roll_up(connection.user, connection.provider, days, table)


def _forget_unused(user: User, metrics: Collection[str]) -> None:
    """Own metrics of which nothing is left."""
    own = CustomMetric.objects.filter(user=user, key__in=metrics)
    for metric in own:
        mine = {"user": user, "metric": metric.key}
        if not DailyMetric.objects.filter(**mine).exists() and not Vital.objects.filter(**mine).exists():
            metric.delete()
