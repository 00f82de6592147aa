"""How Oura is asked, against a real server on this machine."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from healthdash.tests.server import Answer, Server
from integrations.contract import Window
from integrations.errors import BadPayload, StreamRefused, Unavailable
from integrations.providers.oura import client as module
from integrations.providers.oura.client import OuraClient, base_url
from integrations.providers.oura.manifest import PROVIDER

from .samples import SAMPLES, SECRET

WINDOW = Window(date(2026, 3, 1), date(2026, 3, 10))


@pytest.fixture
def server(settings):
    with Server().running() as running:
        settings.SANDBOX_URL = running.url
        yield running


def answers(server, *bodies):
    """Hands out the bodies one after the other, the last for ever."""
    left = list(bodies)
    server.answer = lambda asked: Answer(body=json.dumps(left.pop(0) if len(left) > 1 else left[0]).encode())


def pages(stream, window=WINDOW):
    return list(OuraClient(SECRET, "sandbox").pages(PROVIDER.stream(stream), window))


@pytest.mark.parametrize("stream", ["sleep", "daily_sleep", "workout", "enhanced_tag"])
def test_two_days_more_are_asked_for_on_both_sides(server, stream):
    pages(stream)
    assert server.asked[0].path == f"/oura/v2/usercollection/{stream}"
    assert server.asked[0].query == {"start_date": "2026-02-27", "end_date": "2026-03-12"}


def test_heart_rates_are_asked_for_with_date_times_that_say_their_offset(server):
    pages("heartrate")
    assert server.asked[0].query == {
        "start_datetime": "2026-02-28T23:50:00+00:00",
        "end_datetime": "2026-03-11T00:10:00+00:00",
    }


def test_a_request_for_heart_rates_stays_below_thirty_days():
    stream = PROVIDER.stream("heartrate")
    assert stream.chunk_days + 2 * stream.pad.total_seconds() / 86400 < 30


def test_rings_have_no_window(server):
    pages("ring_configuration")
    assert server.asked[0].query == {}


def test_every_page_is_read_and_the_bounds_stay(server):
    first, second = {"id": "a"}, {"id": "b"}
    answers(server, {"data": [first], "next_token": "t1"}, {"data": [], "next_token": "t2"},
            {"data": [second], "next_token": None})  # fmt: skip
    found = pages("sleep")
    assert [list(page.records) for page in found] == [[first], [], [second]]
    assert [page.is_last for page in found] == [False, False, True]
    bounds = {"start_date": "2026-02-27", "end_date": "2026-03-12"}
    assert [a.query for a in server.asked] == [
        bounds,
        bounds | {"next_token": "t1"},
        bounds | {"next_token": "t2"},
    ]
    assert len({a.connection for a in server.asked}) == 1


@given(sizes=st.lists(st.integers(0, 4), min_size=1, max_size=6))
@hypothesis_settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_lost_or_doubled_between_pages(server, sizes):
    records = [{"id": f"{page}-{n}"} for page, size in enumerate(sizes) for n in range(size)]
    bodies = [
        {
            "data": [r for r in records if r["id"].startswith(f"{page}-")],
            "next_token": f"t{page}" if page + 1 < len(sizes) else None,
        }
        for page in range(len(sizes))
    ]
    answers(server, *bodies)
    found = pages("sleep")
    assert [record for page in found for record in page.records] == records
    assert [page.is_last for page in found].index(True) == len(found) - 1


@pytest.mark.parametrize("cycle", [["t1", "t1"], ["t1", "t2", "t1"]])
def test_a_token_that_comes_again_ends_the_reading_as_bad(server, cycle):
    answers(server, *[{"data": [SAMPLES["sleep"]], "next_token": token} for token in cycle])
    with pytest.raises(BadPayload, match="same page"):
        pages("sleep")
    assert len(server.asked) == len(cycle)


def test_tokens_without_end_end_the_reading_as_bad(server, monkeypatch):
    monkeypatch.setattr(module, "MAX_PAGES", 5)
    server.answer = lambda asked: Answer(
        body=json.dumps({"data": [], "next_token": f"t{len(server.asked)}"}).encode()
    )
    with pytest.raises(BadPayload, match="more pages"):
        pages("sleep")
    assert len(server.asked) == 5


def test_pages_before_a_fault_are_handed_over(server):
    first = {"data": [SAMPLES["sleep"]], "next_token": "t1"}
    server.answer = lambda a: (
        Answer(500) if "next_token" in a.query else Answer(body=json.dumps(first).encode())
    )
    reading = OuraClient(SECRET, "sandbox").pages(PROVIDER.stream("sleep"), WINDOW)
    assert len(next(reading).records) == 1
    with pytest.raises(Unavailable):
        next(reading)


@pytest.mark.parametrize(
    "body",
    [{"next_token": None}, {"data": {}, "next_token": None}, {"data": [], "next_token": 7}, {"detail": "x"}],
)
def test_another_envelope_is_bad(server, body):
    answers(server, body)
    with pytest.raises(BadPayload):
        pages("sleep")


def test_the_account_is_known_by_its_id(server):
    answers(server, {"id": "abc", "email": None})
    assert OuraClient(SECRET, "sandbox").account_id() == "abc"
    assert server.asked[0].path == "/oura/v2/usercollection/personal_info"


@pytest.mark.parametrize("body", [{}, {"id": None}, {"id": ""}, {"id": 7}])
def test_an_account_without_an_id_proves_nothing(server, body):
    answers(server, body)
    with pytest.raises(BadPayload):
        OuraClient(SECRET, "sandbox").account_id()


def test_an_app_that_is_too_old_is_the_person_s_to_update(server):
    server.answer = lambda asked: Answer(426, b"")
    with pytest.raises(StreamRefused, match="update the Oura app"):
        pages("sleep")


def test_each_world_has_its_own_address(settings):
    settings.SANDBOX_URL = "http://localhost:8001"
    settings.OURA = {**settings.OURA, "api_url": "https://oura.example/"}
    assert base_url("sandbox") == "http://localhost:8001/oura"
    assert base_url("live") == "https://oura.example"


def test_a_sandbox_that_is_off_is_not_mistaken_for_the_real_oura(settings):
    settings.SANDBOX_URL = ""
    with pytest.raises(Unavailable, match="sandbox"):
        pages("sleep")


@pytest.mark.parametrize(
    ("world", "sandbox", "app", "expected"),
    [
        ("live", "", ("id", "secret"), True),
        ("live", "http://localhost:1", ("", ""), False),
        ("live", "", ("id", ""), False),
        ("sandbox", "http://localhost:1", ("", ""), True),
        ("sandbox", "", ("id", "secret"), False),
    ],
)
def test_a_world_is_set_up_when_someone_could_connect_there(settings, world, sandbox, app, expected):
    settings.SANDBOX_URL = sandbox
    settings.OURA = {**settings.OURA, "client_id": app[0], "client_secret": app[1]}
    assert PROVIDER.is_set_up(world) is expected
