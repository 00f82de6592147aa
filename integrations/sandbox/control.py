"""The switches of the sandbox, for tests and demonstrations on this machine only."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from .app import Sandbox
from .changes import Change
from .faults import Fault
from .http import Request, Response, as_json
from .oura.webhooks import Fire, shown
from .rize import keys

PREFIX = "/control/"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Control:
    """`/control/…`: faults, changes, requests, settings, clock, tokens."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._routes: dict[tuple[str, str], Callable[[Request], Any]] = {
            ("GET", "faults"): lambda _: sandbox.faults.all(),
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): lambda _: sandbox.faults.clear(),
            ("GET", "changes"): lambda _: sandbox.changes.all(),
            ("POST", "changes"): self._add_change,
            ("DELETE", "changes"): lambda _: sandbox.changes.clear(),
            ("GET", "requests"): lambda _: sandbox.seen.counts(),
            ("DELETE", "requests"): lambda _: sandbox.seen.clear(),
            ("GET", "settings"): lambda _: asdict(sandbox.settings),
            ("POST", "settings"): self._change_settings,
            ("POST", "clock"): self._set_clock,
            ("POST", "tokens"): self._spoil_tokens,
            ("GET", "webhooks"): lambda _: [shown(each) for _number, each in sandbox.webhooks.all()],
            ("POST", "webhooks"): self._fire,
            ("DELETE", "webhooks"): lambda _: sandbox.webhooks.lapse(),
        }

    def answer(self, request: Request) -> Response:
        """JSON; 400 with a sentence for what cannot be done, 403 for a page of another origin."""
        if not _is_from_here(request):
            return as_json({"detail": "Only programs on this machine may use the switches."}, 403)
        route = self._routes.get((request.method, request.path.removeprefix(PREFIX)))
        if route is None:
            return as_json({"detail": "There is no such switch."}, 404)
        try:
            return as_json(route(request))
        except (ValueError, TypeError, KeyError) as error:
            return as_json({"detail": str(error)}, 400)

    def _add_fault(self, request: Request) -> dict[str, Any]:
        return asdict(self.sandbox.faults.add(Fault(**request.json())))

    def _add_change(self, request: Request) -> dict[str, Any]:
        change = Change(**request.json())
        self.sandbox.changes.add(change)
        return asdict(change)

    def _change_settings(self, request: Request) -> dict[str, Any]:
        self.sandbox.settings.change(request.json())
        return asdict(self.sandbox.settings)

    def _set_clock(self, request: Request) -> dict[str, Any]:
        now = request.json().get("now")
        instant = datetime.fromisoformat(now) if now else None
        if instant and instant.tzinfo is None:
            raise ValueError("The time needs an offset.")
        self.sandbox.clock.now = instant
        return {"now": now}

    def _fire(self, request: Request) -> dict[str, list[int]]:
        return {"answers": self.sandbox.webhooks.fire(Fire(**request.json()))}

    def _spoil_tokens(self, request: Request) -> dict[str, int]:
        content = request.json()
        person, state = content.get("person"), self.sandbox.state
        if content.get("do") == "revoke_key":
            keys.revoke(state, str(person))
            return {"tokens": 1}
        if content.get("do") not in ("expire", "revoke"):
            raise ValueError("Say “expire”, “revoke” or “revoke_key”.")
        grants = self.sandbox.google.grants
        if content["do"] == "expire":
            return {"tokens": state.expire_access(person) + grants.expire_access(person)}
        return {"tokens": state.revoke_all(person) + grants.revoke_all(person)}


def _is_from_here(request: Request) -> bool:
    """A browser names the page's origin, or a foreign name that was pointed at this machine."""
    host = request.headers.get("Host", "").rpartition(":")[0] or request.headers.get("Host", "")
    return host in _LOOPBACK and "Origin" not in request.headers
