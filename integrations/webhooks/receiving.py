"""The address that a vendor calls: proves to it who we are, and keeps what it tells us."""

import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Mapping
from typing import TypeVar

from django.db import InterfaceError, OperationalError
from django.db import connection as database
from django.db.models.constants import OnConflict
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from integrations import registry
from integrations.contract import News, Webhook
from integrations.models import Connection, WebhookEvent, WebhookSubscription

T = TypeVar("T")
logger = logging.getLogger(__name__)

EVENTS, CONNECTIONS = WebhookEvent._meta.db_table, Connection._meta.db_table

LARGEST_BODY = 16 * 1024  # an event is some two hundred bytes
LONGEST_CHALLENGE = 512
LONGEST_ID = 120  # as the column has it
UNREADABLE = (KeyError, TypeError, ValueError, RecursionError)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, provider: str, world: str) -> HttpResponse:
    """Never 410: that would end the subscription. 401 for what the vendor did not sign."""
    hook = hook_of(provider, world)
    if hook is None:
        return _say("Nobody here is told anything.", 404)
    if request.method == "GET":
        return _prove(request.GET, hook, provider, world)
    return _listen(request, hook, provider, world)


def hook_of(provider: str, world: str) -> Webhook | None:
    """The provider's hook, None where this server is not to be told anything.

    So it is in a world without a secret: anybody could sign for it.
    """
    found = registry.PROVIDERS.get(provider)
    hook = found.webhook if found else None
    known = hook and world in Connection.World.values and not hook.why_off(world)
    return hook if known else None


def _prove(query: Mapping[str, str], hook: Webhook, provider: str, world: str) -> HttpResponse:
    """Answers the vendor's question whether we asked for its events."""
    asked = hook.challenge(query)
    if asked is None:
        return _say("What is asked here is missing.", 400)
    token, answer = asked
    if not _is_ours(token, provider, world) or len(json.dumps(answer)) > LONGEST_CHALLENGE:
        return _say("Nobody here asked for that.", 401)
    return JsonResponse(answer, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})


def _is_ours(token: str, provider: str, world: str) -> bool:
    """Compares with every token, however early one fits: the time says nothing of them."""
    found = False
    for ours in asked_twice(lambda: _tokens(provider, world)):
        found |= hmac.compare_digest(token.encode("utf-8", "replace"), ours.encode())
    return found


def _tokens(provider: str, world: str) -> list[str]:
    rows = WebhookSubscription.objects.filter(provider=provider, world=world)
    return list(rows.values_list("verification_token", flat=True))


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
    if news.account_id and news.stream:
        asked_twice(lambda: _insert(provider, world, news))


def asked_twice(ask: Callable[[], T]) -> T:
    """Again where the database hung up on a connection that was long idle: nothing looks after it here."""
    try:
        return ask()
    except (InterfaceError, OperationalError):
        if database.is_usable():
            raise
        database.close()
        return ask()


def _insert(provider: str, world: str, news: News) -> None:
    """One statement, past the ORM: events come by the hundred, and this is most of what an answer costs."""
    insert = database.ops.insert_statement(on_conflict=OnConflict.IGNORE)
    stamp = database.ops.adapt_datetimefield_value
    with database.cursor() as cursor:
        cursor.execute(
            f"{insert} {EVENTS} (connection_id, digest, stream, object_id, at, received_at)"  # noqa: S608
            f" SELECT id, %s, %s, %s, %s, %s FROM {CONNECTIONS}"
            " WHERE provider = %s AND world = %s AND account_id = %s",
            [
                *(digest(news), news.stream, news.object_id[:LONGEST_ID], stamp(news.at)),
                *(stamp(timezone.now()), provider, world, news.account_id),
            ],
        )


def digest(news: News) -> str:
    return hashlib.sha256(json.dumps(news.whole, sort_keys=True).encode()).hexdigest()


def _say(sentence: str, status: int) -> HttpResponse:
    headers = {"X-Content-Type-Options": "nosniff"}
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain", headers=headers)
