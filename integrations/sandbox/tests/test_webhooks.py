"""Oura's webhooks in the sandbox: the subscriptions as described, the challenge, events that are signed."""

import hashlib
import hmac
import json
from typing import Any

import pytest
import requests
from jsonschema import Draft202012Validator

from healthdash.tests.server import Answer, Asked, Server
from integrations.sandbox.server import SandboxServer

from .test_contract import description
from .test_control import control

APP = {"x-client-id": "sandbox-client", "x-client-secret": "sandbox-secret"}
PATH = "/v2/webhook/subscription"


@pytest.fixture
def callback():
    """An address that answers the challenge."""

    def answer(asked: Asked) -> Answer:
        if asked.method == "POST":
            return Answer(body=b"")
        return Answer(body=json.dumps({"challenge": asked.query["challenge"]}).encode())

    listening = Server()
    listening.answer = answer
    with listening.running():
        yield listening


def call(server: SandboxServer, method: str, path: str = "", headers=APP, **body: Any) -> requests.Response:
    return requests.request(
        method, f"{server.url}/oura{PATH}{path}", json=body or None, headers=headers, timeout=10
    )


def subscribe(server: SandboxServer, callback: Server, **fields: Any) -> requests.Response:
    wanted = {
        "callback_url": f"{callback.url}/here",
        "verification_token": "mine",
        "event_type": "create",
        "data_type": "sleep",
        **fields,
    }
    return call(server, "POST", **{name: value for name, value in wanted.items() if value is not None})


def problems(path: str, method: str, status: int, content: Any) -> list[str]:
    answers = description()["paths"][path][method]["responses"]
    schema = answers[str(status)]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": description()["components"]})
    return [error.message for error in validator.iter_errors(content)]


def test_the_whole_life_of_a_subscription_is_as_described(server, callback):
    made = subscribe(server, callback)
    assert made.status_code == 201
    assert problems(PATH, "post", 201, made.json()) == []
    assert "mine" not in made.text
    id = made.json()["id"]
    listed = call(server, "GET")
    assert problems(PATH, "get", 200, listed.json()) == [] and len(listed.json()) == 1
    one = call(server, "GET", f"/{id}")
    assert problems(PATH + "/{id}", "get", 200, one.json()) == []
    changed = call(server, "PUT", f"/{id}", verification_token="new", callback_url=f"{callback.url}/there")
    assert problems(PATH + "/{id}", "put", 200, changed.json()) == []
    assert changed.json()["callback_url"] == f"{callback.url}/there"
    renewed = call(server, "PUT", f"/renew/{id}")
    assert problems(PATH + "/renew/{id}", "put", 200, renewed.json()) == []
    assert call(server, "DELETE", f"/{id}").status_code == 204
    assert call(server, "GET").json() == []


def test_the_callback_is_asked_for_the_token_while_it_is_made(server, callback):
    subscribe(server, callback)
    asked = callback.asked[0]
    assert (asked.method, asked.path, asked.query["verification_token"]) == ("GET", "/here", "mine")
    callback.answer = lambda asked: Answer(status=302, headers={"Location": "/elsewhere"})
    assert subscribe(server, callback, event_type="delete").status_code == 400
    callback.answer = lambda asked: Answer(body=b'{"challenge": "made up"}')
    assert subscribe(server, callback, event_type="delete").status_code == 400


def test_a_topic_has_one_subscription(server, callback):
    subscribe(server, callback)
    assert subscribe(server, callback).status_code == 409
    assert subscribe(server, callback, event_type="update").status_code == 201


@pytest.mark.parametrize(
    "fields",
    [{"data_type": "heartrate"}, {"event_type": "born"}, {"verification_token": None}, {"callback_url": 5}],
)
def test_what_is_not_described_is_refused_as_described(server, callback, fields):
    refused = subscribe(server, callback, **fields)
    assert refused.status_code == 422
    assert problems(PATH, "post", 422, refused.json()) == []


def test_unknown_ids_and_other_apps(server):
    for method, path in (("GET", "/no"), ("PUT", "/renew/no"), ("PUT", "/no"), ("DELETE", "/no")):
        assert call(server, method, path, verification_token="t").status_code == 403
    assert call(server, "GET", headers={"x-client-id": "sandbox-client"}).status_code == 401
    assert call(server, "PATCH").status_code in (405, 501)


def test_an_event_is_signed_over_its_bytes(server, callback):
    subscribe(server, callback)
    assert server.fire("sleep", object_id="o", times=2) == [200, 200]
    sent = [asked for asked in callback.asked if asked.method == "POST"]
    assert len(sent) == 2 and sent[0].body == sent[1].body
    headers = {name.lower(): value for name, value in sent[0].headers.items()}
    signed = headers["x-oura-timestamp"].encode() + sent[0].body
    ours = hmac.new(b"sandbox-secret", signed, hashlib.sha256).hexdigest().upper()
    assert headers["x-oura-signature"] == ours
    assert json.loads(sent[0].body)["object_id"] == "o"


def test_another_process_fires_events_too(server, callback):
    subscribe(server, callback)
    fired = control(server, "POST", "webhooks", json={"data_type": "sleep", "forged": True})
    assert fired.json() == {"answers": [200]}
    assert [each["data_type"] for each in control(server, "GET", "webhooks").json()] == ["sleep"]
    assert control(server, "POST", "webhooks", json={"data_type": "dreams"}).status_code == 400
    control(server, "DELETE", "webhooks")
    assert server.fire("sleep") == []
