"""The switches work from another process of this machine, and from nowhere else."""

import pytest
import requests

from integrations.sandbox.server import SandboxServer

from .helpers import get


def control(server: SandboxServer, method: str, name: str, **options: object) -> requests.Response:
    return requests.request(method, f"{server.url}/control/{name}", timeout=5, **options)


def test_a_fault_is_set_seen_and_lifted(server: SandboxServer, token: str) -> None:
    control(server, "POST", "faults", json={"path": "workout", "kind": "500", "times": 3})

    assert get(server, "workout", token).status_code == 500
    assert control(server, "GET", "faults").json()[0]["times"] == 2
    control(server, "DELETE", "faults")
    assert get(server, "workout", token).status_code == 200
    assert control(server, "GET", "requests").json() == {"workout": 2}


def test_data_are_changed_and_changed_back(server: SandboxServer, token: str) -> None:
    control(server, "POST", "changes", json={"collection": "workout", "hide": True})
    assert get(server, "workout", token).json()["data"] == []

    control(server, "DELETE", "changes")
    assert get(server, "workout", token).json()["data"] != []


def test_the_clock_and_the_settings(server: SandboxServer, token: str) -> None:
    control(server, "POST", "settings", json={"page_size": 1, "latency": 0})
    control(server, "POST", "clock", json={"now": "2026-03-10T12:00:00+00:00"})

    found = get(server, "daily_activity", token, start_date="2026-03-10").json()
    assert [document["day"] for document in found["data"]] == ["2026-03-10"]


def test_tokens_expire_on_demand(server: SandboxServer, token: str) -> None:
    assert control(server, "POST", "tokens", json={"do": "expire", "person": "sam"}).json() == {"tokens": 0}
    assert get(server, "workout", token).status_code == 200

    control(server, "POST", "tokens", json={"do": "expire"})
    assert get(server, "workout", token).status_code == 401


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("faults", {"path": "workout"}),
        ("faults", {"path": "workout", "kind": "meteor"}),
        ("changes", {"nothing": 1}),
        ("settings", {"colour": "blue"}),
        ("settings", {"page_size": "many"}),
        ("clock", {"now": "noon"}),
        ("clock", {"now": "2026-03-10T12:00:00"}),
        ("tokens", {}),
    ],
)
def test_nonsense_is_refused_with_a_sentence(server: SandboxServer, name: str, content: dict) -> None:
    answer = control(server, "POST", name, json=content)

    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize("header", [{"Host": "evil.example:80"}, {"Origin": "https://evil.example"}])
def test_a_web_page_cannot_use_the_switches(server: SandboxServer, header: dict) -> None:
    assert control(server, "GET", "faults", headers=header).status_code == 403


@pytest.mark.parametrize(
    "path", ["/", "/control/nothing", "/oura/v2/usercollection/tag", "/oura/oauth/nothing"]
)
def test_what_does_not_exist(server: SandboxServer, path: str) -> None:
    assert requests.get(server.url + path, timeout=5).status_code == 404
