"""`sync_all`: every active connection, one after the other here, or through the queues."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from integrations import services
from integrations.management import outcome
from integrations.models import Connection, SyncRun
from integrations.sync.running import Busy, Options, sync
from integrations.sync.scheduling import Asked

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Syncs everybody's sources here, or queues them for the workers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queue", action="store_true", help="leave the work to the workers")

    def handle(self, *args: Any, **options: Any) -> None:
        active = Connection.objects.select_related("user").filter(
            state=Connection.State.ACTIVE, user__is_active=True
        )
        connections = list(active.order_by("pk"))
        if not connections:
            outcome.nothing("Nobody is connected to a source.")
        if options["queue"]:
            asked = [services.request_sync(c, SyncRun.Trigger.COMMAND) for c in connections]
            queued = asked.count(Asked.QUEUED)
            self.stdout.write(f"{queued} of {len(connections)} connections were queued.")
            if Asked.WAITING in asked:
                self.stdout.write(f"{outcome.QUEUED[Asked.WAITING]}")
            return
        outcome.leave(max(self._sync(connection) for connection in connections))

    def _sync(self, connection: Connection) -> int:
        try:
            run = sync(connection, Options(trigger=SyncRun.Trigger.COMMAND))
        except Busy:
            self.stdout.write(f"{connection}: a worker is syncing it at this moment.")
            return outcome.OK
        except Exception:
            # One person's trouble on our side must not keep the others' numbers away; the run tells it.
            logger.exception("The sync of connection %s failed.", connection.pk)
            self.stdout.write(f"{connection.user.email}, {connection.provider}: failed on our side.")
            return outcome.FAILED
        self.stdout.write(f"{connection.user.email}, {outcome.closing(run)}")
        return outcome.STATUS[SyncRun.Status(run.status)]
