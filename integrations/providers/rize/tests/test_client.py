"""What the client asks and how it takes GraphQL's kinds of no."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from graphql import build_schema, parse, validate

from healthdash.tests.server import Answer, Server
from integrations.contract import Window
from integrations.errors import BadPayload, CredentialsRefused, RateLimited, StreamRefused, Unavailable
from integrations.providers import rize
from integrations.providers.rize.client import RizeClient
from integrations.providers.rize.manifest import PROVIDER
from integrations.providers.rize.queries import QUESTIONS, WHERE, WHO

from .samples import EMPTY_ANSWER, SECRET, sample

WINDOW = Window(date(2026, 3, 1), date(2026, 3, 10))
SCHEMA = Path(rize.__file__).parent / "contract/schema.graphql"


@pytest.fixture
def server(settings):
    with Server().running() as running:
        settings.SANDBOX_URL = running.url
        yield running


def say(server, *bodies, status=200):
    """Answers in turn; the last one for ever."""
    left = [body if isinstance(body, bytes) else json.dumps(body).encode() for body in bodies]
    server.answer = lambda asked: Answer(status, left.pop(0) if len(left) > 1 else left[0])


def asked(server):
    return [json.loads(request.body) for request in server.asked]


def read(stream="sessions", client=None):
    client = client or RizeClient(SECRET, "sandbox")
    return list(client.pages(PROVIDER.stream(stream), WINDOW))


def refused(message="Field 'source' doesn't exist on type 'Session'"):
    return {"errors": [{"message": message, "path": ["query"], "extensions": {"code": "undefinedField"}}]}


@pytest.mark.parametrize("document", [WHO, WHERE, *(d for q in QUESTIONS.values() for d in q.documents)])
def test_every_document_fits_the_known_schema(document):
    assert validate(build_schema(SCHEMA.read_text()), parse(document)) == []


def test_a_window_is_asked_for_with_a_day_more_on_both_sides(server):
    say(server, EMPTY_ANSWER)
    read("sessions")
    read("summaries")
    sessions, summaries = asked(server)
    assert sessions["variables"] == {
        "start": "2026-02-28T00:00:00+00:00",
        "end": "2026-03-12T00:00:00+00:00",
    }
    assert summaries["variables"] == {"start": "2026-02-28", "end": "2026-03-11"}
    assert server.asked[0].headers["Authorization"] == f"Bearer {SECRET['api_key']}"


def test_no_answer_spans_more_than_90_days():
    assert all(stream.chunk_days + 2 * stream.pad.days <= 90 for stream in PROVIDER.streams)


def test_an_unknown_field_costs_that_field_and_not_the_sync(server):
    body = {"data": {"sessions": [sample("sessions")]}}
    say(server, refused(), body)
    client = RizeClient(SECRET, "sandbox")
    [page] = read(client=client)
    assert len(page.records) == 1 and page.is_last
    read(client=client)
    full, small, again = (one["query"] for one in asked(server))
    assert "source" in full and "source" not in small
    assert again == small, "what was refused once is not asked again"


def test_the_smallest_document_refused_is_an_error(server):
    say(server, refused())
    with pytest.raises(BadPayload, match="errors only"):
        read("sessions")


def test_what_is_optional_and_unknown_is_a_note(server):
    say(server, refused())
    with pytest.raises(StreamRefused, match="Rize does not offer"):
        read("categories")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("UNAUTHENTICATED", CredentialsRefused),
        ("RATE_LIMITED", RateLimited),
        ("INTERNAL_SERVER_ERROR", Unavailable),
        ("SOMETHING", BadPayload),
        (None, BadPayload),
        (7, BadPayload),
    ],
)
@pytest.mark.parametrize("body", [{"data": None}, {"data": {"sessions": None}}])
def test_errors_with_status_200_are_errors(server, code, error, body):
    say(
        server,
        {**body, "errors": [{"message": "tok-no", "path": ["sessions"], "extensions": {"code": code}}]},
    )
    with pytest.raises(error) as caught:
        read()
    assert "Rize" in str(caught.value) and "tok-no" not in str(caught.value)


def test_a_partial_answer_hands_over_what_came_and_is_not_the_end_of_the_window(server):
    broken = {"message": "Timeout", "path": ["sessions", 1, "title"]}
    say(server, {"data": {"sessions": [sample("sessions"), None]}, "errors": [broken]})
    client, pages = RizeClient(SECRET, "sandbox"), []
    with pytest.raises(BadPayload, match="title failed"):
        for page in client.pages(PROVIDER.stream("sessions"), WINDOW):
            pages.append(page)
    assert [(len(page.records), page.is_last) for page in pages] == [(1, False)]


def test_a_record_of_which_a_field_failed_is_not_handed_over(server):
    records = [sample("sessions", id=name) for name in ("one", "two", "three")]
    records[1]["title"] = None
    broken = {"message": "Timeout", "path": ["sessions", 1, "title"]}
    say(server, {"data": {"sessions": records}, "errors": [broken]})
    assert [one["id"] for one in handed_over(server, "sessions")] == ["one", "three"]


def test_a_day_of_which_a_category_failed_is_not_handed_over(server):
    buckets = [sample("categories", date=f"2026-03-0{n}") for n in (1, 2)]
    path = ["summaries", "buckets", 0, "categories", 1, "timeSpent"]
    say(server, {"data": {"summaries": {"buckets": buckets}}, "errors": [{"message": "no", "path": path}]})
    assert [one["date"] for one in handed_over(server, "categories")] == ["2026-03-02"]


@pytest.mark.parametrize("path", [None, [], ["sessions"], ["sessions", "title"], ["other", 0, "title"]])
def test_an_error_that_names_no_record_has_spoilt_all_of_them(server, path):
    say(server, {"data": {"sessions": [sample("sessions")]}, "errors": [{"message": "no", "path": path}]})
    assert handed_over(server, "sessions") == []


def handed_over(server, stream):
    """The records of a window that does not come to its end."""
    records = []
    with pytest.raises(BadPayload):
        for page in RizeClient(SECRET, "sandbox").pages(PROVIDER.stream(stream), WINDOW):
            records += page.records
    return records


@pytest.mark.parametrize("errors", ["words", [None], {"a": 1}])
def test_errors_that_are_none_are_a_bad_payload(server, errors):
    say(server, {"data": {"sessions": []}, "errors": errors})
    with pytest.raises(BadPayload):
        read()


def test_an_empty_list_of_errors_is_no_error(server):
    say(server, {"data": {"sessions": []}, "errors": []})
    assert [list(page.records) for page in read()] == [[]]


def test_a_wrong_key_is_told_in_plain_text(server):
    say(server, b"HTTP Token: Access denied.\n", status=401)
    with pytest.raises(CredentialsRefused):
        read()


def test_a_session_that_runs_is_not_handed_over(server):
    now = timezone.now()
    ends = [now - timedelta(minutes=2), now, now + timedelta(seconds=20)]
    records = [sample("sessions", endTime=end.isoformat()) for end in ends]
    say(server, {"data": {"sessions": [*records, sample("sessions", endTime=None)]}})
    [page] = read()
    assert [datetime.fromisoformat(one["endTime"]) for one in page.records] == ends[:1]


IN_UTC = {"startTime": "2026-03-05T23:30:00Z", "endTime": "2026-03-06T00:30:00Z"}


def test_where_times_come_without_a_zone_the_account_is_asked_for_its_own_once(server):
    told = {"data": {"sessions": [sample("sessions"), sample("sessions", id="two", **IN_UTC)]}}
    say(server, told, {"data": {"currentUser": {"timezone": "Europe/Berlin"}}}, told)
    client = RizeClient(SECRET, "sandbox")
    for _ in range(2):
        [page] = read(client=client)
        assert [one.get("timezone") for one in page.records] == [None, "Europe/Berlin"]
    assert [one["query"] for one in asked(server)].count(WHERE) == 1


def test_times_with_a_zone_ask_for_none(server):
    say(server, {"data": {"sessions": [sample("sessions")]}})
    read()
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        refused("Field 'timezone' doesn't exist on type 'User'"),
        {"data": {"currentUser": None}},
        {"data": {"currentUser": {"timezone": "Pacific Time"}}},
        {"data": {"currentUser": {"timezone": "../etc"}}},
        {"data": {"currentUser": {"timezone": 7}}},
    ],
)
def test_a_zone_that_is_not_told_costs_nothing_else(server, answer):
    say(server, {"data": {"sessions": [sample("sessions", **IN_UTC)]}}, answer)
    [page] = read()
    assert [dict(one) for one in page.records] == [sample("sessions", **IN_UTC)]


def test_an_account_has_a_name_that_does_not_tell_the_address(server):
    said = set()
    for email in ("Anna@Example.org", " anna@example.org"):
        say(server, {"data": {"currentUser": {"email": email}}})
        said.add(RizeClient(SECRET, "sandbox").account_id())
    assert len(said) == 1 and "anna" not in said.pop()


def test_the_address_is_a_setting(server, settings):
    settings.RIZE = {"api_url": f"{server.url}/elsewhere"}
    say(server, EMPTY_ANSWER)
    client = RizeClient(SECRET, "live")
    read(client=client)
    assert server.asked[0].path == "/elsewhere"
