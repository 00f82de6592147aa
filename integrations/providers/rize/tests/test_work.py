"""Rize's records as values: literals in, values out."""

from datetime import UTC, date, datetime, timedelta

import pytest

from integrations.contract import Context
from integrations.providers.rize import work
from integrations.providers.rize.fields import identify_bucket, identify_session, is_over, slug_of

from .samples import sample

CONTEXT = Context(zone="Europe/Berlin")


def session(**changes):
    [found] = work.session(sample("sessions", **changes), CONTEXT)
    return found


def numbers(**changes):
    return {value.metric: value.value for value in work.summary(sample("summaries", **changes), CONTEXT)}


def test_a_session_keeps_its_instants_its_offset_and_its_words():
    found = session()
    assert (found.external_id, found.day, found.kind) == ("12434423422125", date(2026, 3, 10), "focus")
    assert found.start == datetime(2026, 3, 10, 8, 5, tzinfo=UTC)
    assert found.end - found.start == timedelta(minutes=90, seconds=30)
    assert (found.utc_offset, found.end_utc_offset) == (3600, 3600)
    assert (found.title, found.description) == ("Launch plan", "the part with the prices")


def test_a_session_across_midnight_belongs_to_the_day_on_which_it_began():
    found = session(startTime="2026-03-10T23:30:00-05:00", endTime="2026-03-11T00:45:00-05:00")
    assert (found.day, found.utc_offset) == (date(2026, 3, 10), -18000)
    assert found.end - found.start == timedelta(minutes=75)


def test_a_session_through_a_change_of_the_clocks_is_as_long_as_it_was():
    found = session(startTime="2026-03-28T23:30:00+01:00", endTime="2026-03-29T04:30:00+02:00")
    assert found.end - found.start == timedelta(hours=4)
    assert (found.utc_offset, found.end_utc_offset) == (3600, 7200)


def test_times_without_a_zone_are_of_the_account_s():
    late = {
        "startTime": "2026-03-28T23:30:00Z",
        "endTime": "2026-03-29T01:30:00Z",
        "timezone": "Europe/Berlin",
    }
    found = session(**late)
    assert (found.day, found.utc_offset, found.end_utc_offset) == (date(2026, 3, 29), 3600, 7200)
    assert found.start == datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    named, day = identify_session(sample("sessions", id=None, **late))
    assert (named, day) == ("start-2026-03-28T23:30:00+00:00", date(2026, 3, 29))


@pytest.mark.parametrize(
    ("start", "day", "offset"),
    [
        ("2026-03-10T23:30:00+00:00", date(2026, 3, 10), 0),  # in Lisbon in winter, say
        ("2026-03-10T23:30:00-05:00", date(2026, 3, 10), -18000),
    ],
)
def test_a_zone_that_came_with_a_time_counts(start, day, offset):
    found = session(startTime=start, endTime="2026-03-11T06:00:00+00:00", timezone="Europe/Berlin")
    assert (found.day, found.utc_offset) == (day, offset)


@pytest.mark.parametrize(("word", "kind"), [("Break", "break"), ("pairing", "pairing"), (None, "other")])
def test_a_word_nobody_knows_is_kept(word, kind):
    assert session(type=word).kind == kind


def test_words_may_be_missing():
    found = session(title=None, description=None)
    assert (found.title, found.description) == ("", "")


def test_a_session_without_an_id_goes_by_its_start():
    name, day = identify_session(sample("sessions", id=None))
    assert (name, day) == ("start-2026-03-10T08:05:00+00:00", date(2026, 3, 10))
    assert session(id=None).external_id == name


@pytest.mark.parametrize(
    "changes", [{"endTime": "2026-03-10T08:00:00+01:00"}, {"startTime": None}, {"type": 7}]
)
def test_a_session_that_cannot_be_is_refused(changes):
    with pytest.raises((KeyError, TypeError, ValueError)):
        session(**changes)


NOW = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("end", "over"),
    [
        ("2026-03-10T10:59:00+01:00", True),
        ("2026-03-10T10:59:30+01:00", False),
        ("2026-03-10T11:00:01+01:00", False),
        (None, False),
        ("soon", True),  # the normaliser refuses it, where a person can see that
    ],
)
def test_a_session_under_way_is_left_for_later(end, over):
    assert is_over(sample("sessions", endTime=end), NOW) is over


@pytest.mark.parametrize("written", ["2026-03-10", "2026-03-10 00:00:00 -0500", "2026-03-10T05:00:00Z"])
def test_the_day_of_a_bucket_is_the_date_that_it_names(written):
    assert identify_bucket(sample("summaries", date=written)) == ("2026-03-10", date(2026, 3, 10))


def test_all_times_are_seconds_the_working_hours_too():
    assert numbers() == {
        "work.focus": 12840,
        "work.break": 2700,
        "work.meeting": 5400,
        "work.tracked": 24660,
        "work.hours": 22140,
    }


def test_no_meeting_on_a_day_of_work_is_a_zero_and_a_day_without_anything_is_nothing():
    assert numbers(meetingTime=0)["work.meeting"] == 0
    assert numbers(focusTime=0, breakTime=0, meetingTime=0, trackedTime=0, workHours=0) == {}


def test_what_rize_does_not_say_is_left_out():
    assert "work.hours" not in numbers(workHours=None)


def test_time_by_category_is_the_person_s_own_and_idle_time_is_none():
    found = {value.metric: value for value in work.categories(sample("categories"), CONTEXT)}
    assert set(found) == {"work.category.code", "work.category.ubersetzung-a"}
    code = found["work.category.code"]
    assert (code.value, code.label, code.unit, code.aggregate) == (9600, "Code & tests", "s", "sum")


def test_two_categories_that_come_to_one_name_are_added_up():
    entries = [
        {"timeSpent": n, "category": {"key": key, "name": key}} for key, n in [("a b", 60), ("a-b", 30)]
    ]
    [found] = work.categories(sample("categories", categories=entries), CONTEXT)
    assert (found.metric, found.value) == ("work.category.a-b", 90)


@pytest.mark.parametrize("key", ["日本語", "", "***"])
def test_every_category_has_a_name_that_can_stand_in_an_address(key):
    assert slug_of(key).isascii() and slug_of(key) == slug_of(key) != ""
