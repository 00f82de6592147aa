"""The landing page: six numbers against the person's own usual, and one sentence about them."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from accounts.tests.factories import UserFactory
from healthdash.pages.last_night import is_due
from healthdash.pages.standing_out import day_sentence
from healthdash.pages.status import status_lines
from healthdash.pages.strip import strip
from healthdash.pages.tiles import night_is_missing, reading, readings, tile
from integrations.arrivals import Arrival
from integrations.models import Connection, Heartbeat, StreamState
from integrations.registry import PROVIDERS
from integrations.selectors import ConnectionStatus, State
from journal.days import day_in_question
from journal.entries import month_before, years_before
from journal.models import DailyLog, JournalSettings
from metrics import catalogue, corrections
from metrics.models import DailyMetric
from metrics.selectors import Value
from metrics.tests.factories import DailyMetricFactory
from metrics.tests.years import live

SUNDAY = date(2026, 11, 22)
PREFS = SimpleNamespace(units="metric", clock="24", number_format="1,234.5", week_start=0, currency="EUR")


def said(day, value, **more):
    parts = {"corrected": False, "excluded": False, "withdrawn": False, "raw": value}
    return Value(value=value, source="oura", day=day, **parts | more)


def days(*values, last=SUNDAY):
    """Values of days that follow one another; the last one is of `last`."""
    count = len(values)
    found = {last - timedelta(days=count - 1 - at): value for at, value in enumerate(values)}
    return {day: said(day, value) for day, value in found.items() if value is not None}


def usual(middle, swing, now, count=60):
    """`count` days around a middle, then today's number."""
    return days(*(middle + swing * (n % 5 - 2) for n in range(count)), now)


def one(key, values, today=SUNDAY):
    return tile(reading(catalogue.get(key), values, today, PREFS))


def text(found):
    return " ".join(str(part) for part in found.number).replace("\u202f", " ")


def plain(response):
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


# --- Tiles -------------------------------------------------------------------------------------------


def test_a_night_like_the_others_is_usual():
    found = one("sleep.hrv", usual(50, 2, 50))

    assert (text(found), found.when, found.words, found.level) == (
        "50 ms",
        "last night",
        "Usual for you",
        "usual",
    )


def test_a_night_outside_the_range_is_to_one_side():
    found = one("sleep.hrv", days(*([40, 50, 50, 50, 50, 50, 50, 50, 50, 60] * 6), 41))

    assert found.words == "On the low side: 9 under your usual"
    assert not found.is_extreme


def test_a_night_beyond_all_sixty_is_an_extreme():
    found = one("sleep.lowest_hr", usual(50, 1, 60))

    assert (found.words, found.is_extreme) == ("Highest in 60 days", True)


def test_an_extreme_of_an_early_range_is_no_alarm():
    found = one("sleep.lowest_hr", usual(50, 1, 60, count=10))

    assert not found.is_extreme
    assert "so far" in found.words


def test_the_range_grows_until_seven_nights():
    found = one("sleep.hrv", days(48, 50, 52, 50))

    assert found.words == "3 nights so far; your usual range appears after 7"
    assert found.range_bar is None


def test_a_missing_night_is_never_yesterdays_number():
    found = one("sleep.total", days(*[27_000] * 20, last=SUNDAY - timedelta(days=1)))

    assert (found.number, found.when, found.words) == ((), "last night", "Nothing from last night yet")


def test_an_excluded_night_has_no_number_and_says_who_took_it_out():
    values = usual(27_000, 300, 27_000)
    values[SUNDAY] = said(SUNDAY, None, excluded=True, raw=3_000.0)

    assert (one("sleep.total", values).number, one("sleep.total", values).words) == ((), "Left out by you")


def test_zero_is_a_number_and_not_missing():
    found = one("activity.steps", days(0, None, last=SUNDAY))

    assert text(found) == "0"


def test_steps_are_of_the_last_whole_day_and_say_how_far_today_is():
    values = days(*(8_000 + 100 * (n % 5) for n in range(90)), 4_210)
    found = one("activity.steps", values)

    assert found.when == "yesterday"
    assert found.words == "Usual for a weekend day. 4,210 so far today"


def test_a_day_that_has_brought_nothing_yet_is_not_spoken_of():
    values = days(*(8_000 + 100 * (n % 5) for n in range(90)), 0)

    assert one("activity.steps", values).words == "Usual for a weekend day"


def test_a_stale_number_has_its_date_and_no_verdict():
    found = tile(reading(catalogue.get("sleep.hrv"), three_days_old(), SUNDAY, PREFS, night_is_due=False))

    assert (text(found), found.when, found.words, found.level) == (
        "50 ms",
        "Thu 19 Nov",
        "Nothing newer yet",
        "none",
    )


@pytest.mark.parametrize(("age", "words"), [(7, "Usual for you"), (8, "Nothing newer yet")])
def test_what_is_measured_by_hand_speaks_for_a_week(age, words):
    weights = days(*(70 + n % 5 for n in range(60)), 72, last=SUNDAY - timedelta(days=age))

    assert one("vital.weight", weights).words == words


def test_a_weekend_day_is_compared_with_weekend_days_only():
    start = SUNDAY - timedelta(days=90)
    each = (start + timedelta(days=n) for n in range(90))
    values = {day: said(day, 2_000.0 if day.weekday() >= 5 else 12_000.0) for day in each}

    assert one("activity.steps", values).words == "Usual for a weekend day"


def quiet_weekends(sunday):
    """90 days of about 12,000 steps on working days and 5,000 at weekends, and then a Sunday."""
    start = SUNDAY - timedelta(days=91)
    each = [start + timedelta(days=n) for n in range(91)]
    values = {day: 5_000.0 if day.weekday() >= 5 else 12_000.0 for day in each}
    values |= {day: value + 100 * (day.day % 5) for day, value in values.items()}
    return {day: said(day, value) for day, value in (values | {SUNDAY: float(sunday)}).items()}


MONDAY = SUNDAY + timedelta(days=1)


def test_a_sum_is_extreme_among_the_days_of_its_kind_and_says_so():
    found = one("activity.steps", quiet_weekends(7_000), MONDAY)

    assert (found.when, found.words) == ("yesterday", "Highest weekend day in 90 days")
    assert found.is_extreme
    assert one("activity.steps", quiet_weekends(2_000), MONDAY).words == "Lowest weekend day in 90 days"


def test_a_tile_read_out_names_the_unit_and_the_usual():
    values = days(*([40, 50, 50, 50, 50, 50, 50, 50, 50, 60] * 6), 41)

    assert one("sleep.hrv", values).spoken.replace("\u202f", " ") == (
        "HRV, 41 milliseconds, last night. On the low side: 9 ms under your usual 50"
    )


def test_a_temperature_is_written_as_a_difference():
    found = one("readiness.temperature_deviation", usual(0.0, 0.1, 0.3))

    assert text(found) == "+0.3 °C"


def test_a_tile_reads_as_one_sentence():
    assert one("sleep.total", usual(26_880, 300, 26_880)).spoken == (
        "Sleep, 7 hours 28 minutes, last night. Usual for you"
    )


def test_six_tiles_in_the_order_of_what_a_person_has():
    keys = ["spo2.average", "sleep.score", "activity.steps", "sleep.hrv", "sleep.total", "readiness.score"]
    series = {key: usual(50, 1, 50) for key in [*keys, "vital.weight"]}

    assert [found.metric.key for found in readings(series, SUNDAY, PREFS)] == [
        "sleep.total",
        "readiness.score",
        "sleep.hrv",
        "activity.steps",
        "sleep.score",
        "spo2.average",
    ]


def cells(key, values, today):
    user = UserFactory.build()
    user.today = lambda: today
    found = strip({key: values}, [catalogue.get(key)], user)
    return found.rows[0].cells


def test_the_strip_does_not_judge_a_running_day():
    running = cells("activity.steps", {**quiet_weekends(5_000), MONDAY: said(MONDAY, 1_558.0)}, MONDAY)[-1]

    assert (running.step, running.is_due, running.text) == (None, False, "1,558 so far today")
    assert cells("activity.steps", quiet_weekends(5_000), MONDAY)[-2].step == 1


def test_a_running_day_moves_no_border_of_the_strip():
    steps = days(1_000, 2_000, 3_000, 4_000, 5_000)
    plain_cells = cells("activity.steps", steps, MONDAY)
    with_today = cells("activity.steps", {**steps, MONDAY: said(MONDAY, 10.0)}, MONDAY)

    assert [cell.step for cell in plain_cells[:-1]] == [cell.step for cell in with_today[:-1]]


def test_a_corrected_running_day_keeps_its_mark_in_the_strip():
    steps = {**quiet_weekends(5_000), MONDAY: said(MONDAY, 900.0, corrected=True, raw=800.0)}
    running = cells("activity.steps", steps, MONDAY)[-1]

    assert (running.corrected, running.text) == (True, "900, corrected by you, so far today")


# --- The day's sentence ------------------------------------------------------------------------------


def sentence(*, night_is_due=True, is_behind=False, **series):
    named = {key.replace("__", "."): values for key, values in series.items()}
    found = readings(named, SUNDAY, PREFS, night_is_due=night_is_due)
    return day_sentence(found, is_behind=is_behind)


def three_days_old(now=50):
    return {
        day - timedelta(days=3): said(day - timedelta(days=3), value.value)
        for day, value in usual(50, 2, now).items()
    }


def test_nothing_stands_out_on_a_usual_day():
    assert (
        sentence(sleep__hrv=usual(50, 2, 50)) == "A usual day: nothing stands out against your last 60 days."
    )


def test_one_extreme_alone_leaves_the_day_usual():
    found = sentence(sleep__lowest_hr=usual(50, 1, 60), sleep__hrv=usual(50, 2, 50))

    assert found == "A usual day but for one number: your lowest pulse is the highest in 60 days."


def test_two_extremes_stand_out():
    found = sentence(sleep__lowest_hr=usual(50, 1, 60), sleep__hrv=usual(50, 2, 20))

    assert found == (
        "Two things stand out: your lowest pulse is the highest in 60 days, "
        "and your HRV is the lowest in 60 days."
    )


def of_monday(**series):
    named = {key.replace("__", "."): values for key, values in series.items()}
    return day_sentence(readings(named, MONDAY, PREFS, night_is_due=False))


def test_the_title_calls_a_sum_an_extreme_of_its_kind_of_day_only():
    assert of_monday(activity__steps=quiet_weekends(7_000)) == (
        "Yesterday was a usual day but for one number: "
        "yesterday is the highest weekend day in 90 days for steps."
    )


def test_a_working_day_that_stands_out_is_one_among_working_days():
    tuesday = SUNDAY - timedelta(days=5)
    steps = days(*(12_000 + 100 * (n % 5) for n in range(90)), 20_000, 10, last=tuesday + timedelta(days=1))
    found = [reading(catalogue.get("activity.steps"), steps, tuesday + timedelta(days=1), PREFS)]

    assert "yesterday is the highest working day in 90 days for steps." in day_sentence(found)


def test_a_week_of_sums_beyond_the_range_needs_no_verb_for_them():
    values = days(*([9_000, 10_000, 10_500, 11_000, 12_000] * 16), *[8_600.0] * 7, 9_200, 100)

    assert sentence(activity__steps=values) == (
        "One thing stands out: the last week lies under your usual range for steps."
    )


def test_a_temperature_stands_out_by_how_far_it_lies_from_the_usual():
    found = sentence(sleep__lowest_hr=usual(50, 1, 60), readiness__temperature_deviation=usual(0.0, 0.1, 0.6))

    assert found.replace("\u202f", " ") == (
        "Two things stand out: your lowest pulse is the highest in 60 days, "
        "and your temperature is 0.6 °C above your usual."
    )
    cold = sentence(readiness__temperature_deviation=usual(0.0, 0.1, -0.7))
    assert "your temperature is 0.7 °C under your usual." in cold.replace("\u202f", " ")
    still_warm = sentence(readiness__temperature_deviation=usual(-0.6, 0.05, -0.1))
    assert "your temperature is the highest in 60 days." in still_warm


def test_a_bedtime_is_early_or_late_in_the_title_as_on_its_tile():
    late = reading(catalogue.get("sleep.bedtime"), usual(-3_600, 600, 3_600), SUNDAY, PREFS)

    assert tile(late).words == "Latest in 60 days"
    assert "your bedtime is the latest in 60 days." in day_sentence([late])


def test_a_week_that_left_the_range_stands_out_alone():
    values = days(*([50, 48, 52, 46, 54] * 14), *[45.0] * 8)

    assert sentence(sleep__hrv=values) == (
        "One thing stands out: your HRV has been under your usual range for a week."
    )


def test_a_day_without_its_night_is_not_called_usual():
    night = days(*[27_000] * 60, None)
    steps = days(*(8_000 + 100 * (n % 5) for n in range(90)), 4_210)

    assert sentence(sleep__total=night, activity__steps=steps) == (
        "Last night is not here yet; nothing else stands out."
    )


@pytest.mark.parametrize("night_is_due", [True, False])
def test_when_a_source_has_been_silent_for_days_is_said_in_place_of_a_usual_day(night_is_due):
    assert sentence(night_is_due=night_is_due, sleep__hrv=three_days_old()) == (
        "Nothing has arrived since Thu 19 Nov."
    )
    steps = days(*(8_000 + 100 * (n % 5) for n in range(90)), 4_210)
    assert sentence(night_is_due=night_is_due, sleep__hrv=three_days_old(), activity__steps=steps) == (
        "No night has arrived since Thu 19 Nov; nothing else stands out."
    )


def test_a_weight_of_some_days_ago_makes_no_usual_day_of_yesterday():
    thursday = SUNDAY - timedelta(days=3)
    usual_weights = [72 + n % 5 / 2 for n in range(60)]

    assert sentence(vital__weight=days(*usual_weights, 73.0, last=thursday)) == (
        "Nothing has arrived since Thu 19 Nov."
    )
    assert sentence(vital__weight=days(*usual_weights, 90.0, last=thursday)) == (
        "One thing stands out: your weight of Thu 19 Nov is the highest in 60 days."
    )


def test_an_old_extreme_does_not_stand_out():
    steps = days(*(8_000 + 100 * (n % 5) for n in range(90)), 4_210)
    found = sentence(night_is_due=False, sleep__hrv=three_days_old(now=90), activity__steps=steps)

    assert "HRV" not in found


def test_while_a_source_is_in_trouble_no_day_is_called_usual():
    assert sentence(is_behind=True, sleep__hrv=usual(50, 2, 50)) == (
        "Nothing stands out in what has arrived."
    )
    assert sentence(is_behind=True, sleep__hrv=usual(50, 2, 90)) == (
        "One thing stands out: your HRV is the highest in 60 days."
    )


def test_after_midnight_the_day_that_is_over_is_the_usual_one():
    saturday = SUNDAY - timedelta(days=1)
    night = days(*(50 + n % 5 for n in range(60)), 51, last=saturday)
    steps = days(*(8_000 + 100 * (n % 5) for n in range(90)), 0)

    assert sentence(night_is_due=False, sleep__hrv=night, activity__steps=steps) == (
        "Yesterday was a usual day: nothing stands out against the 60 days before."
    )
    night[saturday] = said(saturday, 90.0)
    assert sentence(night_is_due=False, sleep__hrv=night, activity__steps=steps) == (
        "Yesterday was a usual day but for one number: your HRV of Sat 21 Nov is the highest in 60 days."
    )


def test_a_new_person_is_not_told_that_a_day_is_usual():
    assert "appear after 7 days" in sentence(sleep__hrv=days(50, 51, 52))


# --- The line at the top -----------------------------------------------------------------------------


def status(state, reason=""):
    connection = Connection(provider="oura", reason=reason)
    return ConnectionStatus(provider=PROVIDERS["oura"], connection=connection, state=state)


def test_a_source_that_needs_the_person_stands_at_the_top():
    reason = "Oura stopped accepting our key on Friday 20 Nov."
    lines = status_lines([status(State.RECONNECT, reason)], [], UserFactory.build())

    assert [(line.fact, line.action) for line in lines] == [(reason, "Reconnect Oura")]


@pytest.mark.parametrize(
    ("ago", "helps"),
    [
        (timedelta(days=2), "Reconnect to fetch 2 missing days; nothing you have is lost."),
        (timedelta(days=1), "Reconnect to fetch one missing day; nothing you have is lost."),
        (timedelta(0), "Reconnect, and reading goes on where it stopped; nothing you have is lost."),
        (None, "Reconnect, and reading goes on where it stopped; nothing you have is lost."),
    ],
)
def test_reconnecting_says_how_many_days_it_brings(monkeypatch, ago, helps):
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    reason = "Rize stopped accepting our key on Friday 20 Nov."
    connection = Connection(provider="rize", reason=reason)
    refused = ConnectionStatus(PROVIDERS["rize"], connection, State.RECONNECT)
    refused.connection.last_success_at = None if ago is None else now - ago

    [line] = status_lines([refused], [], UserFactory.build(timezone="Europe/Berlin"))

    assert line.consequence == helps


def test_a_night_that_is_not_here_yet_names_who_has_not_sent_it():
    late = readings({"sleep.total": days(27_000, None)}, SUNDAY, PREFS)

    assert (
        status_lines([status(State.IN_ORDER)], late, UserFactory.build())[0].fact
        == "Oura has not sent last night yet."
    )
    assert status_lines([status(State.PAUSED)], late, UserFactory.build()) == []


def test_a_usual_day_has_no_line():
    here = readings({"sleep.total": days(27_000, 27_000)}, SUNDAY, PREFS)

    assert status_lines([status(State.IN_ORDER)], here, UserFactory.build()) == []


@pytest.mark.django_db
def test_when_it_usually_arrives_is_said_once_it_is_known(monkeypatch):
    late = readings({"sleep.total": days(27_000, None)}, SUNDAY, PREFS)
    monkeypatch.setattr("healthdash.pages.status.usual_arrival", lambda connection: Arrival(34_800, 9))
    known = status(State.IN_ORDER)
    known.connection.pk = 1

    line = status_lines([known], late, UserFactory.build())[0]

    assert line.consequence == "Open the Oura app on your phone; it usually arrives by 09:40."


# --- While a person sleeps ---------------------------------------------------------------------------


def woke(*hours):
    return days(*(hour * 3600.0 for hour in hours), last=SUNDAY - timedelta(days=1))


def at(hour, minute=0):
    """In Berlin."""
    return datetime(2026, 11, 22, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("waketimes", "now", "due"),
    [
        ({}, at(0, 10), False),
        ({}, at(3, 59), False),
        ({}, at(4), True),
        (woke(*[7.5] * 6), at(4), True),  # six mornings say nothing yet
        (woke(*[7.5] * 7), at(7, 29), False),
        (woke(*[7.5] * 7), at(7, 30), True),
        (woke(*[2] * 7), at(3), False),
        (woke(*[14] * 7), at(13), False),
    ],
)
def test_a_night_is_due_from_the_usual_waking_time(waketimes, now, due):
    assert is_due(waketimes, SUNDAY, UserFactory.build(timezone="Europe/Berlin"), now) is due


def test_before_it_is_due_nothing_is_missing_and_the_night_before_stands_with_its_date():
    series = {"sleep.total": days(*[27_000] * 20, last=SUNDAY - timedelta(days=1))}
    found = readings(series, SUNDAY, PREFS, night_is_due=False)

    assert not night_is_missing(found)
    assert status_lines([status(State.IN_ORDER)], found, UserFactory.build()) == []
    assert (text(tile(found[0])), tile(found[0]).when) == ("7 h 30 min", "Sat 21 Nov")


def test_a_night_that_came_early_is_last_night():
    found = readings({"sleep.total": days(27_000, 27_000)}, SUNDAY, PREFS, night_is_due=False)

    assert tile(found[0]).when == "last night"


# --- The page ----------------------------------------------------------------------------------------


@pytest.fixture
def person(client, db):
    user = UserFactory(timezone="Europe/Berlin")
    client.force_login(user)
    return user


def test_nobody_sees_today_without_logging_in(client, db):
    assert client.get("/")["Location"] == "/accounts/login/?next=/"


def test_a_new_person_is_shown_the_first_step(client, person):
    page = plain(client.get("/"))

    assert "Welcome. This page fills as your numbers come in." in page
    assert "Connect a source" in page
    assert "data-figure" not in page


@pytest.mark.parametrize("is_staff", [False, True])
def test_todays_numbers_are_the_persons_own(client, person, is_staff):
    DailyMetricFactory(day=person.today(), value=12_345.0, user=UserFactory())
    person.is_staff = is_staff
    person.save()

    assert "Connect a source" in plain(client.get("/"))


def test_today_shows_tiles_strip_and_one_trend(client, person):
    live(person, 30, until=person.today(), nights=1)

    page = plain(client.get("/"))

    assert page.count('class="tile tile-has-menu"') == 6
    assert 'class="strip"' in page
    assert 'data-figure="/figures/trend/?metric=sleep.total&amp;range=30"' in page


def test_today_is_not_hatched_before_it_is_over(client, person):
    live(person, 30, until=person.today() - timedelta(days=1), nights=1)

    page = plain(client.get("/"))

    assert ": nothing yet" in page
    assert ": nothing recorded" not in page


def test_a_number_of_a_connection_in_trouble_makes_no_usual_day(client, person):
    Heartbeat.objects.create(name="worker", at=datetime.now(UTC))
    Connection.objects.create(user=person, provider="oura", state="needs_reconnect")
    live(person, 30, until=person.today(), nights=1)

    assert "usual day" not in plain(client.get("/"))


def test_a_night_that_we_could_not_read_is_not_the_vendors_to_send(person):
    """Nobody is sent to their phone for what only a later run of ours can help."""
    now = datetime.now(UTC)
    oura = Connection.objects.create(user=person, provider="oura", next_sync_at=now + timedelta(hours=1))
    late = readings({"sleep.total": days(27_000, None)}, SUNDAY, PREFS)
    unread = StreamState.objects.create(connection=oura, stream="sleep", last_error="Oura is unreadable.")
    state = ConnectionStatus(provider=PROVIDERS["oura"], connection=oura, state=State.IN_ORDER)

    [line] = status_lines([state], late, person)
    assert line.fact == "Last night could not be read from Oura."
    assert line.consequence.startswith("Oura is unreadable. The next try comes by itself at ")

    StreamState.objects.filter(pk=unread.pk).update(last_error="")
    [line] = status_lines([state], late, person)
    assert line.fact == "Oura has not sent last night yet."


def test_a_broken_connection_is_told_on_today(client, person):
    Heartbeat.objects.create(name="worker", at=datetime.now(UTC))
    Connection.objects.create(user=person, provider="oura", state="needs_reconnect")

    assert "Reconnect Oura" in plain(client.get("/"))


def test_a_stream_that_fails_for_more_than_a_day_is_told_on_today(client, person):
    now = datetime.now(UTC)
    Heartbeat.objects.create(name="worker", at=now)
    oura = Connection.objects.create(
        user=person, provider="oura", last_success_at=now, next_sync_at=now + timedelta(hours=1)
    )
    since = now - timedelta(hours=27)
    StreamState.objects.create(
        connection=oura, stream="sleep", last_error="Oura is unreadable.", troubled_since=since
    )
    assert "Oura: reading Nights and naps has failed since" in plain(client.get("/"))


# --- A morning without last night --------------------------------------------------------------------


@pytest.fixture
def waiting(person, monkeypatch):
    """A person whose source is in order and has not sent last night; what is asked of it is kept."""
    Heartbeat.objects.create(name="worker", at=datetime.now(UTC))
    connection = Connection.objects.create(
        user=person, provider="oura", next_sync_at=datetime.now(UTC) + timedelta(hours=1)
    )
    live(person, 20, until=person.today() - timedelta(days=1), nights=0)
    asked = []
    monkeypatch.setattr("healthdash.pages.morning.request_sync", asked.append)
    monkeypatch.setattr("healthdash.pages.last_night.UNTIL_HOUR", 24)
    monkeypatch.setattr("healthdash.pages.numbers.is_due", lambda *given: True)
    person.refresh_from_db()
    return SimpleNamespace(person=person, connection=connection, asked=asked)


def wait(client, generation):
    return client.post("/today/waiting/", {"generation": generation})


def test_a_morning_without_last_night_asks_the_source_by_itself(client, waiting):
    assert 'hx-post="/today/waiting/"' in plain(client.get("/"))

    wait(client, waiting.person.generation)

    assert waiting.asked == [waiting.connection]


def test_no_source_is_asked_over_and_over(client, waiting):
    Connection.objects.update(last_success_at=datetime.now(UTC) - timedelta(minutes=5))

    wait(client, waiting.person.generation)

    assert waiting.asked == []


def test_what_has_come_is_handed_to_the_page_that_waits(client, waiting):
    said_before = plain(client.get("/"))
    assert "Nothing from last night yet" in said_before
    night(waiting.person, 26_880)

    answer = wait(client, waiting.person.generation - 1)

    assert "7 hours 28 minutes, last night" in plain(answer)
    assert (answer["HX-Trigger"], answer.status_code) == ("numbersChanged", 286), "and nothing more is asked"
    assert "HX-Refresh" not in answer
    assert waiting.asked == []


def test_a_page_waits_on_while_something_else_has_come(client, waiting):
    answer = wait(client, waiting.person.generation - 1)

    assert answer.status_code == 200
    assert f'id="today-generation" value="{waiting.person.generation}"' in plain(answer)


def test_what_comes_before_it_was_said_how_rested_one_feels_stays_covered(client, waiting):
    JournalSettings.objects.create(user=waiting.person, feel_first=True)
    night(waiting.person, 26_880)

    page = plain(wait(client, waiting.person.generation - 1))

    assert "How rested do you feel?" in page
    assert "7 hours 28 minutes" not in page


def night(person, seconds):
    DailyMetricFactory(user=person, day=person.today(), metric="sleep.total", source="oura", value=seconds)


def test_only_a_source_that_sent_nights_is_asked_for_one(client, waiting):
    Connection.objects.create(
        user=waiting.person, provider="rize", next_sync_at=waiting.connection.next_sync_at
    )

    wait(client, waiting.person.generation)

    assert waiting.asked == [waiting.connection]


def test_no_file_is_asked_for_a_night(client, waiting):
    """All nights are from a table that was uploaded: nothing of it comes by itself."""
    Connection.objects.update(provider="files")
    DailyMetric.objects.filter(source="oura").update(source="files")
    page = plain(client.get("/"))

    wait(client, waiting.person.generation)

    assert "/today/waiting/" not in page
    assert "has not sent last night" not in page
    assert waiting.asked == []


def test_nothing_is_asked_once_the_night_is_here(client, waiting):
    night(waiting.person, 26_880)

    wait(client, waiting.person.generation)

    assert waiting.asked == []


def test_only_a_morning_waits(client, waiting, monkeypatch):
    monkeypatch.setattr("healthdash.pages.last_night.UNTIL_HOUR", 0)

    assert "/today/waiting/" not in plain(client.get("/"))


def test_nothing_is_asked_of_another_persons_source(client, waiting):
    other = UserFactory()
    client.force_login(other)

    wait(client, other.generation)

    assert waiting.asked == []


@pytest.mark.parametrize("query", ["", "?range=90", "?range=365", "?range=x", "?from=2026-01-01"])
def test_today_asks_the_database_little_however_long_the_history(
    client, person, query, django_assert_max_num_queries
):
    live(person, 100, until=person.today(), nights=1)
    old = [
        DailyMetric(
            user=person,
            day=person.today() - timedelta(days=back),
            metric="sleep.total",
            source="oura",
            value=27_000.0,
            first_seen=datetime.now(UTC),
            changed_at=datetime.now(UTC),
        )
        for back in range(100, 3_650)
    ]
    DailyMetric.objects.bulk_create(old, batch_size=500)
    client.get("/")  # what the navigation holds is remembered from here on

    with django_assert_max_num_queries(12):
        assert client.get(f"/{query}").status_code == 200


def test_a_week_that_holds_corrected_days_says_so(client, person):
    today = person.today()
    live(person, 91, until=today, nights=1)
    number = {"user": person, "by": person, "source": "oura"}
    for back in (1, 2):
        day = today - timedelta(days=back)
        corrections.correct_daily(**number, day=day, metric="readiness.score", value=50.0)
    corrections.exclude_daily(**number, day=today - timedelta(days=3), metric="activity.steps", excluded=True)
    rows = client.get("/").content.decode().split('<table class="week"')[1].split("<tr")
    [readiness] = [row for row in rows if "/metrics/readiness.score/" in row]
    assert "#pencil" in readiness and "2 days corrected by you" in readiness
    [steps] = [row for row in rows if "/metrics/activity.steps/" in row]
    assert "#pencil" not in steps and "1 day left out by you" in steps
    [sleep] = [row for row in rows if "/metrics/sleep.total/" in row]
    assert "by you" not in sleep


# --- The order of the page ------------------------------------------------------------------------------


@pytest.mark.parametrize("is_done", [False, True])
def test_parts_stand_in_the_order_of_a_morning(client, person, is_done):
    """Check-in, numbers, the last days, one trend, this day earlier: as a phone shows them."""
    live(person, 30, until=person.today(), nights=1)
    JournalSettings.objects.create(user=person, on_this_day=True)
    earlier = [*years_before(person.today()), month_before(person.today())]
    DailyLog.objects.create(user=person, day=next(day for day in earlier if day), text="A heron", mood=4)
    if is_done:
        DailyLog.objects.create(user=person, day=day_in_question(person), mood=4)

    page = plain(client.get("/"))
    parts = ['id="check-in"', 'class="tiles"', 'class="strip"', "data-figure=", "A heron"]
    places = [page.index(part) for part in parts]

    assert places == sorted(places)
