"""Fetching a day again from the receipt of a number."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from integrations.models import Connection, StreamState
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


def test_a_day_of_which_no_source_can_have_anything_is_not_fetched(client):
    user = UserFactory()
    client.force_login(user)
    connection = Connection.objects.create(user=user, provider="oura")
    StreamState.objects.create(connection=connection, stream="sleep")
    tomorrow = user.today() + timedelta(days=1)
    for day in (date.min, date(1900, 1, 1), date(2009, 12, 31), tomorrow, date.max):
        assert client.post(reverse("connection_day", args=["oura", day])).status_code == 404
    assert StreamState.objects.get().dirty_from is None
    assert Connection.objects.get().queued_until is None
