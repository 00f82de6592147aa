"""Fixtures of tests that sync with the sandbox."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from integrations.sandbox.server import SandboxServer

from . import oura_world


@pytest.fixture(scope="session")
def oura_server() -> Iterator[SandboxServer]:
    """A sandbox that began on the day of these tests, so that they see the same days every year."""
    server = SandboxServer(now=oura_world.NOW).start()
    yield server
    server.stop()


@pytest.fixture
def oura(oura_server, settings, monkeypatch):
    """The sandbox as new; what time it is there is what time it is here."""
    oura_server.clear()
    settings.SANDBOX_URL = oura_server.url
    monkeypatch.setattr(timezone, "now", lambda: oura_world.NOW)
    return oura_server


@pytest.fixture
def set_now(oura, monkeypatch):
    """Sets the time, here and at the vendor."""

    def change(now):
        monkeypatch.setattr(timezone, "now", lambda: now)
        oura.set_now(now)

    return change


@pytest.fixture
def connection(db, oura):
    """Alex's account in the sandbox, connected and not yet read."""
    return oura_world.connect(oura)
