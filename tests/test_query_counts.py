"""How many queries every page takes: a number that may fall, and does not grow with what a person has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.models import User
from integrations.models import Connection, Credential
from journal.models import DailyLog, Prompt, Reflection, Tag, TagAnswer
from metrics import corrections, ingest, rollups
from metrics.records import Daily, Measurement, Money, Record
from metrics.tests import years
from metrics.tests.factories import work, workout

from .test_every_address import NOT_FOUND, OF_ONES_OWN, addresses_of

pytestmark = pytest.mark.django_db

# Measured. A page may take fewer; one that takes more has to say what for.
DASHBOARDS = {
    "today": 11,
    "days": 12,
    "day": 12,
    "day_numbers": 7,
    "sleep": 6,  # one for the last night and its curves
    "recovery": 5,
    "activity": 7,  # one for the pulse of yesterday
    "work": 9,
    "work_day": 8,
    "money": 11,
    "vitals": 6,
    "explore": 7,
    "metrics": 9,
    "metric": 5,
    "year_of_nights": 8,
    "night": 8,  # one for the nights that its sentence holds it to
}
# Parts of a page that is open already.
PARTS, PART = {"connection", "connection_first_now"}, {"HX-Request": "true"}
OTHERS = {
    "account_delete": 7,
    "arrange": 8,
    "check_in": 9,
    "check_in_delete": 5,
    "connection": 18,
    "connection_coverage": 10,
    "connection_disconnect": 3,
    "connection_first": 16,
    "connection_first_now": 14,
    "connection_reset": 5,
    "connections": 22,
    "corrections": 6,
    "event": 5,
    "figure": 10,  # a trend asks for rings, zones, spans, tags, notes and workouts
    "journal": 12,
    "journal_calendar": 6,
    "journal_day": 10,
    "journal_find": 5,
    "journal_import": 6,
    "journal_import_draft": 8,
    "journal_json": 12,
    "journal_markdown": 10,
    "journal_settings": 5,
    "journal_year": 8,
    "money_add": 5,
    "money_entries": 11,
    "money_entry": 7,
    "more": 4,
    "prompts": 5,
    "receipt": 11,
    "reflection": 9,
    "reflection_write": 7,
    "settings": 4,
    "settings_accesses": 5,
    "span": 4,
    "table": 11,
    "table_check": 3,
    "table_columns": 3,
    "table_delete": 3,
    "table_edit": 3,
    "table_figure": 3,
    "table_new": 5,
    "table_newer": 3,
    "table_tab": 5,
    "tables": 10,
    "tag": 8,
    "tags": 5,
    "vital_add": 8,
    "vital_add_kind": 6,
    "vital_entries": 11,
    "vital_entry": 9,
    "vital_own": 4,
}
ENOUGH = 12  # of a page that is not listed yet; those that only take forms ask who is there, and no more
# Files take a query for each half year, so that memory stays small; they have tests of their own.
FILES = {"account_download", "account_download_everything"}
MOST = dict.fromkeys((NOT_FOUND | OF_ONES_OWN) - FILES, ENOUGH) | OTHERS | DASHBOARDS
TABLES = {"files": ("finance", "vital", "workout"), "rize": ("work",)}
YEAR = 365


@dataclass(frozen=True)
class Life:
    """A person with so much of everything, and the addresses of it."""

    client: Client
    addresses: dict[str, str]


@pytest.fixture(scope="module")
def lives(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Life, Life]]:
    """A year of every source, and three times as much of it; made once for all these tests."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield life("year@example.org", 1), life("three@example.org", 3)
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def life(email: str, times: int) -> Life:
    # Where it is noon: what Today asks depends on the time of day.
    zone = f"Etc/GMT{timezone.now().hour - 12:+d}"
    user = User.objects.create_user(email, name="Somebody", timezone=zone)
    addresses = addresses_of(user)
    days = [user.today() - timedelta(days=back) for back in range(YEAR * times)]
    store(user, "oura", [*(one for day in days for one in years.numbers(day)), *nights(days[: 40 * times])])
    store(user, "rize", [one for day in days for one in worked(day)])
    store(user, "files", [one for day in days for one in written(day)])
    journal(user, days[1:], times)
    for provider in ("rize", "files"):
        made = Connection.objects.create(user=user, provider=provider)
        Credential.objects.create(connection=made, secret={"api_key": "k"})
    for day in days[: 10 * times]:
        corrections.correct_daily(
            user=user, by=user, day=day, metric="sleep.score", source="oura", value=12.0
        )
    client = Client()
    client.force_login(user)
    # Those of one day are asked for a day on which everything happened.
    recent = str(days[2])
    of_days = {"day", "day_numbers", "night", "work_day", "journal_day"}
    found = {
        name: address.replace("2026-03-10", recent) if name in of_days else address
        for name, address in addresses.items()
    }
    return Life(
        client, found | {"metric": "/metrics/sleep.score/", "receipt": f"/metrics/sleep.total/{recent}/"}
    )


def nights(days: list[date]) -> list[Record]:
    return [years.night(day) for day in days]


def worked(day: date) -> list[Record]:
    start = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    hours = {"work.focus": 3, "work.meeting": 1, "work.tracked": 6, "work.hours": 8}
    numbers = [Daily(day, key, n * 3600.0) for key, n in hours.items()]
    return [*numbers, work(f"w-{day}", day=day, start=start, end=start + timedelta(hours=2))]


def written(day: date) -> list[Record]:
    pressure = (("vital.systolic", 121.0), ("vital.diastolic", 78.0), ("vital.weight", 72.0))
    return [
        Money(f"1:{day}", day, "spent", Decimal("12.5"), "EUR", category=f"c{day.day % 6}", account="Giro"),
        *(Measurement(f"2:{day}:{key}", day, key, value) for key, value in pressure),
        workout(f"r-{day}", day=day, start=datetime(day.year, day.month, day.day, 15, tzinfo=UTC),
                end=datetime(day.year, day.month, day.day, 16, tzinfo=UTC)),
    ]  # fmt: skip


def store(user: User, source: str, records: list[Record]) -> None:
    now = timezone.now()
    for start in range(0, len(records), 5_000):
        batch = records[start : start + 5_000]
        days = ingest.store(user_id=user.pk, source=source, records=batch, now=now).days
        for table in TABLES.get(source, ()):
            keys = rollups.KEYS_OF[table]
            rollups.roll_up(user_id=user.pk, source=source, days=days, zone=user.zone, keys=keys, now=now)


def journal(user: User, days: list[date], times: int) -> None:
    now = timezone.now()
    tags = Tag.objects.bulk_create(Tag(user=user, slug=f"tag-{n}", name=f"Tag {n}") for n in range(4 * times))
    made = DailyLog.objects.bulk_create(
        DailyLog(user=user, day=day, mood=3, text=f"A line about {day}", created_at=now)
        for day in days[: 60 * times]
        if day != date(2026, 3, 10)
    )
    logs = made if made[0].pk else list(DailyLog.objects.filter(user=user))
    TagAnswer.objects.bulk_create(TagAnswer(log=log, tag=tag, yes=True) for log in logs[:30] for tag in tags)
    for n in range(5 * times):
        Prompt.objects.create(user=user, text=f"Question {n}")
        Reflection.objects.create(user=user, day=days[n % 3], title=f"Title {n}", text="Words")
    moods = [Daily(day, "mood.rating", 3.0) for day in days]
    store(user, "journal", moods)


def queries(life: Life, name: str) -> int:
    """Of a page that was opened before, as on any other morning."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as found:
            answer = life.client.get(life.addresses[name], headers=PART if name in PARTS else None)
            if answer.streaming:
                b"".join(answer)
        assert answer.status_code in {200, 302, 405}, name
    return len(found)


@pytest.mark.parametrize("name", sorted(MOST))
def test_a_page_takes_few_queries_and_no_more_of_them_with_three_times_the_data(
    lives: tuple[Life, Life], name: str
) -> None:
    year, three_years = (queries(one, name) for one in lives)
    assert year <= MOST[name]
    assert name not in DASHBOARDS or year <= 12
    assert three_years <= year, f"{name}: {three_years} queries with three times the data, {year} without"
