"""From a page to rows: raw, normalised, stored, rolled up, all in one transaction per page."""

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import bump_generation
from integrations import raw
from integrations.contract import (
    JSON,
    Context,
    Page,
    Provider,
    Shape,
    Stream,
    Window,
)
from integrations.models import Connection, RejectedRecord, SyncRun
from integrations.raw import Received
from metrics import ingest, rollups
from metrics.records import Record
from metrics.upsert import retry_on_deadlock

from . import claims
from .emitted import Emitted, Normalised
from .planning import Job

logger = logging.getLogger(__name__)

# What a normaliser raises for a record that it cannot understand.
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
# What the database, or ingest, raises for a value that cannot be stored.
UNSTORABLE = (DataError, IntegrityError, ValueError, OverflowError)
# A window that held so many records and comes back empty needs a second run to be believed.
BELIEVED_AT_ONCE = 2
ALL_TIME = Window(date(1900, 1, 1), date(2200, 1, 1))  # what a snapshot covers
LONGEST_ID = 120  # as the column has it
KEPT_REFUSALS = 200  # of one window; more of the same helps nobody
NEVER_THE_SAME = bytes(32)  # the digest of a record that must be read again next time


class Doubted(Exception):
    """The vendor sent nothing for days of which we hold records."""

    def __init__(self, held: int) -> None:
        super().__init__(held)
        self.held = held


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be understood."""

    external_id: str
    problem: str
    payload: Any


@dataclass(slots=True)
class Counts:
    """What happened to one page."""

    records: int = 0
    changed: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """Where values go: one person's connection, under one claim, in one run."""

    connection: Connection
    provider: Provider
    run: SyncRun
    token: str

    @property
    def user_id(self) -> int:
        return self.connection.user_id

    @property
    def context(self) -> Context:
        return Context(zone=self.connection.user.timezone)


class WindowWriter:
    """Writes the pages of one window, and settles at its end what the vendor no longer has."""

    def __init__(self, target: Target, job: Job, doubted: Window | None) -> None:
        self.target, self.stream, self.window = target, job.stream, job.window
        self.doubted = doubted  # an earlier run saw nothing there either
        self.emitted = Emitted()
        self.samples: dict[date, dict[str, JSON]] = defaultdict(dict)
        self.rejected_any = False
        self.refused = 0  # parts of records that were left out, so far
        self.absent: dict[str, str] = {}

    def write(self, page: Page, on_last: Callable[[bool], None]) -> Counts:
        """Commits a page. `on_last` runs inside the transaction of the window's last page and hears whether
        it changed anything."""
        received, rejected = self._receive(page)
        normalised, unreadable = self._normalise(received)
        left_out = self._left_out(normalised)
        self.emitted.ids.update(record.external_id for record in received)
        self.emitted.absent |= page.absent.keys()
        days = {record.external_id: record.day for record in received}
        self.absent |= page.absent

        @retry_on_deadlock
        def commit() -> int:
            now = timezone.now()
            claims.renew(self.target.connection.pk, self.target.token)
            changed = self._store(received, normalised, {r.external_id for r in unreadable}, now)
            self._save_rejected(rejected + unreadable + left_out[: max(0, KEPT_REFUSALS - self.refused)])
            self.rejected_any = self.rejected_any or bool(rejected or unreadable)
            for record in rejected + unreadable:
                self.emitted.spare(record.external_id, days.get(record.external_id))
            if page.is_last:
                changed += self._settle(now)
                on_last(bool(changed))
                self._learn(page)
            if changed:
                bump_generation(self.target.user_id)
            return changed

        for found in normalised.values():
            self.emitted.add(found)
        try:
            changed = commit()
        except UNSTORABLE as error:
            unstorable = self._unstorable(received, normalised)
            if not unstorable:
                raise
            logger.warning("A page of %s was stored without bad records: %s", self.stream.slug, type(error))
            unreadable += unstorable
            for record in unstorable:
                del normalised[record.external_id]
            changed = commit()
        self.refused += len(left_out)
        return Counts(len(received), changed, len(rejected) + len(unreadable) + len(left_out))

    def _learn(self, page: Page) -> None:
        if page.learnt is not None and self.target.provider.learn:
            self.target.provider.learn(self.stream, page.learnt)

    # --- reading -----------------------------------------------------------------------------------

    def _receive(self, page: Page) -> tuple[list[Received], list[Rejected]]:
        if self.stream.shape is Shape.SERIES:
            return self._receive_series(page)
        received: dict[str, Received] = {}
        rejected = []
        for payload in page.records:
            try:
                external_id, day = self._identify(payload)
                if self._is_wanted(day):
                    received[external_id] = raw.receive(
                        external_id, day, payload, self.stream.unhashed, self.stream.meaning
                    )
            except UNREADABLE as error:
                rejected.append(Rejected("", _problem(error), payload))
        return list(received.values()), rejected

    def _is_wanted(self, day: date | None) -> bool:
        """More was asked for than wanted, because vendors disagree on what the ends of a window include."""
        whole = self.stream.shape is Shape.SNAPSHOT
        return whole or (day is not None and self.window.start <= day <= self.window.end)

    def _identify(self, payload: JSON) -> tuple[str, date | None]:
        assert self.stream.identify is not None
        external_id, day = self.stream.identify(payload)
        if not external_id or len(external_id.encode()) > LONGEST_ID:
            raise ValueError("no usable id")
        if day and not ALL_TIME.start <= day <= ALL_TIME.end:
            raise ValueError("no usable day")
        return external_id, day

    def _receive_series(self, page: Page) -> tuple[list[Received], list[Rejected]]:
        """Collects samples; at the window's end each whole day becomes one record."""
        assert self.stream.split is not None
        rejected = []
        for payload in page.records:
            try:
                day, name = self.stream.split(payload)
            except UNREADABLE as error:
                rejected.append(Rejected("", _problem(error), payload))
                continue
            if self.window.start <= day <= self.window.end:
                self.samples[day][name] = payload
        if not page.is_last:
            return [], rejected
        days = [self._whole_day(day, samples) for day, samples in sorted(self.samples.items())]
        return days, rejected

    def _whole_day(self, day: date, samples: dict[str, JSON]) -> Received:
        ordered = [sample for _name, sample in sorted(samples.items())]
        return raw.receive(day.isoformat(), day, {"day": day.isoformat(), "samples": ordered})

    def _normalise(self, received: Sequence[Received]) -> tuple[dict[str, Normalised], list[Rejected]]:
        normalised: dict[str, Normalised] = {}
        rejected = []
        for record in received:
            try:
                normalised[record.external_id] = Normalised.of(
                    self.stream.normalise(record.payload, self.target.context)
                )
            except UNREADABLE as error:
                rejected.append(Rejected(record.external_id, _problem(error), record.payload))
        return normalised, rejected

    def _left_out(self, normalised: dict[str, Normalised]) -> list[Rejected]:
        """Parts of records that were refused; a sentence may quote the person, so it is kept encrypted."""
        return [
            Rejected(
                external_id,
                _("%(where)s was left out.") % {"where": refused.where},
                {"where": refused.where, "value": refused.value, "problem": str(refused.problem)},
            )
            for external_id, found in normalised.items()
            for refused in found.refused
        ]

    def _unstorable(self, received: Sequence[Received], normalised: dict[str, Normalised]) -> list[Rejected]:
        """Which records of a page the database refuses, found by trying each: one must not stop the rest."""
        rejected = []
        for record in received:
            try:
                with transaction.atomic():
                    found = normalised.get(record.external_id, Normalised())
                    self._ingest(found.records, timezone.now())
                    transaction.set_rollback(True)
            except UNSTORABLE as error:
                rejected.append(Rejected(record.external_id, _problem(error), record.payload))
        return rejected

    # --- writing -----------------------------------------------------------------------------------

    def _store(
        self,
        received: Sequence[Received],
        normalised: dict[str, Normalised],
        unreadable: set[str],
        now: datetime,
    ) -> int:
        connection, slug = self.target.connection, self.stream.slug
        changed = raw.changed_among(connection, slug, received)
        if not changed:
            return 0
        raw.keep(connection, slug, [_to_keep(record, unreadable) for record in changed], now)
        found = [normalised[r.external_id] for r in changed if r.external_id in normalised]
        stored = self._ingest([item for one in found for item in one.records], now)
        self._roll_up(stored.days, now)
        return len(changed)

    def _ingest(self, records: Sequence[Record], now: datetime) -> ingest.Stored:
        return ingest.store(
            user_id=self.target.user_id, source=self.target.provider.slug, records=records, now=now
        )

    def _save_rejected(self, rejected: Sequence[Rejected]) -> None:
        RejectedRecord.objects.bulk_create(
            RejectedRecord(
                run=self.target.run,
                stream=self.stream.slug,
                external_id=r.external_id,
                problem=r.problem,
                payload=json.dumps(r.payload, default=str),
            )
            for r in rejected
        )

    def _settle(self, now: datetime) -> int:
        """Withdraws what the window no longer holds; nothing when a record without a name was not read."""
        if self.emitted.is_blind:
            return 0
        connection, slug, days = self.target.connection, self.stream.slug, self._days()
        if not self.emitted.ids and (held := self._held_and_not_doubted()) > BELIEVED_AT_ONCE:
            raise Doubted(held)
        dropped = raw.drop_others(connection, slug, days, self.emitted.ids)
        touched = withdraw_others(self.target, self.stream, self.window, self.emitted, now)
        self._roll_up(touched, now)
        return dropped + len(touched)

    def _held_and_not_doubted(self) -> int:
        held = raw.within(self.target.connection, self.stream.slug, self._days())
        if self.doubted and self.stream.shape is Shape.SNAPSHOT:
            return 0
        if self.doubted:
            held = held.exclude(day__range=(self.doubted.start, self.doubted.end))
        return held.count()

    def _days(self) -> tuple[date, date] | None:
        return None if self.stream.shape is Shape.SNAPSHOT else (self.window.start, self.window.end)

    def _roll_up(self, days: set[date], now: datetime) -> None:
        roll_up(self.target, self.stream, days, now)


def roll_up(target: Target, stream: Stream, days: set[date], now: datetime) -> None:
    """Computes again what a stream's events or curves say about those days."""
    changes = {scope.table for scope in stream.events} | ({stream.series_kind} - {None})
    keys = frozenset[str]().union(*(rollups.KEYS_OF.get(kind or "", frozenset()) for kind in changes))
    rollups.roll_up(
        user_id=target.user_id,
        source=target.provider.slug,
        days=days,
        zone=target.connection.user.zone,
        keys=target.provider.rolls_up & keys,
        now=now,
    )


def withdraw_others(
    target: Target, stream: Stream, window: Window, emitted: Emitted, now: datetime
) -> set[date]:
    """Withdraws everything of a stream within a window but what it emitted. Returns the days touched."""
    span = ALL_TIME if stream.shape is Shape.SNAPSHOT else window
    withdraw: dict[str, Any] = {
        "user_id": target.user_id,
        "source": target.provider.slug,
        "start": span.start,
        "end": span.end,
        "now": now,
    }
    days: set[date] = set()
    own = ingest.custom_keys(user_id=target.user_id, families=stream.families)
    if metrics := (stream.delivers | own) - emitted.absent:
        spared = {(day, metric) for day in emitted.spared_days for metric in metrics}
        days |= partial(ingest.withdraw_daily, **withdraw)(metrics=metrics, keep=emitted.daily | spared)
    for scope in stream.events:
        # What a row of a table brought does not go by the row's own name.
        is_spared = bool(scope.prefix and emitted.spared_days)
        if scope.table not in emitted.absent and not is_spared:
            # Streams that share a table say which part of it is theirs, and may have read it in part.
            shared = {"prefix": scope.prefix, "but": frozenset(emitted.absent)} if scope.prefix else {}
            owned: dict[str, Any] = {**withdraw, "table": scope.table, "kind": scope.kind, **shared}
            days |= ingest.withdraw_events(**owned, keep=emitted.events)
    if stream.series_kind:
        days |= partial(ingest.withdraw_samples, **withdraw)(
            kind=stream.series_kind, keep=emitted.sample_days
        )
    return days


def _to_keep(record: Received, unreadable: set[str]) -> Received:
    if record.external_id not in unreadable:
        return record
    return Received(record.external_id, record.day, record.payload, NEVER_THE_SAME)


def _problem(error: Exception) -> str:
    if isinstance(error, KeyError):
        return (_("The field %(name)r is missing.") % {"name": error.args[0]})[:300]
    # Not the error's own words: they may quote what a person wrote.
    return _("A value is not what it should be (%s).") % type(error).__name__
