"""A new person, one with a single source, one whose source is down: every page says what is missing."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from integrations.models import Connection
from journal.services.checkin import Said, check_in
from metrics import ingest, rollups
from metrics.records import Daily, Measurement, Money, Record
from metrics.tests.factories import work
from metrics.tests.years import live

pytestmark = pytest.mark.django_db

DAYS = 12
PAGES = (
    "/", "/day/", "/day/{day}/", "/day/{day}/numbers/", "/sleep/", "/sleep/{day}/", "/sleep/year/",
    "/recovery/", "/activity/", "/work/", "/work/{day}/", "/money/", "/money/entries/", "/vitals/",
    "/vitals/entries/", "/metrics/", "/metrics/sleep.score/", "/explore/", "/journal/", "/journal/{day}/",
    "/journal/calendar/", "/journal/year/{day.year}/", "/connections/", "/corrections/", "/tables/", "/more/",
)  # fmt: skip
# What each fills, and so has no empty place.
FILLED = {
    "new": set(),
    "oura": {"/sleep/", "/recovery/", "/activity/", "/vitals/", "/metrics/", "/explore/", "/day/{day}/"},
    "rize": {"/work/", "/metrics/", "/explore/", "/day/{day}/"},
    "tables": {"/money/", "/money/entries/", "/vitals/", "/vitals/entries/", "/metrics/", "/explore/"},
    "journal": {"/journal/", "/metrics/", "/explore/", "/day/{day}/"},
}
# Where nothing is known of these, the whole page is an empty place.
OF_NUMBERS = (
    "/day/{day}/", "/day/{day}/numbers/", "/sleep/", "/sleep/{day}/", "/sleep/year/", "/recovery/",
    "/activity/", "/work/", "/money/", "/money/entries/", "/vitals/", "/vitals/entries/", "/metrics/",
    "/explore/",
)  # fmt: skip


def person_of(kind: str) -> User:
    user = UserFactory(timezone="Europe/Berlin")
    days = [user.today() - timedelta(days=back) for back in range(DAYS)]
    if kind == "oura":
        live(user, DAYS, until=user.today(), nights=3)
    elif kind == "rize":
        store(user, "rize", [one for day in days for one in worked(day)], days, "work")
    elif kind == "tables":
        store(user, "files", [one for day in days for one in written(day)], days, "finance", "vital")
    elif kind == "journal":
        for day in days:
            check_in(user=user, day=day, said=Said(mood=3, energy=4, text="A line"), version=0)
    return user


def worked(day: date) -> list[Record]:
    start = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    focus = work(f"w-{day}", day=day, start=start, end=start + timedelta(hours=2))
    return [focus, Daily(day, "work.focus", 7_200.0), Daily(day, "work.tracked", 9_000.0)]


def written(day: date) -> list[Record]:
    spent = Money(f"1:{day}", day, "spent", Decimal("12.5"), "EUR", category="food")
    return [spent, Measurement(f"2:{day}", day, "vital.weight", 72.4)]


def store(user: User, source: str, records: list[Record], days: list[date], *tables: str) -> None:
    now = timezone.now()
    ingest.store(user_id=user.pk, source=source, records=records, now=now)
    for table in tables:
        keys = rollups.KEYS_OF[table]
        rollups.roll_up(user_id=user.pk, source=source, days=days, zone=user.zone, keys=keys, now=now)


def read(user: User, page: str, day: date | None = None) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(page.format(day=day or user.today() - timedelta(days=1)), follow=True)
    assert answer.status_code == 200, page
    return answer.content.decode().split("<main", 1)[1].split("</main>")[0]


@pytest.mark.parametrize("kind", FILLED)
def test_every_page_answers_and_shows_no_frame_without_a_chart(kind: str) -> None:
    user = person_of(kind)
    client = Client()
    client.force_login(user)
    for page in PAGES:
        html = read(user, page)
        assert "<h1" in html, page
        for address in re.findall(r'data-figure="([^"]+)"', html):
            drawn = client.get(address.replace("&amp;", "&"))
            assert drawn.status_code == 200, address
            # A frame is there for something that is drawn, or its sentence says that there is nothing.
            figure = drawn.json()
            summary = figure["layout"]["meta"]["summary"]
            assert figure["data"] or re.match("No |Nothing|There ", summary), address


@pytest.mark.parametrize("page", OF_NUMBERS)
def test_an_empty_place_says_what_is_missing_what_fills_it_and_has_one_button(page: str) -> None:
    html = read(person_of("new"), page)
    [empty] = re.findall(r'<div class="empty">.*?</div>', html, re.S)
    sentences = re.findall(r"<p\b[^>]*>(.*?)</p>", empty, re.S)
    assert len(sentences) == 2
    assert all(sentence.strip().endswith(".") for sentence in sentences)
    assert html.count('class="button') >= 1
    assert "data-figure" not in html
    assert not re.search(r">\s*0(?:\s|&#8239;|<)", empty)


@pytest.mark.parametrize("kind", sorted(set(FILLED) - {"new"}))
def test_one_source_fills_its_own_pages_and_leaves_the_others_empty(kind: str) -> None:
    user = person_of(kind)
    for page in FILLED[kind]:
        assert 'class="empty"' not in read(user, page), page
    for page in {"/sleep/", "/work/", "/money/"} - FILLED[kind]:
        assert 'class="empty"' in read(user, page), page


@pytest.mark.parametrize("kind", sorted(set(FILLED) - {"new"}))
def test_today_shows_no_zero_for_what_is_missing(kind: str) -> None:
    html = read(person_of(kind), "/")
    numbers = re.findall(r'<span class="tile-number">(.*?)</span>\s*<span class="verdict', html, re.S)
    texts = [re.sub(r"<[^>]+>|\s", "", number) for number in numbers]
    assert "0" not in texts


def test_a_span_without_data_is_an_empty_place_on_a_page_that_has_some() -> None:
    user = person_of("oura")
    html = read(user, "/sleep/?from=2019-01-01&to=2019-01-31")
    assert "No nights in this span of days." in html
    assert "data-figure" not in html
    assert "hero-number" not in html


@pytest.mark.parametrize(
    "trouble",
    [
        {"state": Connection.State.NEEDS_RECONNECT, "problem": "CredentialsRefused"},
        {"state": Connection.State.PAUSED},
        {"state": Connection.State.ACTIVE, "problem": "Unavailable", "failures": 3},
    ],
    ids=["needs-reconnect", "paused", "down"],
)
def test_a_source_in_trouble_says_so_and_what_was_read_stays(trouble: dict[str, object]) -> None:
    user = UserFactory(timezone="Europe/Berlin")
    live(user, 30, until=user.today() - timedelta(days=3), nights=2)
    ago = timezone.now() - timedelta(days=3)
    ahead = timezone.now() + timedelta(hours=1)
    Connection.objects.create(user=user, provider="oura", last_success_at=ago, next_sync_at=ahead, **trouble)
    for page in PAGES:
        read(user, page)
    today = read(user, "/")
    assert 'class="tile' in today
    # What a person paused themselves is no trouble.
    assert ("status-line" in today) == (trouble["state"] != Connection.State.PAUSED)
    assert "data-figure" in read(user, "/sleep/")
    assert "Oura" in read(user, "/connections/")
