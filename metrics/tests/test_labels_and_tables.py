"""What the label of a day and the table below a chart say: own words, the source, corrections, the zone."""

import html
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from metrics import corrections
from metrics.tests.factories import DailyMetricFactory, SleepPeriodFactory

pytestmark = pytest.mark.django_db

DAYS = 100
NOW = datetime(2026, 3, 5, 11, tzinfo=UTC)  # a Thursday


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def person(client):
    user = UserFactory(timezone="Europe/Berlin")
    client.force_login(user)
    return user


def give(user, key, value, last=None):
    """The same number on every day, and another one on the last whole day."""
    for back in range(1, DAYS):
        day = user.today() - timedelta(days=back)
        number = last if last is not None and back == 1 else value
        DailyMetricFactory(user=user, day=day, metric=key, value=number)


def plain(text):
    return html.unescape(text).replace("\u202f", " ").replace("\xa0", " ")


def label(client, user, name, **asked):
    """The label of yesterday."""
    day = (user.today() - timedelta(days=1)).isoformat()
    drawn = client.get(reverse("figure", args=[name]), {"range": "30", **asked}).json()
    spoken = [trace for trace in drawn["data"] if "hovertext" in trace]
    return next(
        plain(text)
        for trace in spoken
        for text, link in zip(trace["hovertext"], trace["customdata"], strict=True)
        if link == day
    ).split("<br>")[1:]


def test_a_night_says_how_it_lies_and_who_says_so(client, person):
    give(person, "sleep.total", 27_000.0, last=24_300.0)

    assert label(client, person, "sleep-durations") == ["6 h 45 min", "Lowest in 60 days", "Oura"]


def test_times_in_bed_say_it_of_both_ends(client, person):
    give(person, "sleep.bedtime", -3_600.0, last=1_800.0)
    give(person, "sleep.waketime", 25_200.0)

    assert label(client, person, "sleep-times") == [
        "00:30 to 07:00",
        "In bed: Latest in 60 days",
        "Up: Usual for you",
        "Oura",
    ]


def test_work_says_it_of_each_part_among_days_of_its_kind(client, person):
    give(person, "work.focus", 14_400.0, last=18_000.0)
    give(person, "work.break", 1_800.0)

    assert label(client, person, "work-days") == [
        "Focus: 5 h",
        "Highest working day in 90 days",
        "Break: 30 min",
        "Usual for a working day",
        "Oura",
    ]


def test_activity_stress_and_temperature_say_it_too(client, person):
    give(person, "activity.high", 1_800.0)
    give(person, "stress.high", 3_600.0)
    give(person, "readiness.temperature_deviation", 0.0, last=0.6)

    usual = "Usual for a working day"
    assert label(client, person, "activity-intensity") == ["High: 30 min", usual, "Oura"]
    assert label(client, person, "recovery-stress") == ["High stress: 1 h", usual, "Oura"]
    assert label(client, person, "recovery-temperature") == ["+0.60 °C", "Highest in 60 days", "Oura"]


def test_blood_pressure_says_it_of_both_numbers(client, person):
    give(person, "vital.systolic", 120.0, last=131.0)
    give(person, "vital.diastolic", 80.0)

    assert label(client, person, "vitals-pressure") == [
        "131 over 80 mmHg",
        "Systolic: Highest in 60 days",
        "Diastolic: Usual for you",
        "Oura",
    ]


def test_two_numbers_against_each_other_say_it_of_both(client, person):
    give(person, "activity.steps", 8_000.0)
    give(person, "sleep.hrv", 50.0, last=41.0)

    assert label(client, person, "explore-scatter", a="activity.steps", b="sleep.hrv") == [
        "Steps: 8,000",
        "Usual for a working day",
        "HRV: 41 ms",
        "Lowest in 60 days",
        "Oura",
    ]


def test_a_running_day_says_only_that_it_runs(client, person):
    give(person, "activity.high", 1_800.0)
    DailyMetricFactory(user=person, day=person.today(), metric="activity.high", value=60.0)
    drawn = client.get(reverse("figure", args=["activity-intensity"]), {"range": "30"}).json()
    texts = next(trace["hovertext"] for trace in drawn["data"] if "hovertext" in trace)

    assert plain(texts[-1]).split("<br>")[1:] == ["High: 1 min", "so far today", "Oura"]


def test_labels_of_weeks_stay_as_short_as_they_are(client, person):
    give(person, "sleep.total", 27_000.0)
    drawn = client.get(reverse("figure", args=["sleep-durations"]), {"range": "365"}).json()
    texts = next(trace["hovertext"] for trace in drawn["data"] if "hovertext" in trace)

    assert plain(next(filter(None, texts))).split("<br>")[1:] == ["7 h 30 min"]


# --- Tables ------------------------------------------------------------------------------------------


def row(client, name, day, **asked):
    page = client.get(reverse("figure", args=[name]), {"format": "table", "range": "30", **asked})
    rows = re.findall(r"<tr>(.*?)</tr>", page.content.decode(), re.S)
    when = f"{day:%a} {day.day} {day:%b}"
    return plain(next(found for found in rows if when in found))


def mark(user, key, day, **what):
    whose = {"user": user, "by": user, "day": day, "metric": key, "source": "oura"}
    if "value" in what:
        return corrections.correct_daily(**whose, **what)
    return corrections.exclude_daily(**whose, excluded=True)


TABLES = [
    ("trend", "sleep.total", {"metric": "sleep.total"}),
    ("sleep-durations", "sleep.total", {}),
    ("work-days", "work.focus", {}),
    ("activity-intensity", "activity.high", {}),
    ("recovery-stress", "stress.high", {}),
    ("explore-panels", "sleep.total", {"a": "sleep.total", "b": "sleep.hrv"}),
]


@pytest.mark.parametrize(("name", "key", "asked"), TABLES)
def test_a_corrected_number_has_a_pencil_and_the_sources_value_below_it(client, person, name, key, asked):
    give(person, key, 27_000.0)
    day = person.today() - timedelta(days=2)
    mark(person, key, day, value=26_880.0)

    found = row(client, name, day, **asked)

    assert "icon-pencil" in found
    assert re.search(r'7 h 28 min<s class="was">7 h 30 min</s>', found)
    assert "icon-pencil" not in row(client, name, day - timedelta(days=1), **asked)


@pytest.mark.parametrize(("name", "key", "asked"), TABLES)
def test_a_number_that_was_left_out_is_struck_through(client, person, name, key, asked):
    give(person, key, 27_000.0)
    day = person.today() - timedelta(days=2)
    mark(person, key, day)

    assert "<s>7 h 30 min</s>" in row(client, name, day, **asked)


def test_the_file_of_a_table_says_what_stands(client, person):
    give(person, "sleep.total", 27_000.0)
    day = person.today() - timedelta(days=2)
    mark(person, "sleep.total", day, value=26_880.0)
    asked = {"metric": "sleep.total", "range": "30", "format": "csv"}

    assert (
        f"{day},26880.0,oura,corrected"
        in client.get(reverse("figure", args=["trend"]), asked).content.decode()
    )


# --- The zone ----------------------------------------------------------------------------------------


@pytest.fixture
def abroad(person):
    """A night in Tokyo between two at home."""
    day = person.today() - timedelta(days=1)
    for back, offset in ((0, 32_400), (1, 3_600)):
        when = day - timedelta(days=back)
        SleepPeriodFactory(user=person, day=when, utc_offset=offset, **hours(when))
        DailyMetricFactory(user=person, day=when, metric="sleep.bedtime", value=-3_600.0)
        DailyMetricFactory(user=person, day=when, metric="sleep.waketime", value=25_200.0)
    return day


def hours(day: date):
    start = datetime.combine(day - timedelta(days=1), time(22), UTC)
    return {"start": start, "end": start + timedelta(hours=8)}


def test_a_night_away_from_home_has_its_zone_beside_its_times(client, person, abroad):
    night = row(client, "sleep-times", abroad)

    assert "23:00 UTC+9" in night and "07:00 UTC+9" in night
    assert "UTC" not in row(client, "sleep-times", abroad - timedelta(days=1))
    assert "23:00 to 07:00 UTC+9" in label(client, person, "sleep-times")


def test_the_trend_of_a_bedtime_and_its_pages_say_the_zone(client, person, abroad):
    assert "23:00 UTC+9" in label(client, person, "trend", metric="sleep.bedtime")
    assert "23:00 UTC+9" in row(client, "trend", abroad, metric="sleep.bedtime")
    assert "23:00 UTC+9" in plain(client.get(reverse("metric", args=["sleep.bedtime"])).content.decode())


def test_the_sentence_of_a_night_says_the_zone(client, person, abroad):
    page = plain(client.get(reverse("night", args=[abroad])).content.decode())

    assert "asleep between 07:00 and 15:00 UTC+9." in page
