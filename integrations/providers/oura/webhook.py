"""Oura's webhooks: what can be subscribed to, the challenge, the signature, what an event says."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from integrations.contract import News, Topic, Webhook
from integrations.fields import instant

from .oauth import oauth_app
from .subscriptions import OuraSubscriptions

# Oura's data types → our streams. There is none for heart rate; meals and the older tags are not read.
STREAMS = {
    "sleep": "sleep",
    "daily_sleep": "daily_sleep",
    "daily_readiness": "daily_readiness",
    "daily_activity": "daily_activity",
    "daily_stress": "daily_stress",
    "daily_spo2": "daily_spo2",
    "daily_resilience": "daily_resilience",
    "daily_cardiovascular_age": "daily_cardiovascular_age",
    "vo2_max": "vO2_max",
    "workout": "workout",
    "session": "session",
    "enhanced_tag": "enhanced_tag",
    "rest_mode_period": "rest_mode_period",
    "sleep_time": "sleep_time",
    "ring_configuration": "ring_configuration",
}
EVENTS = ("create", "update", "delete")


def why_off(world: str) -> str:
    """Why Oura does not tell us anything in that world; "" where it may."""
    if world == "sandbox":
        return "" if settings.SANDBOX_URL else _("The sandbox is switched off on this server.")
    if not settings.OURA["webhooks"]:
        return _("OURA_WEBHOOKS turns them off.")
    if not (settings.OURA["client_id"] and settings.OURA["client_secret"]):
        return _("No app is registered with Oura yet.")
    if not settings.PUBLIC_IS_SECURE:
        return _("Oura calls https addresses only, and PUBLIC_URL is not one.")
    return ""


def challenge(query: Mapping[str, str]) -> tuple[str, dict[str, str]] | None:
    """`?verification_token=…&challenge=…`, which Oura asks while it makes a subscription."""
    token, asked = query.get("verification_token"), query.get("challenge")
    return (token, {"challenge": asked}) if token and asked else None


def is_genuine(headers: Mapping[str, str], body: bytes, world: str) -> bool:
    """Whether Oura signed it: HMAC-SHA256 of timestamp and body, in hex, by the app's secret.

    Over the bytes as they came: writing the JSON anew need not give the same ones. What unit the timestamp
    has is not documented, so its age is not judged; an event that comes again is known by what it says.
    """
    secret = oauth_app(world).client_secret
    given, timestamp = headers.get("x-oura-signature", ""), headers.get("x-oura-timestamp", "")
    if not (secret and given and timestamp):
        return False
    ours = sign(secret, timestamp, body)
    return hmac.compare_digest(given.upper().encode("utf-8", "replace"), ours.encode())


def sign(secret: str, timestamp: str, body: bytes) -> str:
    message = timestamp.encode("utf-8", "replace") + body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest().upper()


def read(body: bytes) -> News:
    """Raises KeyError, TypeError or ValueError for what is no event."""
    event = json.loads(body)
    if not isinstance(event, dict):
        raise TypeError("not an object")
    return News(
        account_id=_text(event["user_id"]),
        stream=STREAMS.get(_text(event["data_type"]), ""),
        object_id=_text(event.get("object_id") or ""),
        at=_moment(event.get("event_time")),
        whole=event,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def _moment(value: Any) -> datetime | None:
    """When it happened, where that can be read; without it the event is of now."""
    try:
        return instant(value)
    except (TypeError, ValueError):
        return None


WEBHOOK = Webhook(
    topics=tuple(Topic(data_type, event) for data_type in STREAMS for event in EVENTS),
    why_off=why_off,
    challenge=challenge,
    is_genuine=is_genuine,
    read=read,
    api=OuraSubscriptions,
    # Samples come with the phone sync that brings these.
    along={"sleep": ("heartrate",), "daily_activity": ("heartrate",)},
    command="oura_webhooks",
)
