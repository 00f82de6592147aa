"""App configuration; the beat rows that every installation needs are made after each migrate."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "journal"

    def ready(self) -> None:
        from . import beat

        post_migrate.connect(beat.seed, sender=self, dispatch_uid="journal.beat.seed")
