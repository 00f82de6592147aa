"""A server whose clock stands still at noon on 15 March 2026."""

from collections.abc import Iterator

import pytest

from integrations.sandbox.server import SandboxServer

from .helpers import NOON


@pytest.fixture(scope="session")
def _noon_server() -> Iterator[SandboxServer]:
    server = SandboxServer(now=NOON).start()
    yield server
    server.stop()


@pytest.fixture
def server(_noon_server: SandboxServer) -> SandboxServer:
    _noon_server.clear()
    return _noon_server


@pytest.fixture
def token(server: SandboxServer) -> str:
    return server.grant("alex")["access_token"]
