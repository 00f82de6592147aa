"""A person's view of the sandbox's API, for its own tests."""

from datetime import UTC, datetime
from typing import Any

import requests

from integrations.sandbox.server import SandboxServer

NOON = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)


def get(server: SandboxServer, path: str, token: str, **params: str) -> requests.Response:
    return requests.get(
        f"{server.url}/oura/v2/usercollection/{path}",
        params=params,
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )


def window(server: SandboxServer, name: str, token: str, start: str, end: str) -> list[dict[str, Any]]:
    """Everything in a window, over all pages."""
    suffix = "datetime" if name == "heartrate" else "date"
    params = {f"start_{suffix}": start, f"end_{suffix}": end}
    found: list[dict[str, Any]] = []
    while True:
        content = get(server, name, token, **params).json()
        found += content["data"]
        if content["next_token"] is None:
            return found
        params["next_token"] = content["next_token"]
