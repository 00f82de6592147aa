"""`manage.py oura_webhooks list|sync|delete`: what Oura tells this server, for its operator."""

from argparse import ArgumentParser
from contextlib import closing
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from integrations.contract import Provider, Subscription, Webhook
from integrations.errors import ProviderError
from integrations.management import outcome
from integrations.models import Connection, WebhookSubscription
from integrations.registry import PROVIDERS
from integrations.webhooks import keeping
from integrations.webhooks.selectors import Standing, standing


def oura() -> tuple[Provider, Webhook]:
    provider = PROVIDERS["oura"]
    assert provider.webhook is not None
    return provider, provider.webhook


class Command(BaseCommand):
    help = "Lists, makes and renews, or ends the subscriptions with which Oura tells us what is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["list", "sync", "delete"])
        parser.add_argument("--world", choices=Connection.World.values, default=Connection.World.LIVE.value)
        parser.add_argument(
            "--take-over",
            action="store_true",
            help="with sync: point subscriptions here that another installation made with the same app",
        )

    def handle(self, *, act: str, world: str, take_over: bool, **options: Any) -> None:
        provider, hook = oura()
        if reason := hook.why_off(world):
            outcome.nothing(f"Webhooks are off here. {reason}")
        try:
            if act == "list":
                self._list(world)
            elif act == "sync":
                self._sync(world, take_over)
            else:
                self.stdout.write(f"{keeping.drop(provider, world)} subscriptions were ended.")
        except ProviderError as error:
            raise CommandError(str(error)) from None

    def _list(self, world: str) -> None:
        """What Oura says that it has, and where each points."""
        provider, hook = oura()
        with closing(hook.api(world)) as api:
            theirs = api.all()
        url = keeping.callback_url(provider, world)
        for each in sorted(theirs, key=lambda each: (each.topic.data_type, each.topic.event_type)):
            self.stdout.write(line(each, url))
        self.stdout.write(f"{len(theirs)} of {len(hook.topics)} topics; our address is {url}")

    def _sync(self, world: str, take_over: bool) -> None:
        provider, _hook = oura()
        keeping.keep(provider, world, take_over=take_over)
        found = standing(provider, world, timezone.now())
        rows = WebhookSubscription.objects.filter(provider=provider.slug, world=world)
        for row in rows.exclude(problem="").defer("verification_token"):
            self.stdout.write(f"{row.data_type} {row.event_type}: {row.problem}")
        self.stdout.write(f"{found.live} of {found.wanted} topics are subscribed to.")
        if found.state is not Standing.State.LIVE:
            where = keeping.callback_url(provider, world)
            raise CommandError(
                f"Oura must reach {where} from the internet while it answers.",
                returncode=outcome.PARTIAL if found.live else outcome.FAILED,
            )


def line(each: Subscription, url: str) -> str:
    topic, where = each.topic, "here" if each.callback_url == url else each.callback_url
    return f"{topic.data_type:26}{topic.event_type:8}until {each.expires_at:%Y-%m-%d %H:%M} UTC  {where}"
