"""Windows and pages are cut as real accounts have shown."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.sandbox.server import SandboxServer

from .helpers import get, window

START, END = "2026-02-10", "2026-02-20"
DAILY = (
    "daily_sleep", "daily_readiness", "daily_stress", "daily_spo2", "daily_resilience",
    "daily_cardiovascular_age", "sleep_time",
)  # fmt: skip


def days(server: SandboxServer, name: str, token: str, start: str, end: str) -> list[str]:
    return [document["day"] for document in window(server, name, token, start, end)]


@pytest.mark.parametrize("name", DAILY)
def test_daily_scores_include_the_end_day(server: SandboxServer, token: str, name: str) -> None:
    found = days(server, name, token, START, END)

    assert (min(found), max(found)) == (START, END)


def test_activity_excludes_the_end_day(server: SandboxServer, token: str) -> None:
    found = days(server, "daily_activity", token, START, END)

    assert (min(found), max(found)) == (START, "2026-02-19")


def test_sleep_excludes_the_end_day_and_loses_the_first_night(server: SandboxServer, token: str) -> None:
    """The first night began on the evening before the window."""
    found = days(server, "sleep", token, START, END)

    assert max(found) == "2026-02-19"
    night = [each for each in window(server, "sleep", token, "2026-02-08", END) if each["day"] == START]
    assert night[0]["bedtime_start"] < START
    assert night[0]["id"] not in {each["id"] for each in window(server, "sleep", token, START, END)}


def test_workouts_are_cut_by_the_utc_date_of_their_start(server: SandboxServer) -> None:
    server.set_now(datetime(2026, 10, 1, tzinfo=UTC))
    token = server.grant("alex")["access_token"]
    all_of_it = window(server, "workout", token, "2026-08-01", "2026-09-30")
    for workout in all_of_it:
        day = datetime.fromisoformat(workout["start_datetime"]).astimezone(UTC).date()
        next_day = (day + timedelta(days=1)).isoformat()
        assert workout in window(server, "workout", token, day.isoformat(), next_day)
        assert workout not in window(server, "workout", token, next_day, next_day)
    assert len(all_of_it) > 10


def test_both_bounds_may_be_instants(server: SandboxServer, token: str) -> None:
    found = days(server, "daily_activity", token, "2026-02-10T00:00:00Z", "2026-02-10T23:59:59+00:00")

    assert found == ["2026-02-10"]


@pytest.mark.parametrize("bad", ["yesterday", "2026-13-01", "2026-02-30"])
def test_bad_dates_are_refused(server: SandboxServer, token: str, bad: str) -> None:
    answer = get(server, "daily_sleep", token, start_date=bad, end_date=END)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "start_date"]


def test_odd_numbers_are_taken_for_instants(server: SandboxServer, token: str) -> None:
    assert get(server, "daily_sleep", token, start_date="1", end_date="2").json()["data"] == []


def test_bare_dates_make_an_empty_heart_rate_window(server: SandboxServer, token: str) -> None:
    answer = get(server, "heartrate", token, start_datetime=START, end_datetime=END)

    assert answer.json() == {"data": [], "next_token": None}


def test_heart_rate_is_given_for_thirty_days_at_most(server: SandboxServer, token: str) -> None:
    bounds = {"start_datetime": "2026-02-01T00:00:00Z"}

    assert get(server, "heartrate", token, **bounds, end_datetime="2026-03-03T00:00:00Z").status_code == 200
    assert get(server, "heartrate", token, **bounds, end_datetime="2026-03-03T00:00:01Z").status_code == 400


def test_heart_rate_comes_in_pages_of_a_thousand(server: SandboxServer, token: str) -> None:
    bounds = {"start_datetime": "2026-02-01T00:00:00Z", "end_datetime": "2026-02-11T00:00:00Z"}
    first = get(server, "heartrate", token, **bounds).json()
    second = get(server, "heartrate", token, next_token=first["next_token"]).json()

    assert len(first["data"]) == 1000
    assert first["data"][-1]["timestamp"] <= second["data"][0]["timestamp"]
    everything = window(server, "heartrate", token, *bounds.values())
    assert everything[:2000] == first["data"] + second["data"]
    in_two = [
        *window(server, "heartrate", token, bounds["start_datetime"], "2026-02-05T13:30:00Z"),
        *window(server, "heartrate", token, "2026-02-05T13:30:00Z", bounds["end_datetime"]),
    ]
    assert in_two == everything


def test_heart_rate_without_bounds_is_the_last_day(server: SandboxServer, token: str) -> None:
    found = get(server, "heartrate", token).json()["data"]

    assert found[0]["timestamp"] >= "2026-03-14T12:00:00"
    assert "2026-03-15T11:45:00" <= found[-1]["timestamp"] <= "2026-03-15T12:00:00"
    latest = get(server, "heartrate", token, latest="true").json()["data"]
    assert latest == found[-1:]


def test_documents_have_pages_too(server: SandboxServer, token: str) -> None:
    whole = window(server, "daily_sleep", token, START, END)
    server.settings.page_sizes = {"heartrate": 1000, "daily_sleep": 4}

    assert window(server, "daily_sleep", token, START, END) == whole
    assert len(server.requests("daily_sleep")) == 1 + 3


def test_a_token_from_elsewhere_is_refused(server: SandboxServer, token: str) -> None:
    assert get(server, "daily_sleep", token, next_token="nonsense").status_code == 400
    assert get(server, "heartrate", token, next_token="nonsense").status_code == 400


def test_chosen_fields_come_with_id_and_day(server: SandboxServer, token: str) -> None:
    some = get(server, "daily_sleep", token, start_date=START, end_date=END, fields="score").json()["data"]
    unknown = get(server, "daily_sleep", token, start_date=START, end_date=END, fields="colour").json()[
        "data"
    ]

    assert some[0].keys() == {"id", "day", "score"}
    assert "contributors" in unknown[0]
