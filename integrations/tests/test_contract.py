"""What every provider must keep to. A new line in the registry is tested here without another word.

A provider's `tests/samples.py` gives one complete document per stream (`SAMPLES`), the vendor's answer where
there is nothing (`EMPTY_ANSWER`), its answer to whose account it is (`ACCOUNT_ANSWER`) and made-up
credentials (`SECRET`).
"""

import copy
import json
import logging
import re
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthdash.tests.server import Answer, Server
from integrations.contract import Auth, Context, Shape, Window
from integrations.errors import (
    BadPayload,
    CredentialsRefused,
    ProviderError,
    RateLimited,
    StreamRefused,
    Unavailable,
)
from integrations.registry import PROVIDERS, provider
from metrics import catalogue
from metrics.records import CustomDaily, Daily, Samples


def samples_of(vendor):
    return import_module(f"integrations.providers.{vendor.slug}.tests.samples")


def streams_of(vendor):
    """The vendor's streams, or some that a person could have made."""
    return samples_of(vendor).STREAMS if vendor.streams_of else vendor.streams


STREAMS = [pytest.param(p, s, id=f"{p.slug}-{s.slug}") for p in PROVIDERS.values() for s in streams_of(p)]
EACH_STREAM = pytest.mark.parametrize(("vendor", "stream"), STREAMS)
EACH_VENDOR = pytest.mark.parametrize("vendor", [pytest.param(p, id=p.slug) for p in PROVIDERS.values()])
# Over a network, that is: what is stored here is asked nobody.
ASKED = [p for p in PROVIDERS.values() if p.auth is not Auth.NONE]
EACH_ASKED = pytest.mark.parametrize("vendor", [pytest.param(p, id=p.slug) for p in ASKED])
CONTEXT = Context(zone="Europe/Berlin")
WINDOW = Window(date(2026, 3, 1), date(2026, 3, 10))
REFUSED = (KeyError, TypeError, ValueError)


def document(vendor, stream):
    return copy.deepcopy(samples_of(vendor).SAMPLES[stream.slug])


def prepared(stream, record):
    """What the engine hands to `normalise`: the document, or a day of samples."""
    if stream.shape is not Shape.SERIES:
        return record
    day, _name = stream.split(record)
    return {"day": day.isoformat(), "samples": [record]}


def normalised(stream, record):
    return list(stream.normalise(prepared(stream, record), CONTEXT))


# --- What it declares --------------------------------------------------------------------------------


@EACH_VENDOR
def test_a_provider_goes_by_the_name_of_its_folder(vendor):
    assert provider(vendor.slug) is vendor
    assert import_module(f"integrations.providers.{vendor.slug}")


@EACH_VENDOR
def test_every_key_is_in_the_catalogue_and_comes_one_way_only(vendor):
    delivered = [key for stream in streams_of(vendor) for key in stream.delivers]
    assert len(delivered) == len(set(delivered)), "two streams deliver one number"
    assert not vendor.rolls_up & set(delivered), "both delivered and rolled up"
    assert [key for key in {*delivered, *vendor.rolls_up} if not catalogue.is_declared(key)] == []


@EACH_STREAM
def test_a_family_of_own_metrics_takes_no_key_of_the_catalogue(vendor, stream):
    for family in stream.families:
        assert family.endswith(".")
        assert not [key for key in catalogue.METRICS if key.startswith(family)]


@EACH_VENDOR
def test_streams_have_names_of_their_own(vendor):
    slugs = [stream.slug for stream in streams_of(vendor)]
    assert len(slugs) == len(set(slugs))
    assert all(str(stream.label) for stream in streams_of(vendor))


@EACH_STREAM
def test_a_stream_says_how_its_records_are_named(vendor, stream):
    is_series = stream.shape is Shape.SERIES
    assert (stream.split is not None) == is_series
    assert (stream.series_kind is not None) == is_series
    assert (stream.identify is not None) != is_series
    assert stream.chunk_days > 0 and stream.pad >= timedelta()


# --- What becomes of its records ---------------------------------------------------------------------


@EACH_STREAM
def test_the_same_record_always_becomes_the_same_values_and_stays_as_it_is(vendor, stream):
    record = document(vendor, stream)
    first, second = normalised(stream, record), normalised(stream, record)
    assert first == second and first != []
    assert record == document(vendor, stream)


@EACH_STREAM
def test_a_stream_emits_what_it_declares_and_nothing_else(vendor, stream):
    found = normalised(stream, document(vendor, stream))
    own = {value for value in found if isinstance(value, CustomDaily)}
    assert bool(own) == bool(stream.families)
    assert all(value.metric.startswith(tuple(stream.families)) for value in own)
    numbers = {value.metric for value in found if isinstance(value, Daily) and value not in own}
    assert numbers == stream.delivers
    assert {value.kind for value in found if isinstance(value, Samples)} == {stream.series_kind} - {None}
    events = [value for value in found if hasattr(value, "table")]
    assert bool(events) == bool(stream.events)
    for event in events:
        [scope] = [scope for scope in stream.events if scope.table == event.table]
        assert scope.kind is None or scope.kind == event.kind


@EACH_STREAM
def test_values_carry_the_record_s_own_id_and_day(vendor, stream):
    """Otherwise what vanishes at the vendor could not be found again."""
    record = document(vendor, stream)
    found = normalised(stream, record)
    if stream.shape is Shape.SERIES:
        assert {value.day for value in found} == {stream.split(record)[0]}
        return
    external_id, day = stream.identify(record)
    ids = {value.external_id for value in found if hasattr(value, "external_id")}
    if any(scope.prefix for scope in stream.events):  # one record may hold several events of a shared table
        assert all(external_id in one for one in ids)
        assert all(one.startswith(tuple(scope.prefix for scope in stream.events)) for one in ids)
    else:
        assert ids <= {external_id}
    if stream.shape is Shape.DOCUMENTS:
        assert {value.day for value in found} == {day}


@EACH_STREAM
@pytest.mark.parametrize("changed", ["2026-03-29", "2026-10-25"])
def test_a_day_on_which_the_clocks_change_is_a_day_like_any_other(vendor, stream, changed):
    record = document(vendor, stream)
    day = stream.split(record)[0] if stream.split else stream.identify(record)[1]
    moved = _moved(record, date.fromisoformat(changed) - day)
    found = normalised(stream, moved)
    assert {value.day for value in found} == {date.fromisoformat(changed)}
    instants = [
        getattr(value, end) for value in found for end in ("start", "end") if getattr(value, end, None)
    ]
    assert all(instant.utcoffset() is not None for instant in instants)


@EACH_STREAM
def test_a_record_read_again_from_our_own_store_becomes_the_same_values(vendor, stream):
    """A replay hands over what JSON gives back."""
    record = prepared(stream, document(vendor, stream))
    again = json.loads(json.dumps(record))
    assert list(stream.normalise(again, CONTEXT)) == list(stream.normalise(record, CONTEXT))


def _moved(record, by):
    """The record with every date in it so much later."""
    later = lambda found: (date.fromisoformat(found[0]) + by).isoformat()  # noqa: E731
    return json.loads(re.sub(r"\d{4}-\d\d-\d\d", later, json.dumps(record)))


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**40), 10**40),
    st.floats(),
    st.text(max_size=200),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(
        ["0001-01-01", "9999-12-31T23:59:59-12:00", "2026-03-10", "2026-02-30", "", "\ud800", "1e999"]
    ),
)


@EACH_STREAM
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_a_field_holds_the_record_is_read_or_refused(vendor, stream, data):
    record = document(vendor, stream)
    field = data.draw(st.sampled_from(sorted(record)))
    record[field] = data.draw(ODD)
    try:
        if stream.identify:
            stream.identify(record)
        found = normalised(stream, record)
    except REFUSED:
        return
    for value in found:
        assert _is_storable(value), (field, record[field])


def _is_storable(value) -> bool:
    """Finite numbers, words that have a UTF-8 form, instants that have a UTC form."""
    for name in value.__dataclass_fields__:
        part = getattr(value, name)
        if isinstance(part, datetime):
            part.astimezone(UTC)
        elif isinstance(part, Decimal):
            assert part.is_finite()
        elif not isinstance(part, date):
            json.dumps(part, allow_nan=False, ensure_ascii=False).encode()
    return True


@EACH_STREAM
@pytest.mark.parametrize("record", [None, [], "words", 7, {}])
def test_what_is_no_record_is_refused(vendor, stream, record):
    with pytest.raises(REFUSED):
        (stream.split or stream.identify)(record)


# --- How its client takes what comes over the line -----------------------------------------------------


@pytest.fixture
def server(settings):
    with Server().running() as running:
        settings.SANDBOX_URL = running.url
        yield running


def say(server, body, status=200, **options):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    server.answer = lambda asked: Answer(status, raw, **options)


def read(vendor, stream, window=WINDOW):
    client = vendor.client(samples_of(vendor).SECRET, "sandbox")
    try:
        return list(client.pages(stream, window))
    finally:
        client.close()


def account(vendor):
    return vendor.client(samples_of(vendor).SECRET, "sandbox").account_id()


@EACH_STREAM
def test_an_empty_page_is_a_page_and_the_last(server, vendor, stream):
    say(server, samples_of(vendor).EMPTY_ANSWER)
    [page] = read(vendor, stream)
    assert (list(page.records), page.is_last) == ([], True)


@EACH_ASKED
def test_a_client_counts_what_it_asks(server, vendor):
    say(server, samples_of(vendor).ACCOUNT_ANSWER)
    client = vendor.client(samples_of(vendor).SECRET, "sandbox")
    assert client.account_id()
    assert client.requests_made == len(server.asked) > 0


FAULTS = [
    (401, CredentialsRefused),
    (403, StreamRefused),
    (426, StreamRefused),
    (429, RateLimited),
    (500, Unavailable),
    (502, Unavailable),
    (503, Unavailable),
    (408, Unavailable),
    (301, Unavailable),
    (400, BadPayload),
    (404, BadPayload),
    (422, BadPayload),
]


@EACH_ASKED
@pytest.mark.parametrize(("status", "error"), FAULTS)
def test_a_status_says_what_happens_next(server, vendor, status, error):
    say(server, b"<html>tok-from-the-body</html>", status, headers={"Location": server.url})
    for ask in (lambda: read(vendor, streams_of(vendor)[0]), lambda: account(vendor)):
        with pytest.raises(ProviderError) as caught:
            ask()
        assert type(caught.value) is error
        assert_is_a_sentence(vendor, str(caught.value))


def assert_is_a_sentence(vendor, message):
    assert vendor.label in message and message.endswith(".")
    assert "tok-" not in message and "http://" not in message


@EACH_ASKED
@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{", b"[]", b"null", b"{}", b'"words"', b'{"data": NaN}', b"\xff\xfe", b"[" * 100_000],
)
def test_an_answer_that_cannot_be_read_is_a_bad_payload(server, vendor, body):
    say(server, body)
    with pytest.raises(BadPayload) as caught:
        read(vendor, streams_of(vendor)[0])
    assert_is_a_sentence(vendor, str(caught.value))
    with pytest.raises(BadPayload):
        account(vendor)


@EACH_ASKED
def test_a_line_that_breaks_and_a_vendor_that_is_slow_or_gone_are_unavailable(server, vendor, settings):
    settings.HTTP_TIMEOUT = 0.05
    say(server, b'{"data": [', length=9000)
    with pytest.raises(Unavailable):
        read(vendor, streams_of(vendor)[0])
    say(server, b"{}", before=lambda: time.sleep(0.2))
    with pytest.raises(Unavailable):
        read(vendor, streams_of(vendor)[0])
    settings.SANDBOX_URL = "http://127.0.0.1:9"
    with pytest.raises(Unavailable):
        read(vendor, streams_of(vendor)[0])


def in_two_minutes():
    return datetime.now(UTC) + timedelta(minutes=2)


@EACH_ASKED
@pytest.mark.parametrize(
    ("headers", "low", "high"),
    [
        (lambda: {"Retry-After": "37"}, 37, 37),
        (lambda: {"Retry-After": "0.5"}, 0.5, 0.5),
        (lambda: {"Retry-After": "0"}, 0, 0),
        (lambda: {"Retry-After": "-5"}, 0, 0),
        (lambda: {"Retry-After": format_datetime(in_two_minutes(), usegmt=True)}, 110, 120),
        (lambda: {"Retry-After": "Sun, 01 Mar 2020 00:00:00 GMT"}, 0, 0),
        (lambda: {"X-RateLimit-Reset": str(int(in_two_minutes().timestamp()))}, 110, 121),
        (lambda: {"Retry-After": "7", "X-RateLimit-Reset": "1"}, 7, 7),
        (lambda: {"Retry-After": "soon", "X-RateLimit-Reset": str(int(time.time()) + 60)}, 55, 61),
        (lambda: {"Retry-After": "99999999"}, 86400, 86400),
    ],
)
def test_a_vendor_that_asks_for_patience_says_for_how_long(server, vendor, headers, low, high):
    say(server, b"", 429, headers=headers())
    with pytest.raises(RateLimited) as caught:
        read(vendor, streams_of(vendor)[0])
    assert low <= caught.value.retry_after <= high


@EACH_ASKED
@pytest.mark.parametrize("value", [None, "", "soon", "nan", "inf", "Mon, 99 Foo 2026"])
def test_a_vendor_that_asks_for_patience_need_not_say_for_how_long(server, vendor, value):
    say(server, b"", 429, headers={} if value is None else {"Retry-After": value})
    with pytest.raises(RateLimited) as caught:
        read(vendor, streams_of(vendor)[0])
    assert caught.value.retry_after is None


@EACH_ASKED
@pytest.mark.parametrize("status", [200, 401, 429, 500])
def test_no_secret_reaches_a_log_an_error_or_an_address(server, vendor, status, caplog):
    for logger in ("", "urllib3", "requests", "integrations"):
        caplog.set_level(logging.DEBUG, logger)
    say(server, samples_of(vendor).EMPTY_ANSWER, status)
    client, told = vendor.client(samples_of(vendor).SECRET, "sandbox"), []
    for stream in streams_of(vendor):
        try:
            list(client.pages(stream, WINDOW))
        except ProviderError as error:
            told += [str(error), repr(error), repr(error.__cause__), repr(error.__context__)]
    shown = [*told, caplog.text, repr(client), *(f"{a.path} {a.query}" for a in server.asked)]
    for secret in samples_of(vendor).SECRET.values():
        assert not any(secret in text for text in shown)
    assert server.asked and caplog.text
