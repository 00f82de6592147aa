"""The invented data hold together, and what the README promises is in them."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import ceil, inf
from statistics import mean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.sandbox.life import day_of, illness
from integrations.sandbox.oura import heart, scores, sleep
from integrations.sandbox.oura.collections import COLLECTIONS
from integrations.sandbox.people import ALEX, HOUSEHOLD, PEOPLE, ROBIN, Person
from integrations.sandbox.server import SandboxServer

from .helpers import window

DAY = timedelta(days=1)
YEAR = [date(2025, 3, 1) + step * DAY for step in range(365)]
people = st.sampled_from(list(PEOPLE.values()))
days = st.dates(date(2016, 1, 1), date(2035, 12, 31))


def documents(name: str, person: Person, days: list[date], now: float = inf) -> Iterator[dict[str, Any]]:
    for day in days:
        for document in COLLECTIONS[name].build(person, day, now):
            yield json.loads(document.text)


def nights(person: Person) -> dict[str, dict[str, Any]]:
    """A year of long sleep, by day."""
    return {each["day"]: each for each in documents("sleep", person, YEAR) if each["type"] == "long_sleep"}


@given(people, days)
def test_the_parts_of_every_sleep_add_up(person: Person, day: date) -> None:
    for each in documents("sleep", person, [day]):
        start, end = (datetime.fromisoformat(each[f"bedtime_{name}"]) for name in ("start", "end"))
        stages = sum(each[f"{stage}_sleep_duration"] for stage in ("deep", "light", "rem"))
        assert each["time_in_bed"] == (end - start).total_seconds()
        assert each["time_in_bed"] == each["total_sleep_duration"] + each["awake_time"]
        assert each["total_sleep_duration"] == stages
        assert len(each["sleep_phase_5_min"]) == ceil(each["time_in_bed"] / 300)
        if each["heart_rate"]:
            assert (
                len(each["heart_rate"]["items"])
                == len(each["hrv"]["items"])
                == len(each["sleep_phase_5_min"])
            )
            assert len(each["sleep_phase_30_sec"]) == len(each["movement_30_sec"]) == each["time_in_bed"] / 30


@given(people, days)
def test_the_day_is_the_date_of_the_end_and_changes_at_18(person: Person, day: date) -> None:
    for each in documents("sleep", person, [day]):
        end = datetime.fromisoformat(each["bedtime_end"])
        assert each["day"] == (end.date() + DAY * (end.hour >= 18)).isoformat()


@given(people, days)
def test_no_two_periods_of_sleep_overlap(person: Person, day: date) -> None:
    found = [period for each in (day, day + DAY) for period in sleep.periods(person, each)]

    assert all(first.end <= second.start for first, second in zip(found, found[1:], strict=False))


@given(people, days)
def test_a_day_of_activity_is_whole(person: Person, day: date) -> None:
    for each in documents("daily_activity", person, [day]):
        kinds = ("high_activity", "medium_activity", "low_activity", "sedentary", "resting", "non_wear")
        assert sum(each[f"{kind}_time"] for kind in kinds) == 86400
        assert (len(each["class_5_min"]), len(each["met"]["items"])) == (288, 1440)
        assert each["timestamp"][11:19] == "04:00:00"


@given(people, days)
def test_heart_rate_is_in_order_and_within_its_day(person: Person, day: date) -> None:
    rows = [json.loads(text) for _, text in heart.rows(person, day)]

    assert [row["timestamp_unix"] for row in rows] == sorted(row["timestamp_unix"] for row in rows)
    assert {row["timestamp"][:10] for row in rows} <= {day.isoformat()}
    assert all(30 < row["bpm"] < 210 for row in rows)


def test_two_servers_tell_the_same(server: SandboxServer, token: str) -> None:
    other = SandboxServer(now=server.sandbox.clock.now).start()
    bounds = ("2026-02-01T00:00:00Z", "2026-02-08T00:00:00Z")
    try:
        for name in (*COLLECTIONS, "heartrate"):
            theirs = window(other, name, other.grant("alex")["access_token"], *bounds)
            assert window(server, name, token, *bounds) == theirs
    finally:
        other.stop()


def test_history_is_the_same_whenever_it_is_asked_for(server: SandboxServer) -> None:
    token = server.grant("alex", expires_in=10 * 86400)["access_token"]
    before = window(server, "sleep", token, "2026-02-01", "2026-03-10")
    server.set_now(datetime(2026, 3, 20, 9, tzinfo=UTC))

    assert window(server, "sleep", token, "2026-02-01", "2026-03-10") == before


def test_history_goes_back_four_hundred_days(server: SandboxServer, token: str) -> None:
    found = window(server, "daily_activity", token, "2020-01-01", "2026-03-16")

    assert (found[0]["day"], found[-1]["day"]) == ("2025-02-08", "2026-03-15")


def test_last_night_is_there_today_and_tonight_tomorrow(server: SandboxServer, token: str) -> None:
    assert window(server, "sleep", token, "2026-03-12", "2026-03-20")[-1]["day"] == "2026-03-15"

    server.set_now(datetime(2026, 3, 16, 12, tzinfo=UTC))
    token = server.grant("alex")["access_token"]
    assert window(server, "sleep", token, "2026-03-12", "2026-03-20")[-1]["day"] == "2026-03-16"


def test_a_night_in_progress_has_no_end_and_keeps_its_id(server: SandboxServer) -> None:
    server.set_now(datetime(2026, 3, 16, 2, tzinfo=UTC))
    token = server.grant("alex")["access_token"]
    unfinished = window(server, "sleep", token, "2026-03-14", "2026-03-20")[-1]
    assert (unfinished["bedtime_end"], unfinished["total_sleep_duration"]) == (None, None)
    assert "2026-03-16" not in {
        each["day"] for each in window(server, "daily_sleep", token, "2026-03-14", "2026-03-20")
    }

    server.set_now(datetime(2026, 3, 16, 12, tzinfo=UTC))
    finished = window(server, "sleep", token, "2026-03-14", "2026-03-20")[-1]
    assert finished["id"] == unfinished["id"]
    assert finished["bedtime_end"]


def test_today_grows(server: SandboxServer, token: str) -> None:
    def today() -> dict[str, Any]:
        return window(server, "daily_activity", token, "2026-03-15", "2026-03-16")[0]

    at_noon = today()
    server.set_now(datetime(2026, 3, 15, 18, tzinfo=UTC))
    in_the_evening = today()

    assert in_the_evening["id"] == at_noon["id"]
    assert in_the_evening["steps"] > at_noon["steps"] > 0
    assert in_the_evening["class_5_min"].startswith(at_noon["class_5_min"])


@pytest.mark.parametrize(
    ("day", "before", "after"), [("2026-03-29", "+01:00", "+02:00"), ("2025-10-26", "+02:00", "+01:00")]
)
def test_the_clocks_change_in_the_night(day: str, before: str, after: str) -> None:
    found = [night for person in HOUSEHOLD for night in documents("sleep", person, [date.fromisoformat(day)])]
    night = next(each for each in found if each["type"] == "long_sleep")

    assert night["bedtime_start"].endswith(before)
    assert night["bedtime_end"].endswith(after)


def test_a_trip_changes_the_offset_and_the_date_of_a_timestamp() -> None:
    departure = date.fromisocalendar(2025, 38, 1)
    first, second = (list(documents("sleep", ALEX, [departure + step * DAY]))[0] for step in (0, 1))
    assert (first["bedtime_end"][-6:], second["bedtime_end"][-6:]) == ("+02:00", "-04:00")

    scored = next(documents("daily_sleep", ALEX, [departure]))
    assert scored["timestamp"][:10] < scored["day"]


def test_every_kind_of_sleep_occurs_within_a_year() -> None:
    found = [each for person in HOUSEHOLD for each in documents("sleep", person, YEAR)]

    assert {each["type"] for each in found} == {"long_sleep", "sleep", "late_nap", "rest", "deleted"}
    assert any(each["heart_rate"] is None for each in found)
    split = [each["day"] for each in documents("sleep", ALEX, YEAR) if each["type"] == "long_sleep"]
    assert len(split) > len(set(split))


def test_placeholders_stand_for_days_without_the_ring() -> None:
    off = [day for day in YEAR if not day_of(ALEX, day).worn]
    stress, spo2 = (list(documents(name, ALEX, off)) for name in ("daily_stress", "daily_spo2"))

    assert {(each["stress_high"], each["recovery_high"]) for each in stress} == {(0, 0)}
    assert {each["spo2_percentage"]["average"] for each in spo2} == {0.0}
    assert list(documents("daily_sleep", ALEX, off)) == []
    assert any(each["score"] is None for each in documents("daily_readiness", ALEX, YEAR))


@pytest.mark.parametrize("person", HOUSEHOLD, ids=lambda person: person.slug)
def test_the_planted_effects_can_be_found(person: Person) -> None:
    found = nights(person)
    drank = {each for each in found if day_of(person, date.fromisoformat(each) - DAY).drank}
    trained = {each for each in found if day_of(person, date.fromisoformat(each) - DAY).exercise}

    def difference(field: str, days: set[str]) -> float:
        others = found.keys() - days
        return mean(found[day][field] for day in days) / mean(found[day][field] for day in others) - 1

    assert difference("average_hrv", drank) < -0.1
    assert difference("lowest_heart_rate", drank) > 0.05
    assert difference("deep_sleep_duration", trained) > 0.1


def test_nights_before_free_days_begin_later() -> None:
    offsets = {True: [], False: []}
    for period in (period for day in YEAR for period in sleep.nights(ROBIN, day)):
        late = scores.night_of(ROBIN, period.day).bedtime
        offsets[period.day.weekday() >= 5].append(late)

    assert mean(offsets[True]) - mean(offsets[False]) > 1800


def test_an_ill_week_shows() -> None:
    found = {date.fromisoformat(each["day"]): each for each in documents("daily_readiness", ALEX, YEAR)}
    ill = [each["temperature_deviation"] for day, each in found.items() if illness(ALEX, day) > 0.5]

    assert mean(ill) > 0.6
    assert len(list(documents("rest_mode_period", ALEX, YEAR))) == 1
    assert "tag_generic_sick" in {each["tag_type_code"] for each in documents("enhanced_tag", ALEX, YEAR)}
