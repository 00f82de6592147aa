"""Oura's protocol, spoken with the sandbox over HTTP: from the request to the values."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from integrations.contract import Context, Shape, Window
from integrations.errors import BadPayload, CredentialsRefused, RateLimited, StreamRefused, Unavailable
from integrations.providers.oura.manifest import PROVIDER
from metrics import catalogue
from metrics.records import Daily, Sleep

NOW = datetime(2026, 3, 30, 10, 0, tzinfo=UTC)  # the day after the clocks changed
TODAY = NOW.date()
DAY = timedelta(days=1)
CONTEXT = Context(zone="Europe/Berlin")
DOCUMENTS = [stream for stream in PROVIDER.streams if stream.shape is Shape.DOCUMENTS]


@pytest.fixture
def client(sandbox):
    sandbox.set_now(NOW)
    return PROVIDER.client(sandbox.grant("alex"), "sandbox")


def records(client, slug, start, end=TODAY):
    return [
        record for page in client.pages(PROVIDER.stream(slug), Window(start, end)) for record in page.records
    ]


def trimmed(client, slug, start, end):
    """What the engine keeps of a window: the documents of its days."""
    identify = PROVIDER.stream(slug).identify
    named = [identify(record) for record in records(client, slug, start, end)]
    return sorted((day, external_id) for external_id, day in named if start <= day <= end)


def values(slug, found):
    stream = PROVIDER.stream(slug)
    return [value for record in found for value in stream.normalise(record, CONTEXT)]


def test_the_account_is_the_same_one_every_time(client, sandbox):
    assert client.account_id() == PROVIDER.client(sandbox.grant("alex"), "sandbox").account_id()
    assert client.account_id() != PROVIDER.client(sandbox.grant("sam"), "sandbox").account_id()


@pytest.mark.parametrize("stream", DOCUMENTS, ids=lambda stream: stream.slug)
def test_a_year_of_every_collection_is_understood_to_the_last_record(client, stream):
    found = records(client, stream.slug, TODAY - 364 * DAY)
    got = values(stream.slug, found)
    assert found and got
    for value in got:
        if isinstance(value, Daily):
            assert value.metric in stream.delivers
            assert catalogue.get(value.metric).is_plausible(value.value), value


@pytest.mark.parametrize("stream", DOCUMENTS, ids=lambda stream: stream.slug)
def test_small_windows_hold_what_one_large_window_holds(client, stream):
    start = TODAY - 40 * DAY
    pieces = [
        trimmed(client, stream.slug, start + n * DAY, min(start + (n + 6) * DAY, TODAY))
        for n in range(0, 41, 7)
    ]
    assert sorted(sum(pieces, [])) == trimmed(client, stream.slug, start, TODAY)


def test_last_night_and_today_are_there(client):
    nights = [value for value in values("sleep", records(client, "sleep", TODAY)) if value.kind == "night"]
    assert [night.day for night in nights if night.day == TODAY] == [TODAY]
    steps = values("daily_activity", records(client, "daily_activity", TODAY))
    assert any(value.day == TODAY and value.metric == "activity.steps" for value in steps)


def test_a_night_adds_up_and_its_curves_end_with_it(client):
    found = values("sleep", records(client, "sleep", TODAY - 364 * DAY))
    assert {period.kind for period in found} >= {"night", "nap", "ignored"}
    for period in (value for value in found if isinstance(value, Sleep) and value.kind == "night"):
        assert period.in_bed == (period.end - period.start).total_seconds()
        assert period.total + period.awake == period.in_bed
        assert period.deep + period.rem + period.light == period.total
        stages = period.curves["stages"]
        assert (len(stages["items"]) - 1) * stages["interval"] < period.in_bed


def test_no_placeholder_becomes_a_number(client):
    spo2 = values("daily_spo2", records(client, "daily_spo2", TODAY - 364 * DAY))
    assert all(value.value > 0 for value in spo2 if value.metric == "spo2.average")
    sums = Counter()
    for value in values("daily_stress", records(client, "daily_stress", TODAY - 364 * DAY)):
        sums[value.day] += value.value
    assert sums and 0 not in sums.values()


def test_heart_rates_of_a_month_come_in_pages_and_fill_their_days(client):
    stream = PROVIDER.stream("heartrate")
    pages = list(client.pages(stream, Window(TODAY - 27 * DAY, TODAY)))
    assert len(pages) > 1 and [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]
    days: dict[date, list] = {}
    for page in pages:
        for record in page.records:
            day, _name = stream.split(record)
            days.setdefault(day, []).append(record)
    for day, samples in days.items():
        [series] = stream.normalise({"day": day.isoformat(), "samples": samples}, CONTEXT)
        assert series.day == day and list(series.seconds) == sorted(series.seconds)
    assert set(days) >= {TODAY - n * DAY for n in range(28)}


def test_the_first_ring_says_since_when_there_is_something(client):
    stream = PROVIDER.stream("ring_configuration")
    days = [stream.identify(record)[1] for record in records(client, "ring_configuration", TODAY)]
    nights = [day for day, _id in trimmed(client, "sleep", min(days) - 30 * DAY, min(days) + 30 * DAY)]
    assert min(days) <= min(nights)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("401", CredentialsRefused),
        ("403", StreamRefused),
        ("426", StreamRefused),
        ("429", RateLimited),
        ("500", Unavailable),
        ("drop", Unavailable),
        ("cut", Unavailable),
        ("html", BadPayload),
        ("broken_json", BadPayload),
        ("repeat_token", BadPayload),
    ],
)
def test_trouble_with_one_collection_is_told_and_the_others_go_on(client, sandbox, kind, error):
    sandbox.fault("daily_sleep", kind)
    with pytest.raises(error):
        records(client, "daily_sleep", TODAY - 7 * DAY)
    assert records(client, "daily_readiness", TODAY - 7 * DAY)
    sandbox.lift()
    assert records(client, "daily_sleep", TODAY - 7 * DAY)


def test_a_slow_answer_is_given_up(client, sandbox, settings):
    settings.HTTP_TIMEOUT = 0.05
    sandbox.fault("sleep", "slow", seconds=0.2)
    with pytest.raises(Unavailable):
        records(client, "sleep", TODAY)


def test_a_wait_in_seconds_is_passed_on(client, sandbox):
    sandbox.fault("sleep", "429", retry_after="31")
    with pytest.raises(RateLimited) as caught:
        records(client, "sleep", TODAY)
    assert caught.value.retry_after == 31


@pytest.mark.parametrize("stream", DOCUMENTS, ids=lambda stream: stream.slug)
def test_words_of_tomorrow_do_not_stop_a_reading(client, sandbox, stream):
    sandbox.fault(stream.slug, "unknown_enum")
    values(stream.slug, records(client, stream.slug, TODAY - 60 * DAY))


def test_a_record_without_its_day_is_refused_and_its_neighbours_are_read(client, sandbox):
    sandbox.fault("daily_sleep", "missing_field", field="day")
    broken, *others = records(client, "daily_sleep", TODAY - 7 * DAY)
    with pytest.raises(KeyError):
        PROVIDER.stream("daily_sleep").identify(broken)
    assert values("daily_sleep", others)


def test_a_token_that_has_expired_is_refused(client, sandbox):
    sandbox.expire("alex")
    with pytest.raises(CredentialsRefused):
        client.account_id()
