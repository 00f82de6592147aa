"""`demo`: a household with invented data, to look around in; `demo --remove` takes it away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from healthdash import demo


class Command(BaseCommand):
    help = "Makes the demo household and connects it to the sandbox; the workers read its data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="take the household away again")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self.stdout.write(f"{demo.remove()} demo accounts were removed.")
            return
        try:
            for line in demo.make():
                self.stdout.write(line)
        except demo.DemoFailed as failure:
            raise CommandError(str(failure)) from None
        self.stdout.write(demo.how_to_log_in())
