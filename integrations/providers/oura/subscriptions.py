"""Oura's API for the subscriptions of an app: the app's own headers, no person's token."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from healthdash.lib.http import Session
from integrations.contract import Subscription, SubscriptionThere, SubscriptionUnknown, Topic
from integrations.errors import BadPayload, CredentialsRefused
from integrations.fields import external_id, instant, text
from integrations.http import Vendor, json_object, json_value

from .client import base_url
from .oauth import oauth_app

PATH = "/v2/webhook/subscription"
# The description says 403 for an id that there is not; other clients have seen 404.
UNKNOWN = (403, 404)
THERE = 409


class OuraSubscriptions:
    """The subscriptions of our app in one world. Raises ProviderErrors beside the two of the contract."""

    def __init__(self, world: str) -> None:
        app = oauth_app(world)
        headers = {"x-client-id": app.client_id, "x-client-secret": app.client_secret}
        self._vendor = Vendor("Oura", Session(headers=headers))
        self._url = base_url(world) + PATH

    def all(self) -> list[Subscription]:
        try:
            answer = json_value(self._vendor.ask("GET", self._url), "Oura")
        except CredentialsRefused:
            raise CredentialsRefused(
                _("Oura does not accept the id and the secret of the app of this server.")
            ) from None
        if not isinstance(answer, list):
            raise BadPayload(_("Oura sent an answer that we cannot read."))
        return [_subscription(each) for each in answer]

    def create(self, topic: Topic, callback_url: str, token: str) -> Subscription:
        body = _body(topic, callback_url, token)
        answer = self._vendor.ask("POST", self._url, body=body, known=(THERE,))
        if answer.status_code == THERE:
            raise SubscriptionThere
        return _subscription(json_object(answer, "Oura"))

    def update(self, id: str, topic: Topic, callback_url: str, token: str) -> Subscription:
        return self._one("PUT", f"/{id}", _body(topic, callback_url, token))

    def renew(self, id: str) -> Subscription:
        return self._one("PUT", f"/renew/{id}")

    def delete(self, id: str) -> None:
        if self._vendor.ask("DELETE", f"{self._url}/{id}", known=UNKNOWN).status_code in UNKNOWN:
            raise SubscriptionUnknown

    def close(self) -> None:
        self._vendor.close()

    def _one(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Subscription:
        answer = self._vendor.ask(method, self._url + path, body=body, known=UNKNOWN)
        if answer.status_code in UNKNOWN:
            raise SubscriptionUnknown
        return _subscription(json_object(answer, "Oura"))


def _body(topic: Topic, callback_url: str, token: str) -> dict[str, str]:
    return {
        "callback_url": callback_url,
        "verification_token": token,
        "event_type": topic.event_type,
        "data_type": topic.data_type,
    }


def _subscription(record: Any) -> Subscription:
    """`expiration_time` comes without an offset, in UTC, with up to nine digits of a second."""
    try:
        return Subscription(
            id=external_id(record),
            topic=Topic(text(record["data_type"], 48), text(record["event_type"], 16)),
            callback_url=text(record["callback_url"]),
            expires_at=instant(record["expiration_time"]),
        )
    except (KeyError, TypeError, ValueError):
        raise BadPayload(_("Oura sent an answer that we cannot read.")) from None
