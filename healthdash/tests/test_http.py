"""The way out to the network, against a real server on this machine."""

import gzip
import io
import logging
import socket
import time

import pytest
import requests

from healthdash.lib.http import (
    Adapter,
    Bearer,
    InsecureAddress,
    NoAnswer,
    NoConnection,
    Session,
    TooLarge,
    is_loopback,
)

from .server import Answer, Server

TOKEN = "tok-3f9c-very-secret"


@pytest.fixture
def server():
    with Server().running() as running:
        yield running


@pytest.fixture
def session():
    with Session(auth=Bearer(TOKEN)) as open_session:
        yield open_session


def test_says_who_asks_and_with_whose_leave(server, session, settings):
    session.get(server.url)
    headers = server.asked[0].headers
    assert headers["User-Agent"] == settings.USER_AGENT
    assert headers["Authorization"] == f"Bearer {TOKEN}"


def test_keeps_one_connection_open_and_counts_requests(server, session):
    for _ in range(3):
        session.get(server.url)
    assert len({asked.connection for asked in server.asked}) == 1
    assert session.requests_made == 3


def test_a_redirect_is_handed_back_and_the_secret_does_not_travel_on(server, session):
    with Server().running() as other:
        server.answer = lambda asked: Answer(302, b"", {"Location": other.url})
        response = session.get(server.url)
    assert response.status_code == 302
    assert other.asked == []


def test_a_netrc_file_of_the_operator_does_not_replace_the_token(server, session, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    session.get(server.url)
    assert server.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_a_proxy_of_the_machine_is_not_asked_for_its_own_ports(server, session, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    assert session.get(server.url).status_code == 200


@pytest.mark.parametrize(
    "url", ["http://api.example.com/x", "http://192.168.1.5/x", "http://localhost.example/"]
)
def test_plain_http_to_another_machine_is_refused_before_anything_is_sent(session, url):
    with pytest.raises(InsecureAddress):
        session.get(url)
    assert session.requests_made == 0


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_this_machine_is_known_by_its_names(host):
    assert is_loopback(host)


def test_an_answer_that_breaks_off_is_no_answer(server, session):
    server.answer = lambda asked: Answer(body=b'{"data": [', length=5000)
    with pytest.raises(NoAnswer):
        session.get(server.url)


def test_a_slow_answer_is_given_up(server, session, settings):
    settings.HTTP_TIMEOUT = 0.05
    server.answer = lambda asked: Answer(before=lambda: time.sleep(0.3))
    with pytest.raises(NoAnswer):
        session.get(server.url)


def test_a_closed_port_is_told_apart_from_a_lost_answer(session):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    with pytest.raises(NoConnection):
        session.get(url)


def test_an_answer_may_not_be_larger_than_the_bound_even_when_it_travels_small(server):
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        file.write(b"0" * 500_000)
    server.answer = lambda asked: Answer(body=packed.getvalue(), headers={"Content-Encoding": "gzip"})
    session = requests.Session()
    session.mount("http://", Adapter(max_bytes=100_000))
    with pytest.raises(TooLarge):
        session.get(server.url)


def test_a_packed_answer_is_unpacked(server, session):
    server.answer = lambda asked: Answer(
        body=gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip"}
    )
    assert session.get(server.url).json() == {"a": 1}


def test_no_error_and_no_log_line_shows_the_token_or_the_query(server, session, caplog):
    caplog.set_level(logging.DEBUG, "urllib3")
    server.answer = lambda asked: Answer(body=b"{", length=50)
    with pytest.raises(NoAnswer) as caught:
        session.get(server.url, params={"name": "private-words"})
    shown = [str(caught.value), repr(caught.value), repr(session), repr(session.auth)]
    assert caught.value.__cause__ is None and caught.value.__context__ is None
    assert not any(TOKEN in text for text in [*shown, caplog.text])
    assert not any("private-words" in text for text in shown)
