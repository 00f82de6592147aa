"""One run of one connection, from claim to release."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from integrations import credentials, registry
from integrations.errors import ProviderError, Unavailable
from integrations.models import Connection, SyncRun
from integrations.webhooks import taking

from . import claims, scheduling
from .jobs import Options, Plan, history_remains, moved_on
from .progress import StreamProgress
from .reading import Reader
from .writing import Target

__all__ = ["Busy", "Options", "sync"]

logger = logging.getLogger(__name__)

LOST = gettext_noop("Another process took over. What was read is kept.")
STOPPED = gettext_noop("The sync was stopped. What was read is kept, and the schedule goes on from there.")
DIED = gettext_noop("The part that fetches stopped before this run ended. What was read is kept.")


class Busy(Exception):
    """Another worker holds the connection."""


def sync(connection: Connection, options: Options) -> SyncRun:
    """Runs a connection's sync here and returns the finished run. Raises Busy when another one is at it.

    Everything that goes wrong with the vendor ends in the run and on the connection, never in an exception.
    A connection that is removed meanwhile ends its run quietly.
    """
    token = claims.claim(connection.pk)
    if token is None:
        raise Busy
    if end_abandoned(connection):
        scheduling.after_a_death(connection, token, _(DIED))
    run = SyncRun.objects.create(
        connection=connection, trigger=options.trigger, claim_token=token, started_at=timezone.now()
    )
    target = Target(connection, registry.PROVIDERS[connection.provider], run, token)
    try:
        return Run(target, options).go()
    except claims.ClaimLost:
        return _close(run, _(LOST))
    except (KeyboardInterrupt, SystemExit):
        _close(run, _(STOPPED))
        claims.release(connection.pk, token)
        raise
    except BaseException as error:
        if not Connection.objects.filter(pk=connection.pk).exists():
            return _close(run, _(LOST))
        # Also a time limit: the run says so, and the claim is free for the next one.
        _close(run, _("The sync failed on our side (%s).") % type(error).__name__)
        scheduling.after_failure(connection, token, Unavailable(_("The sync failed on our side.")))
        raise


def end_abandoned(connection: Connection) -> int:
    """Runs whose worker died are ended by the next one that gets the claim. Returns how many there were."""
    return SyncRun.objects.filter(connection=connection, status=SyncRun.Status.RUNNING).update(
        status=SyncRun.Status.FAILED, finished_at=timezone.now(), error=_(DIED)
    )


def _close(run: SyncRun, error: str) -> SyncRun:
    """Ends a run that could not end itself, unless somebody else has ended it."""
    run.status, run.finished_at, run.error = SyncRun.Status.FAILED, timezone.now(), error
    SyncRun.objects.filter(pk=run.pk, status=SyncRun.Status.RUNNING).update(
        status=run.status, finished_at=run.finished_at, error=run.error
    )
    return run


class Run:
    """The work between claim and release."""

    def __init__(self, target: Target, options: Options) -> None:
        self.target, self.options = target, options
        self.streams: dict[str, StreamProgress] = {}
        self.stopped: ProviderError | None = None
        self.unavailable: Unavailable | None = None

    def go(self) -> SyncRun:
        try:
            self._read()
        except ProviderError as error:
            self.stopped = error
        return self._end()

    def _read(self) -> None:
        connection = self.target.connection
        secret = credentials.valid_secret(connection)
        if self.options.takes_news:
            taking.take(connection, self.target.token)
        plan = Plan(connection, self.target.provider, self.options, connection.user.today())
        self.streams = plan.streams
        reader = Reader(self.target, plan, secret)
        try:
            first = plan.first()
            reader.read(first)
            reader.read(plan.rest(first))
            reader.settle()
        finally:
            self.unavailable = reader.unavailable

    @transaction.atomic
    def _end(self) -> SyncRun:
        """Stores marks, run and schedule together: one commit."""
        connection, token, run = self.target.connection, self.target.token, self.target.run
        if any(progress.unsaved for progress in self.streams.values()):
            claims.renew(connection.pk, token)
            for progress in self.streams.values():
                progress.save_marks()
        self._save_run(run)
        if self.stopped:
            scheduling.after_failure(connection, token, self.stopped, run)
        else:
            streams = self.streams.values()
            remains = not self.options.is_narrow and history_remains(streams) and moved_on(streams)
            scheduling.after_reading(connection, token, run, remains, self.unavailable)
        return run

    def _save_run(self, run: SyncRun) -> None:
        tallies = {slug: p.tally for slug, p in self.streams.items()}
        values = {
            "streams": {slug: tally.as_json() for slug, tally in tallies.items()},
            "requests": run.requests,
            "records": sum(t.records for t in tallies.values()),
            "changed": sum(t.changed for t in tallies.values()),
            "rejected": sum(t.rejected for t in tallies.values()),
            "status": self._status(),
            "error": str(self.stopped or "")[:300],
            "finished_at": timezone.now(),
            "claim_token": "",
        }
        for name, value in values.items():
            setattr(run, name, value)
        # Not save(): it would insert the run of a connection that was removed meanwhile.
        SyncRun.objects.filter(pk=run.pk, status=SyncRun.Status.RUNNING).update(**values)

    def _status(self) -> str:
        streams = self.streams.values()
        read_something = any(p.done for p in streams)
        trouble = self.stopped or any(
            p.tally.error or p.tally.rejected or (p.unread and not p.tally.note) for p in streams
        )
        trouble = trouble or (any(p.jobs for p in streams) and not read_something)
        if not trouble:
            return SyncRun.Status.OK
        return SyncRun.Status.PARTIAL if read_something else SyncRun.Status.FAILED
