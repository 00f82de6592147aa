"""Connecting as with the real vendor: codes and refresh tokens that work once, people who untick things."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from integrations.sandbox.constants import OURA_CLIENT_ID, OURA_CLIENT_SECRET, OURA_SCOPES
from integrations.sandbox.server import SandboxServer

from .helpers import NOON, get

CALLBACK = "http://localhost:8000/connections/oura/callback/"
CLIENT = {"client_id": OURA_CLIENT_ID, "client_secret": OURA_CLIENT_SECRET}
QUERY = {"response_type": "code", "client_id": OURA_CLIENT_ID, "redirect_uri": CALLBACK, "state": "s1"}


def authorize(server: SandboxServer, form: dict | None = None, **query: str) -> requests.Response:
    call = requests.get if form is None else requests.post
    return call(
        f"{server.url}/oura/oauth/authorize",
        params={**QUERY, **query},
        allow_redirects=False,
        timeout=10,
        **({} if form is None else {"data": form}),
    )


def came_back(answer: requests.Response) -> dict[str, str]:
    """What the browser carries back to the client."""
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(CALLBACK)
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def token(server: SandboxServer, **form: str) -> requests.Response:
    return requests.post(f"{server.url}/oura/oauth/token", data={**CLIENT, **form}, timeout=10)


def exchange(server: SandboxServer, code: str, redirect_uri: str = CALLBACK) -> requests.Response:
    return token(server, grant_type="authorization_code", code=code, redirect_uri=redirect_uri)


def refresh(server: SandboxServer, refresh_token: str) -> requests.Response:
    return token(server, grant_type="refresh_token", refresh_token=refresh_token)


def test_a_person_allows_and_the_tokens_read_their_data(server: SandboxServer) -> None:
    page = authorize(server, scope="daily personal")
    assert "Robin" in page.text
    assert "<script" not in page.text

    back = came_back(authorize(server, {"person": "robin", "scope": ["daily"], "decision": "allow"}))
    tokens = exchange(server, back["code"]).json()

    assert (back["state"], back["scope"], tokens["scope"], tokens["expires_in"]) == (
        "s1",
        "daily",
        "daily",
        86400,
    )
    assert get(server, "daily_sleep", tokens["access_token"]).status_code == 200
    assert get(server, "workout", tokens["access_token"]).status_code == 401


def test_a_person_refuses(server: SandboxServer) -> None:
    back = came_back(authorize(server, {"person": "sam", "decision": "refuse"}))

    assert back == {"error": "access_denied", "state": "s1"}


def test_a_demonstration_connects_without_a_click(server: SandboxServer) -> None:
    back = came_back(authorize(server, person="sam", auto="1"))
    tokens = exchange(server, back["code"]).json()

    assert tokens["scope"].split() == list(OURA_SCOPES)
    assert get(server, "personal_info", tokens["access_token"]).json()["email"] == "sam@example.org"


def test_a_plain_post_allows_everything_that_was_asked_for(server: SandboxServer) -> None:
    back = came_back(authorize(server, {"person": "sam"}, scope="daily spo2Daily"))

    assert back["scope"] == "daily spo2"


def test_granted_scopes_may_be_spelled_the_new_way(server: SandboxServer) -> None:
    server.settings.scope_spelling = "extapi"

    back = came_back(authorize(server, {"person": "sam"}, scope="daily extapi:heartrate"))

    assert back["scope"] == "extapi:daily extapi:heartrate"


@pytest.mark.parametrize("query", [{"client_id": "someone"}, {"redirect_uri": "/here"}])
def test_a_request_of_an_unknown_client_is_not_sent_back(server: SandboxServer, query: dict) -> None:
    assert authorize(server, **query).status_code == 400


def test_an_unknown_scope_is_an_error(server: SandboxServer) -> None:
    assert came_back(authorize(server, scope="daily everything"))["error"] == "invalid_scope"


def test_a_code_works_once(server: SandboxServer) -> None:
    code = came_back(authorize(server, auto="1"))["code"]

    assert exchange(server, code).status_code == 200
    again = exchange(server, code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_code_is_bound_to_its_redirect_address(server: SandboxServer) -> None:
    code = came_back(authorize(server, auto="1"))["code"]

    assert exchange(server, code, CALLBACK + "other/").json()["error"] == "invalid_grant"


def test_a_code_is_good_for_ten_minutes(server: SandboxServer) -> None:
    codes = [came_back(authorize(server, auto="1"))["code"] for _ in range(2)]

    server.set_now(NOON + timedelta(minutes=9, seconds=59))
    assert exchange(server, codes[0]).status_code == 200
    server.set_now(NOON + timedelta(minutes=10))
    assert exchange(server, codes[1]).json()["error"] == "invalid_grant"


def test_a_wrong_client_secret_is_refused(server: SandboxServer) -> None:
    answer = token(server, grant_type="refresh_token", refresh_token="x", client_secret="guessed")

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


def test_the_client_may_name_itself_in_the_header(server: SandboxServer) -> None:
    answer = requests.post(
        f"{server.url}/oura/oauth/token",
        data={"grant_type": "refresh_token", "refresh_token": server.grant("alex")["refresh_token"]},
        auth=(OURA_CLIENT_ID, OURA_CLIENT_SECRET),
        timeout=10,
    )

    assert answer.status_code == 200


def test_a_refresh_token_works_once_and_is_replaced(server: SandboxServer) -> None:
    first = server.grant("alex", scopes=("daily",))
    second = refresh(server, first["refresh_token"]).json()

    assert second["refresh_token"] != first["refresh_token"]
    assert second["scope"] == "daily"
    assert get(server, "daily_sleep", second["access_token"]).status_code == 200
    assert refresh(server, first["refresh_token"]).json()["error"] == "invalid_grant"
    assert refresh(server, second["refresh_token"]).status_code == 200


def test_of_many_refreshes_at_once_one_wins(server: SandboxServer) -> None:
    refresh_token = server.grant("alex")["refresh_token"]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: refresh(server, refresh_token).status_code, range(6)))

    assert sorted(answers) == [200, 400, 400, 400, 400, 400]
    assert len([seen for seen in server.requests("token") if seen.status == 200]) == 1


def test_an_access_token_expires_and_its_refresh_token_does_not(server: SandboxServer) -> None:
    tokens = server.grant("alex", expires_in=60)
    server.set_now(NOON + timedelta(seconds=61))

    assert get(server, "daily_sleep", tokens["access_token"]).status_code == 401
    assert refresh(server, tokens["refresh_token"]).status_code == 200


@pytest.mark.parametrize("how", ["query", "header"])
def test_revoking_ends_both_tokens(server: SandboxServer, how: str) -> None:
    tokens = server.grant("alex")
    given = (
        {"params": {"access_token": tokens["access_token"]}}
        if how == "query"
        else {"headers": {"Authorization": f"bearer {tokens['refresh_token']}"}}
    )

    def revoke() -> int:
        return requests.post(f"{server.url}/oura/oauth/revoke", timeout=10, **given).status_code

    assert revoke() == 200
    assert get(server, "daily_sleep", tokens["access_token"]).status_code == 401
    assert refresh(server, tokens["refresh_token"]).status_code == 400
    assert revoke() == 401


@pytest.fixture
def restarted(tmp_path: Path) -> Iterator[tuple[SandboxServer, dict]]:
    """A server that started again on its file, and the tokens of the time before."""
    first = SandboxServer(state=tmp_path / "sandbox.sqlite3", now=NOON).start()
    tokens = first.grant("alex")
    first.fault("workout", "500")
    first.change("daily_sleep", hide=True)
    first.stop()
    second = SandboxServer(state=tmp_path / "sandbox.sqlite3", now=NOON + timedelta(days=3)).start()
    yield second, tokens
    second.stop()


def test_a_restart_forgets_nothing(restarted: tuple[SandboxServer, dict]) -> None:
    server, tokens = restarted
    assert get(server, "sleep", tokens["access_token"]).status_code == 401  # three days older

    renewed = refresh(server, tokens["refresh_token"]).json()["access_token"]

    assert get(server, "workout", renewed).status_code == 500
    assert get(server, "daily_sleep", renewed).json()["data"] == []
    ring = get(server, "ring_configuration", renewed).json()["data"][0]
    assert ring["set_up_at"].startswith("2025-02-07")  # 400 days before the first start
