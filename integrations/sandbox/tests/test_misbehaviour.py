"""Every fault does what it says, as often as it was asked to."""

import time

import pytest
import requests

from integrations.sandbox.server import SandboxServer

from .helpers import get, window

START, END = "2026-02-10", "2026-02-20"


def read(server: SandboxServer, token: str, name: str = "daily_sleep", **params: str) -> requests.Response:
    return get(server, name, token, start_date=START, end_date=END, **params)


@pytest.mark.parametrize("status", [400, 401, 403, 426, 429, 500, 503])
def test_a_status_until_it_is_lifted(server: SandboxServer, token: str, status: int) -> None:
    server.fault("daily_sleep", status)

    assert [read(server, token).status_code for _ in range(2)] == [status, status]
    assert read(server, token, "sleep").status_code == 200
    server.lift()
    assert read(server, token).status_code == 200


@pytest.mark.parametrize("wait", ["30", "Wed, 18 Mar 2026 07:28:00 GMT", None])
def test_how_long_to_wait(server: SandboxServer, token: str, wait: str | None) -> None:
    server.fault("*", 429, retry_after=wait)

    assert read(server, token).headers.get("Retry-After") == wait


def test_a_few_times_after_a_few_times(server: SandboxServer, token: str) -> None:
    server.fault("daily_sleep", 500, after=1, times=2)

    assert [read(server, token).status_code for _ in range(4)] == [200, 500, 500, 200]


def test_on_later_pages_only(server: SandboxServer, token: str) -> None:
    server.settings.page_size = 4
    server.fault("daily_sleep", 500, only="next_token")
    first = read(server, token)

    assert first.status_code == 200
    assert read(server, token, next_token=first.json()["next_token"]).status_code == 500


@pytest.mark.parametrize("kind", ["cut", "drop"])
def test_a_connection_that_breaks(server: SandboxServer, token: str, kind: str) -> None:
    server.fault("daily_sleep", kind, times=1)

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        read(server, token)
    assert read(server, token).status_code == 200


@pytest.mark.parametrize("kind", ["html", "broken_json"])
def test_a_body_that_is_no_json(server: SandboxServer, token: str, kind: str) -> None:
    server.fault("daily_sleep", kind)

    answer = read(server, token)
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_a_slow_answer(server: SandboxServer, token: str) -> None:
    server.fault("daily_sleep", "slow", seconds=0.3)
    began = time.monotonic()

    assert read(server, token).status_code == 200
    assert time.monotonic() - began >= 0.3


def test_the_same_page_for_ever(server: SandboxServer, token: str) -> None:
    server.fault("daily_sleep", "repeat_token")
    first = read(server, token).json()
    second = read(server, token, next_token=first["next_token"]).json()

    assert first == second


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("missing_field", "day", "nothing"),
        ("null_field", "bedtime_end", None),
        ("unknown_enum", "type", "word_of_tomorrow"),
    ],
)
def test_a_damaged_record(
    server: SandboxServer, token: str, kind: str, field: str, value: str | None
) -> None:
    server.fault("sleep", kind, field="" if kind == "unknown_enum" else field)
    first, *others = read(server, token, "sleep").json()["data"]

    assert first.get(field, "nothing") == value
    assert all(other[field] not in (None, value) for other in others)


def test_an_empty_window(server: SandboxServer, token: str) -> None:
    server.fault("daily_sleep", "empty")

    assert read(server, token).json() == {"data": [], "next_token": None}


def test_a_fault_of_the_token_address(server: SandboxServer) -> None:
    server.fault("token", 500)
    server.fault("*", 503)

    assert requests.post(f"{server.url}/oura/oauth/token", timeout=5).status_code == 500


def test_a_fault_that_does_not_exist(server: SandboxServer) -> None:
    with pytest.raises(ValueError, match="no fault"):
        server.fault("daily_sleep", "meteor")


def test_changed_data(server: SandboxServer, token: str) -> None:
    before = {document["day"]: document for document in window(server, "daily_sleep", token, START, END)}
    server.change("daily_sleep", day=START, person="alex", set={"score": 12, "contributors.timing": None})
    server.change("daily_sleep", id=before["2026-02-11"]["id"], new_id="another")
    server.change("daily_sleep", day="2026-02-12", hide=True)
    after = {document["day"]: document for document in window(server, "daily_sleep", token, START, END)}

    assert (after[START]["score"], after[START]["contributors"]["timing"]) == (12, None)
    assert after["2026-02-11"] == before["2026-02-11"] | {"id": "another"}
    assert get(server, "daily_sleep/another", token).json()["day"] == "2026-02-11"
    assert "2026-02-12" not in after
    assert get(server, f"daily_sleep/{before['2026-02-12']['id']}", token).status_code == 404
    assert after["2026-02-13"] == before["2026-02-13"]
    server.unchange()
    assert window(server, "daily_sleep", token, START, END) == list(before.values())


def test_a_day_that_is_held_back_everywhere(server: SandboxServer, token: str) -> None:
    server.change("*", day=START, hide=True)

    assert START not in {each["day"] for each in window(server, "daily_activity", token, START, END)}
    series = window(server, "heartrate", token, "2026-02-09T12:00:00Z", "2026-02-11T12:00:00Z")
    assert {sample["timestamp"][:10] for sample in series} == {"2026-02-09", "2026-02-11"}


@pytest.mark.parametrize("status", [401, 403])
def test_a_scope_that_was_not_granted(server: SandboxServer, status: int) -> None:
    server.settings.ungranted = status
    token = server.grant("alex", scopes=("daily",))["access_token"]

    assert read(server, token, "workout").status_code == status
    assert read(server, token).status_code == 200
    assert get(server, "personal_info", token).json()["email"] is None


def test_requests_are_counted_without_their_tokens(server: SandboxServer, token: str) -> None:
    read(server, token)
    requests.post(f"{server.url}/oura/oauth/token", data={"grant_type": "refresh_token"}, timeout=5)

    first, second = server.requests()
    assert (first.name, first.status, first.query) == (
        "daily_sleep",
        200,
        {"start_date": START, "end_date": END},
    )
    assert (second.name, second.grant_type, second.status) == ("token", "refresh_token", 400)


def test_small_requests_are_not_held_up(server: SandboxServer, token: str) -> None:
    """A delayed acknowledgement would cost 40 ms for each."""
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        began = time.monotonic()
        for _ in range(50):
            session.get(f"{server.url}/oura/v2/usercollection/personal_info", timeout=5)
    assert time.monotonic() - began < 50 * 0.03
