"""Fetching a day again from the receipt of a number."""

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from integrations.models import Connection
from metrics.tests.factories import DailyMetricFactory

pytestmark = pytest.mark.django_db


def test_a_day_is_fetched_again_from_its_receipt_while_its_source_is_read(client):
    user = UserFactory()
    client.force_login(user)
    number = DailyMetricFactory(user=user, day=user.today(), value=27_000.0)
    receipt = reverse("receipt", args=[number.metric, number.day])
    address = reverse("connection_day", args=["oura", number.day])
    assert address not in client.get(receipt).content.decode()
    assert client.post(address).status_code == 404
    Connection.objects.create(user=user, provider="oura")
    assert address in client.get(receipt).content.decode()
    assert client.post(address, {"next": receipt}).url == receipt
    assert client.post(address, {"next": "https://elsewhere.example"}).url == "/connections/"
