"""The address that a vendor calls: proves to it who we are, and keeps what it tells us."""

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from integrations import registry
from integrations.contract import News, Webhook
from integrations.models import Connection, WebhookEvent, WebhookSubscription

logger = logging.getLogger(__name__)

LARGEST_BODY = 16 * 1024  # an event is some two hundred bytes
LONGEST_CHALLENGE = 512
LONGEST_ID = 120  # as the column has it
UNREADABLE = (KeyError, TypeError, ValueError, RecursionError)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, provider: str, world: str) -> HttpResponse:
    """Never 410: that would end the subscription. 401 for what the vendor did not sign."""
    hook = hook_of(provider, world)
    if request.method == "GET":
        return _prove(request.GET, hook, provider, world)
    return _listen(request, hook, provider, world)


def hook_of(provider: str, world: str) -> Webhook:
    """The provider's hook, 404 where this server is not to be told anything. A world without a secret is one:
    anybody could sign for it."""
    found = registry.PROVIDERS.get(provider)
    hook = found.webhook if found else None
    if hook is None or world not in Connection.World.values or hook.why_off(world):
        raise Http404
    return hook


def _prove(query: Mapping[str, str], hook: Webhook, provider: str, world: str) -> HttpResponse:
    """Answers the vendor's question whether we asked for its events."""
    asked = hook.challenge(query)
    if asked is None:
        return _say("What is asked here is missing.", 400)
    token, answer = asked
    if not _is_ours(token, provider, world) or len(json.dumps(answer)) > LONGEST_CHALLENGE:
        return _say("Nobody here asked for that.", 401)
    response = JsonResponse(answer)
    response["Cache-Control"] = "no-store"
    return response


def _is_ours(token: str, provider: str, world: str) -> bool:
    """Compares with every token, however early one fits: the time says nothing of them."""
    rows = WebhookSubscription.objects.filter(provider=provider, world=world)
    found = False
    for ours in rows.values_list("verification_token", flat=True):
        found |= hmac.compare_digest(token.encode("utf-8", "replace"), ours.encode())
    return found


def _listen(request: HttpRequest, hook: Webhook, provider: str, world: str) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        return _say("That is too long for an event.", 413)
    try:
        body = request.body
    except UnreadablePostError:
        return _say("The event broke off.", 400)
    if not hook.is_genuine(request.headers, body, world):
        return _say("The signature does not fit.", 401)
    try:
        news = hook.read(body)
    except UNREADABLE as error:
        logger.warning("%s signed an event that we cannot read: %s.", provider, type(error).__name__)
        return _say("That is no event.", 400)
    keep(provider, world, news)
    return _say("Thank you.", 200)


def keep(provider: str, world: str, news: News) -> None:
    """Notes an event of a connection, once. Nothing for an account or data that are not ours."""
    if not news.account_id or not news.stream:
        return
    mine = Connection.objects.filter(provider=provider, world=world, account_id=news.account_id)
    pk = mine.values_list("pk", flat=True).first()
    if pk is None:
        return
    event = WebhookEvent(
        connection_id=pk,
        digest=digest(news),
        stream=news.stream,
        object_id=news.object_id[:LONGEST_ID],
        at=news.at,
        received_at=timezone.now(),
    )
    WebhookEvent.objects.bulk_create([event], ignore_conflicts=True)


def digest(news: News) -> str:
    return hashlib.sha256(json.dumps(news.whole, sort_keys=True).encode()).hexdigest()


def _say(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain")
