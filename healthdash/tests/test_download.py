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
from accounts.tests.factories import PASSWORD, UserFactory
from healthdash.lib import zipping
from journal.models import DailyLog
from metrics import export
from metrics.corrections.events import correct_event
from metrics.models import CustomMetric, DailyMetric
from metrics.tests.factories import (
    AnnotationFactory,
    FinanceEntryFactory,
    IntradaySeriesFactory,
    SleepPeriodFactory,
    VitalFactory,
)

from .test_delete_account import PERSONAL

pytestmark = pytest.mark.django_db

ONE_HOUR = datetime.timedelta(hours=1)


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
    events = ("sleep", "workouts", "work", "notes", "within-days")
    tables = ("money", "measurements", *events, "corrections", "own-metrics")
    names = [*(f"{table}.csv" for table in tables), "sleep-curves.jsonl", "journal.json", "journal.md"]
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


def test_events_and_the_words_about_them_can_be_taken_along(anna: User) -> None:
    night = SleepPeriodFactory(user=anna)
    AnnotationFactory(user=anna, text="=Ill, with a fever")
    correct_event(
        user=anna, by=anna, event=night, field="end", value=night.end + ONE_HOUR, reason="Read in bed"
    )
    CustomMetric.objects.create(user=anna, key="custom.coffee", label="Coffee", unit="cups", group="own")
    for factory in (SleepPeriodFactory, AnnotationFactory):
        factory()

    [period] = table_of(anna, "sleep")
    assert period["end"] == (night.local_end + ONE_HOUR).isoformat()
    assert (period["kind"], period["day"]) == ("night", night.day.isoformat())
    [note] = table_of(anna, "notes")
    assert note["text"] == "'=Ill, with a fever"
    [act] = table_of(anna, "corrections")
    assert (act["target"], act["field"], act["reason"]) == ("sleep", "end", "Read in bed")
    assert json.loads(act["after"])["corrected"] is True
    [own] = table_of(anna, "own-metrics")
    assert (own["key"], own["label"], own["unit"]) == ("custom.coffee", "Coffee", "cups")
    assert table_of(anna, "workouts") == table_of(anna, "work") == []


def test_what_was_measured_within_days_and_nights_can_be_taken_along(anna: User) -> None:
    day, later = datetime.date(2026, 3, 3), datetime.date(2026, 9, 3)
    samples = {"t": [0, 3661], "v": [52, 61.5], "c": ["sleep", "rest"]}
    curves = {"hrv": {"interval": 300, "items": [40, None]}}
    for one in (anna, UserFactory()):
        IntradaySeriesFactory(user=one, day=day, samples=samples)
        IntradaySeriesFactory(user=one, day=later, samples={"t": [5], "v": [70]})
        SleepPeriodFactory(user=one, curves=curves)
        AnnotationFactory(user=one, details={"moment": "after a walk"})

    rows = table_of(anna, "within-days")
    assert [(row["at"], row["value"], row["context"]) for row in rows] == [
        ("2026-03-03T00:00:00+00:00", "52", "sleep"),
        ("2026-03-03T01:01:01+00:00", "61.5", "rest"),
        ("2026-09-03T00:00:05+00:00", "70", ""),
    ]
    [line] = list(export.curve_lines(anna))
    assert json.loads(line)["curves"] == curves
    [note] = table_of(anna, "notes")
    assert json.loads(note["details"]) == {"moment": "after a walk"}


def test_who_deletes_the_account_is_offered_everything_first(anna: User) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": anna.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert 'href="/settings/download/everything/"' in client.get("/settings/delete/").content.decode()


# What belongs to a person and is not part of the download, with the reason.
NOT_TAKEN_ALONG = {
    "accounts.DataAccess": "who opened the data stands under Settings",
    "accounts.Invitation": "an invitation is of the server",
    "account.EmailAddress": "how a person logs in",
    "account.EmailConfirmation": "how a person logs in",
    "mfa.Authenticator": "how a person logs in",
    "usersessions.UserSession": "how a person logs in",
    "socialaccount.SocialAccount": "how a person logs in",
    "socialaccount.SocialToken": "how a person logs in",
    "admin.LogEntry": "what operators did is the server's",
    "accounts.User_groups": "rights are the server's",
    "accounts.User_user_permissions": "rights are the server's",
    "integrations.Connection": "the state of this server's reading",
    "integrations.Credential": "a secret",
    "integrations.StreamState": "the state of this server's reading",
    "integrations.AskedDay": "the state of this server's reading",
    "integrations.SyncRun": "the state of this server's reading",
    "integrations.RejectedRecord": "what could not be understood; the source has it",
    "integrations.RawRecord": "as the source has it; what was made of it is taken along",
    "integrations.WebhookEvent": "the state of this server's reading",
    "integrations.KeptSchedule": "a setting",
    "integrations.TableMapping": "a setting",
    "integrations.TableDraft": "begun and not saved; forgotten after a day",
    "integrations.UploadedTable": "the person's own file; what was read of it is taken along",
    "metrics.Span": "a setting; its note and its act are taken along",
    "metrics.TodayLayout": "a setting",
    "journal.JournalSettings": "a setting; the words of the scales are taken along",
    "journal.Import": "the undo of an import",
}
TAKEN_ALONG = {
    *(f"metrics.{name}" for name in ("DailyMetric", "FinanceEntry", "Vital", "SleepPeriod", "Workout")),
    *(f"metrics.{name}" for name in ("WorkSession", "Annotation", "Correction", "CustomMetric")),
    "metrics.IntradaySeries",
    *(f"journal.{name}" for name in ("DailyLog", "Tag", "TagAnswer", "Rested", "Reflection", "Prompt")),
    "journal.Reflection_tags",
}


def test_of_every_table_with_a_persons_rows_it_is_known_whether_they_can_be_taken_along() -> None:
    assert {model._meta.label for model in PERSONAL if not model._meta.proxy} == TAKEN_ALONG | set(
        NOT_TAKEN_ALONG
    )
