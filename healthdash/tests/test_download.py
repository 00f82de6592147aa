"""Taking one's data along."""

import csv
import datetime
import io
import json
import zipfile

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from healthdash.lib import zipping
from journal.models import DailyLog
from metrics.models import DailyMetric
from metrics.tests.factories import FinanceEntryFactory, VitalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return UserFactory()


def number_of(user: User, value: float) -> DailyMetric:
    seen = {"first_seen": timezone.now(), "changed_at": timezone.now()}
    day = datetime.date(2026, 3, 3)
    return DailyMetric.objects.create(
        user=user, day=day, metric="sleep.score", source="oura", value=value, **seen
    )


def downloaded(user: User) -> list[dict[str, str]]:
    client = Client()
    client.force_login(user)
    answer = client.get("/settings/download/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="healthdash.csv"'
    return list(csv.DictReader(answer.getvalue().decode().splitlines()))


def test_it_holds_ones_own_numbers_and_nobody_elses(anna: User) -> None:
    number_of(anna, 71)
    number_of(UserFactory(), 99)
    [row] = downloaded(anna)
    assert (row["day"], row["metric"], row["source"], float(row["value"])) == (
        "2026-03-03",
        "sleep.score",
        "oura",
        71,
    )


def test_without_data_it_is_a_table_without_rows(anna: User) -> None:
    assert downloaded(anna) == []


def test_it_is_for_people_who_are_logged_in() -> None:
    assert Client().get("/settings/download/").url.startswith("/accounts/login/")


def test_everything_is_one_zip_with_the_journal_in_it(anna: User) -> None:
    number_of(anna, 71)
    FinanceEntryFactory(user=anna, note="For Kim")
    DailyLog.objects.create(user=anna, day=datetime.date(2026, 3, 3), text="My line ✓")
    DailyLog.objects.create(user=UserFactory(), day=datetime.date(2026, 3, 3), text="Another's")
    client = Client()
    client.force_login(anna)
    answer = client.get("/settings/download/everything/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer)))

    assert answer.streaming and archive.testzip() is None
    names = ("money.csv", "measurements.csv", "journal.json", "journal.md")
    assert archive.namelist() == ["healthdash.csv", *(f"healthdash-{name}" for name in names)]
    assert b"For Kim" in archive.read("healthdash-money.csv")
    assert b"sleep.score" in archive.read("healthdash.csv")
    [day] = json.loads(archive.read("healthdash-journal.json"))["days"]
    assert day == {"day": "2026-03-03", "text": "My line ✓"}
    assert "My line ✓" in archive.read("healthdash-journal.md").decode()


def test_a_zip_goes_out_while_it_is_made() -> None:
    made = []

    def pieces():
        for number in range(2_000):
            made.append(number)
            yield f"{number * 7919 % 104729:09}" * 20

    stream = zipping.stream({"long.txt": pieces()})
    next(stream)
    assert len(made) < 2_000
    assert sum(map(len, stream)) > 1_000


def test_everything_is_for_people_who_are_logged_in() -> None:
    assert Client().get("/settings/download/everything/").url.startswith("/accounts/login/")


def table_of(user: User, name: str) -> list[dict[str, str]]:
    client = Client()
    client.force_login(user)
    answer = client.get("/settings/download/", {"table": name})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    return list(csv.DictReader(answer.getvalue().decode().splitlines()))


def test_every_entry_of_money_and_every_measurement_can_be_taken_along(anna: User) -> None:
    FinanceEntryFactory(user=anna, note="For Kim", amount="1234.5")
    FinanceEntryFactory()
    VitalFactory(user=anna)
    VitalFactory()
    [entry] = table_of(anna, "money")
    assert (entry["amount"], entry["currency"], entry["note"]) == ("1234.5000", "EUR", "For Kim")
    [vital] = table_of(anna, "measurements")
    assert (vital["metric"], vital["value"], vital["at"]) == ("vital.weight", "72.4", "")
