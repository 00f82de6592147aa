"""The first minutes with a source: days fill in place, and sentences say only what the data say."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from integrations.beginning import sentences
from integrations.connected import after_connect
from integrations.models import Connection, StreamState
from integrations.sync import claims
from integrations.wording import history_words
from metrics import corrections
from metrics.models import DailyMetric

from .oura_world import DAY, NOW, TODAY, connect, run
from .test_views import part, text

pytestmark = pytest.mark.django_db

PAGE = reverse("connection_first", args=["oura"])


@pytest.fixture
def connection(oura):
    return connect(oura, history=60)


@pytest.fixture
def owner(client, connection):
    client.force_login(connection.user)
    return client


@pytest.fixture
def made(monkeypatch):
    """A connection whose numbers the test makes itself."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    user = User.objects.create_user("made@example.org", timezone="Europe/Berlin")
    return Connection.objects.create(user=user, provider="oura", last_success_at=NOW)


def nights(connection, *hours, metric="sleep.main", last=TODAY, source="oura"):
    stamps = {"first_seen": NOW, "changed_at": NOW}
    DailyMetric.objects.bulk_create(
        DailyMetric(
            user=connection.user, day=last - n * DAY, metric=metric, source=source, value=h * 3600, **stamps
        )
        for n, h in enumerate(reversed(hours))
    )


def said(connection, **how):
    return [one.text.replace("\u202f", " ").replace("\xa0", " ") for one in about(connection, **how)]


def about(connection, is_whole=True):
    return sentences(connection, is_whole=is_whole)


def cells(response):
    return re.findall(r"cover-cell cover-([a-z-]+)\" title", response.content.decode())


def test_a_new_source_is_watched_and_a_reconnected_one_is_not(connection):
    assert after_connect(connection) == PAGE
    run(connection)
    connection.refresh_from_db()
    assert after_connect(connection) == "/connections/#oura"


def test_a_year_is_never_called_both_here_and_next():
    assert "2023 is here, 2022 is next" in history_words(2023, 2020)
    assert "the rest of 2020 is next" in history_words(2020, 2020) and "here" not in history_words(2020, 2020)


def test_the_days_fill_in_the_frame_that_was_there(owner, connection):
    before = cells(owner.get(PAGE))
    assert len(before) == (TODAY - TODAY.replace(month=1, day=1)).days + 1, (
        "the whole year, from the first moment"
    )
    assert set(before) == {"empty", "unread"}
    run(connection)
    after = cells(part(owner, "connection_first_now"))
    assert len(after) == len(before)
    assert after.count("data") > 40


def test_it_asks_until_everything_is_read(owner, connection):
    assert "hx-get" in owner.get(PAGE).content.decode(), "before the first run"
    claims.claim(connection.pk)
    assert part(owner, "connection_first_now").status_code == 200
    Connection.objects.update(claimed_until=None)
    run(connection)
    StreamState.objects.filter(backfilled_to__isnull=False).update(backfill_floor=TODAY - 400 * DAY)
    assert part(owner, "connection_first_now").status_code == 200, "history remains"
    StreamState.objects.filter(backfilled_to__isnull=False).update(backfilled_to=TODAY - 400 * DAY)
    assert part(owner, "connection_first_now").status_code == 286
    assert "hx-get" not in owner.get(PAGE).content.decode()


def test_it_stops_asking_when_the_access_ended(owner, connection, oura):
    oura.revoke()
    run(connection)
    answer = part(owner, "connection_first_now")
    assert answer.status_code == 286
    assert "Reconnect" in text(answer)


def test_sentences_of_a_history_that_is_read(owner, connection):
    run(connection)
    page = text(owner.get(PAGE)).replace("\u202f", " ").replace("\xa0", " ")
    assert re.search(r"We hold \d+ nights, from \d+ January 2026\.", page)
    assert re.search(r"Your usual night: \d h \d+ min to \d h( \d+ min)?, from \d+ nights\.", page)
    assert re.search(r"Your usual bedtime is \d\d:\d\d, from \d+ nights\.", page)
    assert re.search(r"Your longest night was \d+ h( \d+ min)?, ", page)


def test_nothing_is_said_before_there_is_enough(made):
    assert [one.is_known for one in about(made)] == [False] * 4
    nights(made, *[7] * 6)
    assert said(made)[:2] == [
        "We hold 6 nights, from 11 March 2026.",
        "Your usual night appears after 7 nights of the last 60 days; 6 so far.",
    ]
    assert [one.is_known for one in about(made)] == [True, False, False, False]


def test_an_early_range_says_so_far(made):
    nights(made, 6, *[7] * 7, 8)
    assert said(made)[1] == "Your usual night so far: 6 h 48 min to 7 h 12 min, from 9 nights."


def test_the_longest_is_the_longest_so_far_while_history_is_read(made):
    nights(made, *[7] * 6, 9.5)
    assert said(made)[3] == "Your longest night was 9 h 30 min, Mon 16 Mar."
    assert said(made, is_whole=False)[3] == "Your longest night so far was 9 h 30 min, Mon 16 Mar."


def test_what_a_person_left_out_is_not_told(made):
    nights(made, *[7] * 7, 23)
    user = made.user
    corrections.exclude_daily(
        user=user, by=user, day=TODAY, metric="sleep.main", source="oura", excluded=True
    )
    assert said(made)[0] == "We hold 7 nights, from 9 March 2026."
    assert "23" not in said(made)[3]


def test_another_sources_nights_are_not_this_ones(made):
    nights(made, *[7] * 9, source="another")
    assert said(made)[0] == "Nothing is here yet."


def test_work_has_sentences_of_its_own(made):
    Connection.objects.update(provider="rize")
    made.provider = "rize"
    nights(made, *[3] * 20, metric="work.focus", source="rize")
    told = said(made)
    assert told[0] == "We hold 20 days of work, from 25 February 2026."
    assert told[1] == "Your usual focus on a working day so far: 3 h to 3 h, from 13 days."
    assert told[3].startswith("Your longest day of focus was 3 h")


def test_the_page_asks_the_database_little_however_long_the_history(
    made, client, django_assert_max_num_queries
):
    client.force_login(made.user)
    nights(made, *[7] * 900)
    client.get(PAGE)
    with django_assert_max_num_queries(20):
        assert client.get(PAGE).status_code == 200
