"""The pytest fixture `sandbox`: one server for all tests, as new for each."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from .server import SandboxServer


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[SandboxServer]:
    server = SandboxServer().start()
    yield server
    server.stop()


@pytest.fixture
def sandbox(sandbox_server: SandboxServer, settings: LazySettings) -> SandboxServer:
    """A running sandbox without faults, changes or tokens, which the settings point at."""
    sandbox_server.clear()
    settings.SANDBOX_URL = sandbox_server.url
    return sandbox_server
