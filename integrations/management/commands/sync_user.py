"""`sync_user EMAIL`: one person's sources, now and here, or through the queue."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from integrations import services
from integrations.contract import Window
from integrations.management import outcome
from integrations.models import Connection, SyncRun
from integrations.sync.running import Busy, Options, sync


class Command(BaseCommand):
    help = "Syncs one person's sources here, with a progress bar, or queues them for the workers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--provider", help="only this source")
        outcome.add_window(parser)
        parser.add_argument(
            "--stream", action="append", dest="streams", help="only this stream; may be repeated"
        )
        parser.add_argument("--queue", action="store_true", help="leave the work to the workers")
        parser.add_argument("--json", action="store_true", help="print one JSON object per source")

    def handle(self, *args: Any, **options: Any) -> None:
        user = outcome.find_user(options["email"])
        connections = outcome.find_connections(user, options["provider"])
        outcome.check_window(options["since"], options["until"])
        connections = outcome.check_streams(connections, options["streams"] or ())
        work = self._queue if options["queue"] else self._sync
        outcome.leave(outcome.together(work(connection, options) for connection in connections))

    def _queue(self, connection: Connection, options: dict[str, Any]) -> int:
        if connection.state != Connection.State.ACTIVE:
            return self._not_synced(connection)
        asked = services.request_sync(connection, SyncRun.Trigger.COMMAND)
        self.stdout.write(f"{connection.provider}: {outcome.QUEUED[asked]}")
        return outcome.OK if asked else outcome.NOTHING

    def _not_synced(self, connection: Connection) -> int:
        self.stderr.write(f"{connection.provider} is not synced: {_why_not(connection)}")
        return outcome.NOTHING if connection.state == Connection.State.PAUSED else outcome.FAILED

    def _sync(self, connection: Connection, options: dict[str, Any]) -> int:
        if connection.state != Connection.State.ACTIVE:
            return self._not_synced(connection)
        asked = Options(
            trigger=SyncRun.Trigger.COMMAND,
            since=options["since"],
            until=options["until"],
            streams=frozenset(options["streams"]) if options["streams"] else None,
            on_progress=None if options["json"] or not self.stderr.isatty() else self._progress,
        )
        try:
            run = sync(connection, asked)
        except Busy:
            self.stderr.write(f"{connection.provider}: a worker is syncing it at this moment.")
            return outcome.NOTHING
        outcome.show(self, run, machine=options["json"])
        return outcome.STATUS[SyncRun.Status(run.status)]

    def _progress(self, done: int, planned: int, stream: str, window: Window) -> None:
        filled = round(24 * done / max(planned, 1))
        bar = "█" * filled + "░" * (24 - filled)
        end = "\n" if done == planned else ""
        self.stderr.write(f"\r{bar} {done}/{planned} {stream} {window.start}\033[K{end}", ending="")
        self.stderr.flush()


def _why_not(connection: Connection) -> str:
    if connection.state == Connection.State.PAUSED:
        return "it is paused."
    return connection.reason or "it must be connected again."
