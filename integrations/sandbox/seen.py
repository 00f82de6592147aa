"""Which requests reached the vendor: tests assert that one refresh did, or that nothing was asked twice."""

import threading
from collections import Counter, deque
from dataclasses import dataclass, field

from .http import Request

_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """One request. `name` is the collection, or authorize, token or revoke; no token is kept."""

    name: str
    query: dict[str, str] = field(default_factory=dict)
    grant_type: str = ""
    status: int = 0


class Seen:
    """The requests since the last time they were forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: deque[SeenRequest] = deque(maxlen=_KEPT)

    def add(self, name: str, request: Request, status: int) -> None:
        is_token = name in ("token", "google_token")
        grant_type = request.form.get("grant_type", [""])[0] if is_token else ""
        query = {} if name in ("revoke", "google_revoke") else dict(request.query)
        with self._lock:
            self._requests.append(SeenRequest(name, query, grant_type, status))

    def all(self, name: str | None = None) -> list[SeenRequest]:
        with self._lock:
            return [seen for seen in self._requests if name in (None, seen.name)]

    def counts(self) -> dict[str, int]:
        """How many of each name; refreshes also under `token:refresh_token`."""
        seen = self.all()
        return Counter(each.name for each in seen) + Counter(
            f"{each.name}:{each.grant_type}" for each in seen if each.grant_type
        )

    def clear(self) -> None:
        with self._lock:
            self._requests.clear()
