import pytest
from django.test import Client

from accounts.models import User
from integrations.sync import scheduling


@pytest.fixture(autouse=True)
def queued(monkeypatch):
    """What would have been put on a queue; the tests read by themselves."""
    sent = []
    monkeypatch.setattr(scheduling, "enqueue", lambda ids, *rest: sent.append(list(ids)))
    return sent


@pytest.fixture
def owner(db):
    return User.objects.create_user("owner@example.org", timezone="Europe/Berlin", currency="EUR")


@pytest.fixture
def client(owner):
    client = Client()
    client.force_login(owner)
    return client
