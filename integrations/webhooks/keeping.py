"""Our app's subscriptions with a vendor: made, renewed, moved and ended. What is known of them is in rows."""

import secrets
from contextlib import closing
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations.contract import (
    Provider,
    Subscription,
    SubscriptionAPI,
    SubscriptionThere,
    SubscriptionUnknown,
    Topic,
    Webhook,
)
from integrations.errors import BadPayload, CredentialsRefused, ProviderError, RateLimited, Unavailable
from integrations.models import Connection, WebhookSubscription

RENEW_BEFORE = timedelta(days=7)
# Where a vendor cannot reach us it refuses every topic alike: so many refusals are enough for a day.
MOST_REFUSALS = 3
STOPS = (CredentialsRefused, RateLimited, Unavailable)


def callback_url(provider: Provider, world: str) -> str:
    """The address that the vendor calls."""
    return settings.PUBLIC_URL + reverse("webhook", args=[provider.slug, world])


def keep(provider: Provider, world: str, *, take_over: bool = False) -> None:
    """Subscribes to what is missing and renews what runs out soon; a failure is on its row, and stops nothing
    that works.

    A subscription that points to another address belongs to another installation with the same app, unless we
    made it: it is left alone, or moved here with `take_over`.
    """
    hook = _hook(provider)
    rows = _rows(provider, hook, world)
    refusals = 0
    with closing(hook.api(world)) as api:
        keeper = Keeper(api, callback_url(provider, world), str(provider.label), take_over)
        try:
            theirs = {subscription.topic: subscription for subscription in api.all()}
        except ProviderError as error:
            _note(list(rows.values()), str(error))
            return
        for topic, row in rows.items():
            try:
                keeper.keep(row, topic, theirs.get(topic))
            except ProviderError as error:
                _note([row], str(error))
                refusals += 1
                if isinstance(error, STOPS) or refusals == MOST_REFUSALS:
                    return


class Keeper:
    """One pass over the topics of an app."""

    def __init__(self, api: SubscriptionAPI, url: str, label: str, take_over: bool) -> None:
        self.api, self.url, self.label, self.take_over = api, url, label, take_over

    def keep(self, row: WebhookSubscription, topic: Topic, there: Subscription | None) -> None:
        """Sees to one topic. Raises a ProviderError."""
        if there is None:
            self._make(row, topic)
        elif there.id != row.vendor_id and there.callback_url != self.url and not self.take_over:
            self._leave(row, there)
        else:
            try:
                _store(row, self._kept(row, topic, there))
            except SubscriptionUnknown:  # it ran out since we asked
                self._make(row, topic)

    def _kept(self, row: WebhookSubscription, topic: Topic, there: Subscription) -> Subscription:
        """The subscription, told our address and token where it has others, and lasting for a while."""
        if there.id != row.vendor_id or there.callback_url != self.url:
            there = self.api.update(there.id, topic, self.url, row.verification_token)
        if there.expires_at < timezone.now() + RENEW_BEFORE:
            there = self.api.renew(there.id)
        return there

    def _make(self, row: WebhookSubscription, topic: Topic) -> None:
        # Whatever we had is gone; should the vendor refuse, the row says that there is none.
        row.vendor_id = ""
        row.save(update_fields=["vendor_id"])
        try:
            _store(row, self.api.create(topic, self.url, row.verification_token))
        except SubscriptionThere:
            there = next((each for each in self.api.all() if each.topic == topic), None)
            if there is None:
                words = _("%(vendor)s says that there is a subscription already, and does not list it.")
                raise BadPayload(words % {"vendor": self.label}) from None
            self.keep(row, topic, there)

    def _leave(self, row: WebhookSubscription, there: Subscription) -> None:
        words = _("%(vendor)s tells another address of this: another installation uses the same app.")
        row.vendor_id, row.expires_at = "", None
        row.save(update_fields=["vendor_id", "expires_at"])
        _note([row], words % {"vendor": self.label})


def drop(provider: Provider, world: str) -> int:
    """Ends every subscription of ours and forgets it. Returns how many there were. Raises a ProviderError."""
    hook, ended = _hook(provider), 0
    ours = set(_mine(provider, world).exclude(vendor_id="").values_list("vendor_id", flat=True))
    url = callback_url(provider, world)
    with closing(hook.api(world)) as api:
        for subscription in api.all():
            if subscription.id in ours or subscription.callback_url == url:
                try:
                    api.delete(subscription.id)
                except SubscriptionUnknown:
                    continue
                ended += 1
    _mine(provider, world).delete()
    return ended


def is_to_begin(provider: Provider, world: str) -> bool:
    """Whether a vendor may tell us, and was never asked to. In the sandbox only an operator asks."""
    if provider.webhook is None or world != Connection.World.LIVE or provider.webhook.why_off(world):
        return False
    return not is_kept(provider, world)


def is_kept(provider: Provider, world: str) -> bool:
    """Whether somebody has subscribed in that world."""
    return _mine(provider, world).exists()


def _hook(provider: Provider) -> Webhook:
    assert provider.webhook is not None
    return provider.webhook


def _mine(provider: Provider, world: str) -> QuerySet[WebhookSubscription]:
    return WebhookSubscription.objects.filter(provider=provider.slug, world=world)


def _rows(provider: Provider, hook: Webhook, world: str) -> dict[Topic, WebhookSubscription]:
    """A row for every topic, each with a token of its own, committed before the vendor calls us."""
    WebhookSubscription.objects.bulk_create(
        (
            WebhookSubscription(
                provider=provider.slug,
                world=world,
                data_type=topic.data_type,
                event_type=topic.event_type,
                verification_token=secrets.token_urlsafe(32),
            )
            for topic in hook.topics
        ),
        ignore_conflicts=True,
    )
    held = {Topic(row.data_type, row.event_type): row for row in _mine(provider, world)}
    return {topic: held[topic] for topic in hook.topics}


def _store(row: WebhookSubscription, there: Subscription) -> None:
    row.vendor_id, row.expires_at = there.id, there.expires_at
    row.checked_at, row.problem = timezone.now(), ""
    row.save(update_fields=["vendor_id", "expires_at", "checked_at", "problem"])


def _note(rows: list[WebhookSubscription], problem: str) -> None:
    WebhookSubscription.objects.filter(pk__in=[row.pk for row in rows]).update(problem=problem[:300])
