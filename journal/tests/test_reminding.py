"""When a reminder is due, and of which day it asks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal import reminding

BERLIN = ZoneInfo("Europe/Berlin")
OFTEN = timedelta(minutes=5)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def sent_in(zone: ZoneInfo, at: time, first: datetime, last: datetime) -> list[tuple[datetime, date]]:
    """What a task that comes often would send between two moments, each day once."""
    reminded_on, sent = date.min, []
    while first <= last:
        day = reminding.due(at, zone, first)
        if day and day > reminded_on:
            reminded_on = day
            sent.append((first, day))
        first += OFTEN
    return sent


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (utc(2026, 11, 22, 19, 59), None),
        (utc(2026, 11, 22, 20, 0), date(2026, 11, 22)),
        (utc(2026, 11, 22, 22, 0), date(2026, 11, 22)),
        (utc(2026, 11, 22, 22, 1), None),
    ],
)
def test_it_is_due_for_two_hours(now, day):
    assert reminding.due(time(21), BERLIN, now) == day


def test_just_before_midnight_it_may_go_out_after_it_and_is_still_of_that_day():
    assert reminding.due(time(23, 30), BERLIN, utc(2026, 11, 22, 23, 30)) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("at", "day", "moment"),
    [
        # 02:30 was left out on 29 March 2026, and came twice on 25 October.
        (time(2, 30), date(2026, 3, 29), utc(2026, 3, 29, 1, 30)),
        (time(2, 30), date(2026, 10, 25), utc(2026, 10, 25, 0, 30)),
        (time(21), date(2026, 3, 29), utc(2026, 3, 29, 19)),
        (time(21), date(2026, 10, 25), utc(2026, 10, 25, 20)),
    ],
)
def test_when_the_clocks_change_there_is_exactly_one(at, day, moment):
    begin = datetime.combine(day, time(0), tzinfo=BERLIN).astimezone(UTC)
    sent = sent_in(BERLIN, at, begin, begin + timedelta(hours=23))

    assert [one for one in sent if one[1] == day] == [(moment, day)]


def test_a_day_that_a_zone_left_out_has_none():
    sent = sent_in(ZoneInfo("Pacific/Apia"), time(9), utc(2011, 12, 28), utc(2012, 1, 1))

    assert [day for _, day in sent] == [*(date(2011, 12, n) for n in (28, 29, 31)), date(2012, 1, 1)][
        : len(sent)
    ]
    assert date(2011, 12, 30) not in [day for _, day in sent]


@settings(max_examples=40)
@given(
    zone=st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Niue"]
    ),
    at=st.times().map(lambda t: t.replace(minute=t.minute // 5 * 5, second=0, microsecond=0)),
    begin=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20)).map(
        lambda d: d.replace(minute=0, second=0, microsecond=0, tzinfo=UTC)
    ),
)
def test_every_day_has_one_mail_in_every_zone(zone, at, begin):
    sent = sent_in(ZoneInfo(zone), at, begin, begin + timedelta(days=3))
    days = [day for _, day in sent]

    assert len(days) == len(set(days)) in (3, 4)
    assert days == sorted(days)


@pytest.mark.parametrize(("at", "about"), [(time(8), 21), (time(11, 59), 21), (time(12), 22), (time(21), 22)])
def test_before_noon_it_asks_about_the_day_before(at, about):
    assert reminding.asked_about(date(2026, 11, 22), at, BERLIN) == date(2026, 11, about)


def test_the_morning_after_a_day_that_never_was_asks_about_the_one_that_was():
    assert reminding.asked_about(date(2011, 12, 31), time(8), ZoneInfo("Pacific/Apia")) == date(2011, 12, 29)
