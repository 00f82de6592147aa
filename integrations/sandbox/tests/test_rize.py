"""The sandbox's Rize: its protocol, its household's work, what is planted in it."""

from datetime import UTC, date, datetime, timedelta
from statistics import mean

import pytest
import requests

from integrations.sandbox.life import day_of, is_after_short_night
from integrations.sandbox.people import ALEX, PEOPLE, SAM
from integrations.sandbox.rize.workday import workday
from integrations.sandbox.server import SandboxServer

DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(800)]
SESSIONS = (
    "query($a: ISO8601DateTime, $b: ISO8601DateTime) { sessions(startTime: $a, endTime: $b)"
    " { id type title startTime endTime } }"
)


def ask(server: SandboxServer, query: str, key: str | None = None, **variables):
    return requests.post(
        f"{server.url}/rize/api/v1/graphql",
        json={"query": query, "variables": variables},
        headers={"Authorization": f"Bearer {server.key('alex') if key is None else key}"},
        timeout=10,
    )


def buckets(server, fields="date focusTime", start="2026-03-01", end="2026-03-07", more=""):
    bounds = f'startDate: "{start}", endDate: "{end}", bucketSize: "day"{more}'
    return ask(server, f"{{ summaries({bounds}) {{ buckets {{ {fields} }} }} }}").json()["data"]["summaries"][
        "buckets"
    ]


def test_a_key_opens_one_person_s_account(server):
    query = "{ currentUser { email name timezone } }"
    for slug, person in PEOPLE.items():
        user = ask(server, query, server.key(slug)).json()["data"]["currentUser"]
        assert user == {"email": person.email, "name": person.name, "timezone": person.zone.key}


@pytest.mark.parametrize("key", ["", "invented", "sandbox-rize-alex-2"])
def test_a_wrong_key_is_refused_in_plain_text(server, key):
    answer = ask(server, "{ currentUser { email } }", key)
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "text/plain")


def test_a_revoked_key_is_dead_and_the_next_one_works(server):
    old = server.key("alex")
    server.revoke_key("alex")
    assert ask(server, "{ currentUser { email } }", old).status_code == 401
    assert ask(server, "{ currentUser { email } }").status_code == 200
    assert server.key("alex") in requests.get(f"{server.url}/rize/", timeout=10).text


@pytest.mark.parametrize("query", ["{ sessions { id sessionType } }", "{ sessions { id ", "{ nothing }"])
def test_a_document_that_does_not_fit_is_refused_whole_with_status_200(server, query):
    answer = ask(server, query)
    assert answer.status_code == 200
    assert "data" not in answer.json() and answer.json()["errors"][0]["extensions"]["code"]


def test_a_partial_answer_names_the_field_that_failed(server):
    server.fault("sessions", "partial", field="title")
    body = ask(server, SESSIONS, a="2026-03-01T00:00:00Z", b="2026-03-07T00:00:00Z").json()
    assert body["data"]["sessions"][0]["title"] is None
    assert body["errors"][0]["path"] == ["sessions", 0, "title"]


def test_days_are_there_from_the_first_to_the_last_as_zeros_too(server):
    found = buckets(server, start="2026-03-14", end="2026-03-17")
    assert [one["date"][:10] for one in found] == ["2026-03-14", "2026-03-15", "2026-03-16", "2026-03-17"]
    assert found[-1]["focusTime"] == 0
    assert buckets(server, start="2020-01-01", end="2020-01-01")[0]["focusTime"] == 0


def test_categories_come_when_they_are_asked_for(server):
    fields = "categories { timeSpent category { key idle } }"
    assert buckets(server, fields)[2]["categories"] == []
    assert buckets(server, fields, more=", includeCategories: true")[2]["categories"]


def test_a_session_under_way_ends_now(server):
    noon = datetime(2026, 3, 11, 11, 0, tzinfo=UTC)
    running = next(s for s in workday(ALEX, noon.date()) if s.kind == "focus")
    server.set_now(datetime.fromtimestamp(running.start + 600, UTC))
    found = ask(server, SESSIONS, a="2026-03-11T00:00:00Z", b="2026-03-12T00:00:00Z").json()
    last = found["data"]["sessions"][-1]
    assert datetime.fromisoformat(last["endTime"]).timestamp() == running.start + 600


def test_two_sandboxes_say_the_same_and_it_outlives_neither(server):
    assert buckets(server) == buckets(server)
    assert [s.id for s in workday(ALEX, DAYS[0])] == [s.id for s in workday(ALEX, DAYS[0])]


def focus(person, day):
    return sum(s.seconds for s in workday(person, day) if s.kind == "focus" and s.seconds < 4 * 3600)


@pytest.mark.parametrize("person", [ALEX, SAM])
def test_a_short_night_makes_less_focus(person):
    days = [d for d in DAYS if d.weekday() < 5 and day_of(person, d).ill < 0.3 and workday(person, d)]
    short = [focus(person, d) for d in days if is_after_short_night(person, d)]
    rested = [focus(person, d) for d in days if not is_after_short_night(person, d)]
    assert len(short) > 20
    assert mean(short) < 0.9 * mean(rested)


def test_hardly_anybody_works_at_the_week_end_or_when_ill():
    free = [bool(workday(ALEX, d)) for d in DAYS if d.weekday() >= 5]
    assert 0.05 < mean(free) < 0.35
    assert not any(s.kind == "meeting" for d in DAYS if d.weekday() >= 5 for s in workday(ALEX, d))
    assert not any(workday(ALEX, d) for d in DAYS if day_of(ALEX, d).ill > 0.5)


def test_some_work_crosses_midnight_and_some_a_change_of_the_clocks():
    late = [s for d in DAYS for s in workday(ALEX, d) if s.seconds in (4 * 3600, 110 * 60)]
    assert len(late) > 10
    assert any(s.seconds == 4 * 3600 for s in late)
