"""Fixtures of tests that sync with the sandbox."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from accounts.models import User
from integrations import registry
from integrations.models import Connection, Credential
from integrations.sandbox.server import SandboxServer

from . import fake_vendor, oura_world


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


@pytest.fixture
def world():
    """What the invented vendor holds."""
    return fake_vendor.World()


@pytest.fixture
def vendor_connection(db, world, monkeypatch, settings):
    """A connection to the invented vendor, with half a year of history to read."""
    settings.SYNC_BACKFILL_YEARS = 0.5
    settings.SYNC_FETCH_THREADS = 2
    monkeypatch.setitem(registry.PROVIDERS, "vendor", fake_vendor.provider(world))
    user = User.objects.create_user("owner@example.org")
    connection = Connection.objects.create(user=user, provider="vendor", next_sync_at=timezone.now())
    Credential.objects.create(connection=connection, secret={"access_token": "key-1", "refresh_token": "r"})
    return connection
