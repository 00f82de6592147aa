"""Oura's webhooks: the subscriptions of an app, the challenge, and events sent on demand."""

import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

import requests

from ..clock import Clock
from ..constants import OURA_CLIENT_ID, OURA_CLIENT_SECRET
from ..http import Request, Response, as_json
from ..people import PEOPLE
from ..state import State
from . import account

KIND = "webhook"
LASTS = timedelta(days=90)
PATIENCE = 10.0  # seconds that a callback has
EVENT_TYPES = ("create", "update", "delete")
DATA_TYPES = (
    *("tag", "enhanced_tag", "workout", "session", "sleep", "daily_sleep", "daily_readiness"),
    *("daily_activity", "daily_spo2", "sleep_time", "rest_mode_period", "ring_configuration"),
    *("daily_stress", "daily_cardiovascular_age", "daily_resilience", "vo2_max", "meal"),
)
_UNKNOWN = as_json({"detail": "Webhook with specified id does not exist."}, 403)


@dataclass(frozen=True, slots=True)
class Fire:
    """An event to be sent. `times` sends the very same again; `forged` signs with another secret.

    `account` overrules the person's; `at` is what the event says of its time, now where nothing is said.
    """

    data_type: str
    event_type: str = "create"
    person: str = "alex"
    object_id: str = ""
    at: str = ""
    times: int = 1
    forged: bool = False
    account: str = ""


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Everything under /v2/webhook/subscription. Kept in the state: they outlive a restart."""

    clock: Clock
    state: State

    def answer(self, request: Request, path: str) -> Response:
        """`path` is what follows the collection's own: "", "/{id}" or "/renew/{id}"."""
        if not _is_app(request.headers):
            return as_json({"detail": "The client id and secret do not fit."}, 401)
        renews, id = path.startswith("/renew/"), path.rpartition("/")[2]
        match request.method, bool(id):
            case "GET", False:
                return as_json([shown(each) for _number, each in self.all()])
            case "POST", False:
                return self._create(request)
            case "PUT", True:
                return self._renew(id) if renews else self._update(request, id)
            case (("GET" | "DELETE"), True):
                return self._one(request.method, id)
        return as_json({"detail": "Method Not Allowed"}, 405)

    def all(self) -> list[tuple[int, dict[str, Any]]]:
        """The numbers and the subscriptions that have not run out."""
        now = self._now().isoformat()
        kept = [(number, json.loads(body)) for number, body in self.state.all(KIND)]
        return [(number, each) for number, each in kept if each["expiration_time"] > now]

    def lapse(self) -> None:
        """All of them run out, without a word."""
        self.state.drop(KIND)

    def expire_in(self, days: float) -> None:
        """How much longer they last from now on."""
        for number, each in self.all():
            self._put({**each, "expiration_time": self._expiry(timedelta(days=days))}, number)

    # --- the API -----------------------------------------------------------------------------------------

    def _create(self, request: Request) -> Response:
        wanted = _wanted(request, ("callback_url", "verification_token", "event_type", "data_type"))
        if isinstance(wanted, Response):
            return wanted
        if any(_topic(each) == _topic(wanted) for _number, each in self.all()):
            return as_json({"detail": "A subscription for this data and event type exists."}, 409)
        if not _proves_itself(wanted):
            return as_json({"detail": "The callback did not answer the challenge."}, 400)
        made = {**wanted, "id": str(uuid.uuid4()), "expiration_time": self._expiry(LASTS)}
        self._put(made)
        return as_json(shown(made), 201)

    def _update(self, request: Request, id: str) -> Response:
        found = self._find(id)
        if found is None:
            return _UNKNOWN
        wanted = _wanted(request, ("verification_token",))
        if isinstance(wanted, Response):
            return wanted
        number, held = found
        changed = {**held, **{name: value for name, value in wanted.items() if value is not None}}
        if not _proves_itself(changed):
            return as_json({"detail": "The callback did not answer the challenge."}, 400)
        self._put(changed, number)
        return as_json(shown(changed))

    def _renew(self, id: str) -> Response:
        found = self._find(id)
        if found is None:
            return _UNKNOWN
        renewed = {**found[1], "expiration_time": self._expiry(LASTS)}
        self._put(renewed, found[0])
        return as_json(shown(renewed))

    def _one(self, method: str, id: str) -> Response:
        found = self._find(id)
        if found is None:
            return _UNKNOWN
        if method == "GET":
            return as_json(shown(found[1]))
        self.state.drop_one(KIND, found[0])
        return Response(204)

    def _find(self, id: str) -> tuple[int, dict[str, Any]] | None:
        return next((found for found in self.all() if found[1]["id"] == id), None)

    def _put(self, subscription: Mapping[str, Any], number: int | None = None) -> None:
        self.state.put(KIND, json.dumps(subscription), number)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock.timestamp(), UTC).replace(tzinfo=None)

    def _expiry(self, lasts: timedelta) -> str:
        """As the vendor writes it: UTC without saying so, nanoseconds."""
        return (self._now() + lasts).isoformat(timespec="microseconds") + "000"

    # --- events ------------------------------------------------------------------------------------------

    def fire(self, fire: Fire) -> list[int]:
        """Sends an event to whoever subscribed to it; the statuses of the answers, 0 where none came."""
        body = json.dumps(self.event(fire)).encode()
        topic = (fire.data_type, fire.event_type)
        targets = [each["callback_url"] for _number, each in self.all() if _topic(each) == topic]
        return [self._send(url, body, fire.forged) for url in targets for _time in range(fire.times)]

    def event(self, fire: Fire) -> dict[str, str]:
        if fire.data_type not in DATA_TYPES or fire.event_type not in EVENT_TYPES:
            raise ValueError("There is no such event.")
        at = fire.at or datetime.fromtimestamp(self.clock.timestamp(), UTC).isoformat()
        return {
            "event_type": fire.event_type,
            "data_type": fire.data_type,
            "object_id": fire.object_id or str(uuid.uuid4()),
            "event_time": at,
            "user_id": fire.account or account.account_id(PEOPLE[fire.person]),
        }

    def _send(self, url: str, body: bytes, forged: bool) -> int:
        secret = secrets.token_hex(8) if forged else OURA_CLIENT_SECRET
        headers = signed(body, secret, str(int(self.clock.timestamp())))
        try:
            return requests.post(url, data=body, headers=headers, timeout=PATIENCE).status_code
        except requests.RequestException:
            return 0


def signed(body: bytes, secret: str, timestamp: str) -> dict[str, str]:
    """The headers that an event comes with."""
    mac = hmac.new(secret.encode(), timestamp.encode() + body, hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "x-oura-signature": mac.hexdigest().upper(),
        "x-oura-timestamp": timestamp,
    }


def shown(subscription: Mapping[str, Any]) -> dict[str, Any]:
    """What the API says of one: never the token."""
    return {name: value for name, value in subscription.items() if name != "verification_token"}


def _is_app(headers: Any) -> bool:
    given = f"{headers.get('x-client-id', '')}:{headers.get('x-client-secret', '')}"
    return compare_digest(given.encode(), f"{OURA_CLIENT_ID}:{OURA_CLIENT_SECRET}".encode())


def _topic(subscription: Mapping[str, Any]) -> tuple[str, str]:
    return subscription["data_type"], subscription["event_type"]


def _wanted(request: Request, needed: Iterable[str]) -> dict[str, Any] | Response:
    """The fields of a request, or the answer that refuses it."""
    try:
        given = request.json()
    except ValueError:
        given = {}
    names = ("callback_url", "verification_token", "event_type", "data_type")
    values = {name: given.get(name) for name in names}
    bad = [name for name in needed if not isinstance(values[name], str) or not values[name]]
    bad += ["data_type"] if values["data_type"] not in (None, *DATA_TYPES) else []
    bad += ["event_type"] if values["event_type"] not in (None, *EVENT_TYPES) else []
    if bad:
        detail = [{"loc": ["body", name], "msg": "Field required", "type": "missing"} for name in bad]
        return as_json({"detail": detail}, 422)
    return values


def _proves_itself(subscription: Mapping[str, Any]) -> bool:
    """Asks the callback, which must answer at once, where it is and without a log-in."""
    challenge = secrets.token_hex(16)
    query = urlencode({"verification_token": subscription["verification_token"], "challenge": challenge})
    try:
        answer = requests.get(
            f"{subscription['callback_url']}?{query}", allow_redirects=False, timeout=PATIENCE
        )
        return bool(answer.status_code == 200 and answer.json() == {"challenge": challenge})
    except (requests.RequestException, ValueError):
        return False
