"""Alex in the sandbox, whose events are signed as Oura signs them."""

import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from healthdash.wsgi import application
from integrations.sandbox import constants
from integrations.sandbox.oura.account import account_id
from integrations.sandbox.oura.webhooks import signed
from integrations.sandbox.people import PEOPLE
from integrations.tests.conftest import connection, oura, oura_server, set_now  # noqa: F401

ALEX = account_id(PEOPLE["alex"])


@pytest.fixture
def alex(connection):  # noqa: F811
    """The connection, under the id that Oura calls the account by."""
    connection.account_id = ALEX
    connection.save(update_fields=["account_id"])
    return connection


def ask(method, path, body=b"", headers=None, **query):
    """What the server answers, asked as gunicorn asks it."""
    request = RequestFactory().generic(method, path, body, headers=headers, query_params=query)
    began = []
    content = b"".join(
        application(request.environ, lambda *status_and_headers: began.extend(status_and_headers))
    )
    return HttpResponse(content, status=int(began[0][:3]), headers=dict(began[1]))


@pytest.fixture
def post(oura):  # noqa: F811
    """Sends an event to our address; `body` and `headers` overrule what a genuine one has."""

    def send(body=None, secret=constants.OURA_CLIENT_SECRET, world="sandbox", headers=None, **fields):
        body = json.dumps(event(**fields)).encode() if body is None else body
        sent = signed(body, secret, "1773648000") | (headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        return ask("POST", reverse("webhook", args=["oura", world]), body, sent)

    return send


def event(**fields):
    return {
        "event_type": "create",
        "data_type": "daily_sleep",
        "object_id": "new",
        "event_time": "2026-03-16T07:30:00.123456789+00:00",
        "user_id": ALEX,
        **fields,
    }
