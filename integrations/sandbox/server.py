"""The sandbox as a server: a thread in tests, a process of its own under `manage.py runsandbox`."""

import threading
from pathlib import Path
from typing import Any

from .app import Sandbox
from .changes import Change
from .clock import Now
from .constants import GOOGLE_ACCESS_SECONDS, OURA_SCOPES
from .control import PREFIX, Control
from .faults import Fault
from .google.book import book_id
from .google.oauth import KNOWN as GOOGLE_SCOPES
from .http import Request, Response, Server
from .oura.webhooks import Fire
from .people import PEOPLE
from .rize import keys
from .seen import SeenRequest
from .settings import Settings


class SandboxServer:
    """Listens on 127.0.0.1; port 0 takes a free one. `latency` in seconds, for every vendor request."""

    def __init__(
        self, port: int = 0, state: str | Path = ":memory:", now: Now = None, latency: float = 0.0
    ) -> None:
        self.sandbox = Sandbox(state, now, latency)
        self._first_now, self._latency = now, latency
        self._control = Control(self.sandbox)
        self._server = Server(port, self._answer)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def settings(self) -> Settings:
        return self.sandbox.settings

    def _answer(self, request: Request) -> Response:
        return (self._control if request.path.startswith(PREFIX) else self.sandbox).answer(request)

    def start(self) -> "SandboxServer":
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def serve(self) -> None:
        """Runs in this thread until it is interrupted."""
        self._server.serve_forever()

    def stop(self) -> None:
        """Frees the port, drops open connections and closes the state."""
        if self._thread:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._server.drop_connections()
        self.sandbox.state.close()

    def fault(self, path: str, kind: str | int, **options: Any) -> Fault:
        """Sets a fault, until `lift()` unless `times` is given; options as in `faults.Fault`."""
        return self.sandbox.faults.add(Fault(path=path, kind=str(kind), **options))

    def lift(self) -> None:
        """Takes every fault away."""
        self.sandbox.faults.clear()

    def change(self, collection: str, **options: Any) -> None:
        """Changes, hides or renames documents: see `changes.Change` for the options."""
        self.sandbox.changes.add(Change(collection=collection, **options))

    def unchange(self) -> None:
        """Every document is again what it was."""
        self.sandbox.changes.clear()

    def requests(self, name: str | None = None) -> list[SeenRequest]:
        """The vendor requests since the last `clear()`, all or of one name, oldest first."""
        return self.sandbox.seen.all(name)

    def set_now(self, now: Now) -> None:
        """What time it is; None: what the machine says."""
        self.sandbox.clock.now = now

    def grant(
        self, person: str, scopes: tuple[str, ...] | None = None, expires_in: float = 86400
    ) -> dict[str, Any]:
        """A token answer without the browser's dance. Raises KeyError for an unknown person."""
        oauth = self.sandbox.oauth
        granted = OURA_SCOPES if scopes is None else tuple(scopes)
        return oauth.answer(oauth.issue(PEOPLE[person].slug, granted, seconds=expires_in))

    def google_grant(
        self,
        person: str,
        scopes: tuple[str, ...] = GOOGLE_SCOPES,
        expires_in: float = GOOGLE_ACCESS_SECONDS,
    ) -> dict[str, Any]:
        """Google's first token answer, without the browser's dance."""
        oauth = self.sandbox.google.oauth
        allowed = oauth.grants.allow(PEOPLE[person].slug, tuple(scopes))
        return oauth.answer(allowed, expires_in) | {"refresh_token": allowed.refresh}

    def spreadsheet(self, person: str) -> str:
        """The id of the person's spreadsheet."""
        return book_id(PEOPLE[person])

    def key(self, person: str) -> str:
        """The person's API key of Rize. Raises KeyError for an unknown person."""
        return keys.key_of(self.sandbox.state, person)

    def revoke_key(self, person: str) -> None:
        """Ends that key; the next one that `key` gives works."""
        keys.revoke(self.sandbox.state, person)

    def fire(self, data_type: str, **options: Any) -> list[int]:
        """Sends an event to whoever subscribed to it: see `oura.webhooks.Fire` for the options."""
        return self.sandbox.webhooks.fire(Fire(data_type, **options))

    def expire(self, person: str | None = None) -> None:
        """Access tokens are too old from now on; refresh tokens still work."""
        self.sandbox.state.expire_access(person)
        self.sandbox.google.grants.expire_access(person)

    def revoke(self, person: str | None = None) -> None:
        """Nothing of what was granted works any more."""
        self.sandbox.state.revoke_all(person)
        self.sandbox.google.grants.revoke_all(person)

    def clear(self) -> None:
        """As if new: no faults, changes, tokens or remembered requests; the first clock and settings."""
        self.lift()
        self.unchange()
        self.sandbox.seen.clear()
        self.sandbox.state.forget_tokens()
        self.sandbox.google.grants.forget()
        self.sandbox.state.drop(keys.REVOKED)
        self.sandbox.webhooks.lapse()
        self.set_now(self._first_now)
        fresh = Settings(latency=self._latency)
        self.settings.change({name: getattr(fresh, name) for name in Settings.__slots__})
