"""Whether vendors tell us what is new. Without that everything is still fetched, only later."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from healthdash.doctor.finding import Finding, ago, note, ok, wrong
from integrations.contract import Provider
from integrations.models import Connection, WebhookEvent
from integrations.registry import PROVIDERS
from integrations.webhooks import keeping
from integrations.webhooks.selectors import Standing, standing

LIVE, SANDBOX = Connection.World.LIVE, Connection.World.SANDBOX
SOON = timedelta(days=3)  # the nightly task renews a week ahead


def webhooks() -> Iterator[Finding]:
    for provider in PROVIDERS.values():
        if provider.webhook:
            yield finding(provider, LIVE)
            if keeping.is_kept(provider, SANDBOX):
                yield finding(provider, SANDBOX)


def finding(provider: Provider, world: str) -> Finding:
    assert provider.webhook is not None
    name = f"webhooks {provider.slug}" + (" (sandbox)" if world == SANDBOX else "")
    if reason := provider.webhook.why_off(world):
        return note(name, f"off: {reason} Everything is fetched by the schedule")
    found, now = standing(provider, world, timezone.now()), timezone.now()
    command = f"manage.py {provider.webhook.command} sync" + (" --world sandbox" if world == SANDBOX else "")
    problem = f" {found.problem}" if found.problem else ""
    if found.state is Standing.State.LIVE:
        until = found.until or now
        text = f"all {found.wanted} topics are subscribed to; {heard(provider, world)}"
        if until < now + SOON:
            return wrong(name, f"{text}; they run out on {until:%Y-%m-%d}.{problem} Type: {command}")
        return ok(name, text + (f"; at the last look:{problem}" if problem else ""))
    if found.state is Standing.State.LAPSED:
        return wrong(
            name, f"subscriptions have run out: {found.live} of {found.wanted} left.{problem} Type: {command}"
        )
    where = keeping.callback_url(provider, world)
    return note(
        name,
        f"{found.live} of {found.wanted} topics are subscribed to.{problem} Type: {command} "
        f"({provider.label} must reach {where} from the internet)",
    )


def heard(provider: Provider, world: str) -> str:
    events = WebhookEvent.objects.filter(connection__provider=provider.slug, connection__world=world)
    at = events.aggregate(at=Max("received_at"))["at"]
    return f"the last event came {ago(at)}" if at else "no event has come yet"
