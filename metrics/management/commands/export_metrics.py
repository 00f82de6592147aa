"""`manage.py export_metrics EMAIL`: a person's daily numbers as CSV or JSON lines."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from healthdash.lib import csv_writing
from healthdash.lib.arguments import day
from metrics import export


class Command(BaseCommand):
    help = "Writes a person's daily numbers to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="first day")
        parser.add_argument("--until", type=day, metavar="YYYY-MM-DD", help="last day")
        parser.add_argument("--format", choices=("csv", "jsonl"), default="csv")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"There is no user {options['email']}.")
        rows = export.rows(user, options["since"], options["until"])
        write = self.write_csv if options["format"] == "csv" else self.write_jsonl
        write(rows)

    def write_csv(self, rows: Iterable[Mapping[str, Any]]) -> None:
        values = ([row[name] for name in export.COLUMNS] for row in rows)
        self.stdout.writelines(csv_writing.lines(export.COLUMNS, values, end="\n"))

    def write_jsonl(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            self.stdout.write(json.dumps(row, ensure_ascii=False))
