"""The whole sandbox behind its addresses: vendors under their prefix, the switches under /control."""

import time
from pathlib import Path

from . import faults as misbehaviour
from .changes import Changes
from .clock import Clock, Now
from .constants import GOOGLE_PREFIX, OURA_PREFIX, RIZE_PREFIX
from .faults import Faults
from .google.api import Google
from .http import Request, Response, as_json
from .oura import consent
from .oura.api import Api
from .oura.collections import COLLECTIONS, SCOPES
from .oura.oauth import OAuth
from .oura.store import Store
from .oura.webhooks import Webhooks
from .rize import keys
from .rize.api import Rize
from .seen import Seen
from .settings import Settings
from .state import State

_API = f"{OURA_PREFIX}/v2/usercollection/"
_WEBHOOKS = f"{OURA_PREFIX}/v2/webhook/subscription"
_OAUTH = f"{OURA_PREFIX}/oauth/"
_GRAPHQL = f"{RIZE_PREFIX}/api/v1/graphql"
_METHODS = {"authorize": ("GET", "POST"), "token": ("POST",), "revoke": ("POST",)}
SUBSCRIPTIONS = "webhook"  # their name in faults and among the requests seen
_NOT_FOUND = as_json({"detail": "Not Found"}, 404)


class Sandbox:
    """State, clock and behaviour; `answer` is the only way in for clients."""

    def __init__(self, state: str | Path = ":memory:", now: Now = None, latency: float = 0.0) -> None:
        self.clock, self.settings, self.seen = Clock(now), Settings(latency=latency), Seen()
        self.state = State(state)
        self.state.anchor(self.clock.today())
        self.faults, self.changes = Faults(self.state), Changes(self.state)
        self.store = Store(self.clock, self.state, self.changes)
        self.oauth = OAuth(self.clock, self.state, self.settings)
        self.api = Api(self.store, self.state, self.settings)
        self.webhooks = Webhooks(self.clock, self.state)
        self.rize = Rize(self.clock, self.state, self.changes, self.faults, self.seen)
        self.google = Google(self.clock, self.state, self.settings, self.changes, self.faults, self.seen)

    def answer(self, request: Request) -> Response:
        """The answer to any vendor request; 404 outside of what the vendor has."""
        if request.path.startswith(_API):
            name, _, document_id = request.path.removeprefix(_API).partition("/")
            if name in SCOPES and request.method == "GET":
                return self._vendor(request, name, document_id)
        if request.path.startswith(_WEBHOOKS):
            return self._vendor(request, SUBSCRIPTIONS, request.path.removeprefix(_WEBHOOKS))
        if request.path.startswith(_OAUTH):
            name = request.path.removeprefix(_OAUTH)
            if request.method in _METHODS.get(name, ()):
                return self._vendor(request, name, "")
        if request.path == _GRAPHQL and request.method == "POST":
            time.sleep(self.settings.latency)
            return self.rize.answer(request)
        if request.path.startswith(f"{GOOGLE_PREFIX}/"):
            return self.google.answer(request)
        if request.path == f"{RIZE_PREFIX}/":
            return keys.page(self.state)
        return consent.style() if request.path == f"{OURA_PREFIX}/style.css" else _NOT_FOUND

    def _vendor(self, request: Request, name: str, document_id: str) -> Response:
        if self.settings.latency:
            time.sleep(self.settings.latency)
        fault = self.faults.take(name, request)
        response = misbehaviour.instead(fault) if fault else None
        if response is None:
            if fault and fault.kind == "repeat_token":
                request = misbehaviour.without_page(request)
            response = self._real(request, name, document_id)
            if fault:
                enum_field = COLLECTIONS[name].enum_field if name in COLLECTIONS else "source"
                response = misbehaviour.spoil(fault, response, enum_field)
        self.seen.add(name, request, response.status)
        return response

    def _real(self, request: Request, name: str, document_id: str) -> Response:
        if name == SUBSCRIPTIONS:
            return self.webhooks.answer(request, document_id)
        if name in _METHODS:
            answer = {
                "authorize": self.oauth.authorize,
                "token": self.oauth.token,
                "revoke": self.oauth.revoke,
            }
            return answer[name](request)
        return self.api.answer(request, name, document_id)
