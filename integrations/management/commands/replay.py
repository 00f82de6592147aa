"""`replay EMAIL PROVIDER`: everything below the raw records made again, without the vendor."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from healthdash.lib.arguments import day
from integrations.errors import ProviderError
from integrations.management import outcome
from integrations.models import SyncRun
from integrations.sync.replaying import replay
from integrations.sync.running import Busy


class Command(BaseCommand):
    help = "Makes events and daily numbers again from the stored raw records. Corrections stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("provider")
        parser.add_argument("--since", type=day, metavar="YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        user = outcome.find_user(options["email"])
        connection = outcome.find_connections(user, options["provider"])[0]
        try:
            run = replay(connection, options["since"])
        except Busy:
            outcome.nothing(f"{connection.provider}: a worker is syncing it at this moment.")
        except ProviderError as error:
            raise CommandError(str(error), returncode=outcome.FAILED) from None
        self.stdout.write(outcome.table(run))
        outcome.leave(outcome.STATUS[SyncRun.Status(run.status)])
