"""App configuration; the beat rows that every installation needs are made after each migrate."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IntegrationsConfig(AppConfig):
    name = "integrations"

    def ready(self) -> None:
        from metrics import rollups

        from . import beat, registry

        for provider in registry.PROVIDERS.values():
            rollups.declare(provider.slug, provider.rolls_up)
        post_migrate.connect(beat.seed, sender=self, dispatch_uid="integrations.beat.seed")
