"""Words of a person that no key of the server reads: said, kept, and never written over."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from healthdash.lib.fields import Unreadable
from metrics import corrections, entering, ingest
from metrics.models import Annotation, Correction, FinanceEntry, Workout, WorkSession
from metrics.tests.factories import (
    AnnotationFactory,
    DailyMetricFactory,
    WorkoutFactory,
    WorkSessionFactory,
    workout,
)

pytestmark = pytest.mark.django_db

LOST = b"not our key"


@pytest.fixture
def person(client):
    user = UserFactory(timezone="Europe/Berlin", currency="EUR")
    client.force_login(user)
    return user


@pytest.fixture
def entry(person):
    written = entering.MoneyWritten(
        day=person.today() - timedelta(days=1),
        direction="spent",
        amount=Decimal(10),
        currency="EUR",
        note="a",
    )
    entering.write_money(person, written)
    lose("metrics_financeentry", "note")
    return FinanceEntry.objects.get()


def lose(table, column):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s", [LOST])  # noqa: S608


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM metrics_financeentry")
        return [bytes(row[0]) for row in cursor.fetchall()]


def sent(entry, **values):
    said = {"direction": "spent", "amount": "12.50", "currency": "EUR", "day": entry.day.isoformat()}
    return said | values


def test_lists_and_receipts_say_so(client, entry):
    assert isinstance(entry.note, Unreadable)
    receipt = reverse("receipt", args=["finance.spent.eur", entry.day])
    for address in ("/money/entries/", receipt, reverse("money_entry", args=[entry.pk]), "/money/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
    for address in ("/money/entries/", receipt):
        assert "its note was written with another key" in client.get(address).content.decode()


def test_an_entry_is_changed_and_its_note_kept(client, entry):
    assert client.post(reverse("money_entry", args=[entry.pk]), sent(entry)).status_code == 302
    assert FinanceEntry.objects.get().amount == Decimal("12.5")
    assert stored() == [LOST]


def test_a_note_is_not_replaced(client, entry):
    answer = client.post(reverse("money_entry", args=[entry.pk]), sent(entry, note="new"))
    assert "so it is not replaced" in answer.content.decode()
    assert FinanceEntry.objects.get().amount == 10 and stored() == [LOST]


@pytest.mark.parametrize("how", ["change", "delete"])
def test_undo_brings_the_stored_bytes_back(client, entry, how):
    if how == "change":
        answer = client.post(reverse("money_entry", args=[entry.pk]), sent(entry))
    else:
        answer = client.post(reverse("money_delete", args=[entry.pk]))
        assert stored() == []
    client.post(reverse("entry_undo"), {"token": answer["Location"].partition("done=")[2]})
    assert stored() == [LOST] and FinanceEntry.objects.get().amount == 10


def test_a_row_with_lost_words_is_left_out_and_saved_whole(person, entry):
    corrections.exclude_event(user=person, by=person, event=entry, excluded=True)
    FinanceEntry.objects.get().save()
    assert stored() == [LOST]


def test_a_reason_that_cannot_be_read_breaks_no_list(client, person, entry):
    number = {"day": entry.day, "metric": "finance.spent.eur", "source": "entries"}
    corrections.exclude_daily(user=person, by=person, **number, excluded=True, reason="other")
    assert "· other" in client.get("/corrections/").content.decode()
    lose("metrics_correction", "reason")
    for address in ("/corrections/", reverse("receipt", args=["finance.spent.eur", entry.day])):
        assert "the reason was written with another key" in client.get(address).content.decode()
    assert isinstance(Correction.objects.get().reason, Unreadable)


WORDS = "A secret title"
SEALED = (
    ("annotation", "text"),
    ("worksession", "description"),
    ("worksession", "title"),
    ("workout", "title"),
)


@pytest.fixture
def lost_day(person):
    """Yesterday with a workout, a stretch of work, a note and a span of days, none of whose words is read."""
    day = person.today() - timedelta(days=1)
    instant = timezone.now() - timedelta(days=1)
    when = {"user": person, "day": day, "start": instant.replace(hour=8, minute=0)}
    WorkoutFactory(**when, title=WORDS)
    WorkSessionFactory(**when, title=WORDS, description=WORDS)
    AnnotationFactory(**when, code="", text=WORDS)
    for metric in ("work.focus", "work.first_start"):
        DailyMetricFactory(user=person, day=day, metric=metric, source="rize", value=28_800)
    DailyMetricFactory(user=person, day=day, metric="readiness.score", value=70)
    corrections.mark_days(user=person, by=person, start=day, end=day, text=WORDS, domains=["recovery"])
    for table, column in SEALED:
        lose(f"metrics_{table}", column)
    return day


def of_events():
    return {model: model._default_manager.get(source=source) for model, source in (
        (Annotation, "oura"), (WorkSession, "rize"), (Workout, "oura"))}  # fmt: skip


REMARK = "written with another key and cannot be read"


@pytest.mark.parametrize(
    "address",
    [
        "/activity/",
        "/corrections/",
        "/day/{day}/",
        "/events/annotation/{annotation}/",
        "/events/work/{work}/",
        "/events/workout/{workout}/",
        "/figures/work-day/?day={day}",
        "/figures/work-day/?day={day}&format=csv",
        "/figures/work-day/?day={day}&format=table",
        "/metrics/readiness.score/{day}/",
        "/metrics/work.first_start/{day}/",
        "/settings/download/?table=notes",
        "/settings/download/?table=work",
        "/settings/download/?table=workouts",
        "/work/",
        "/work/{day}/",
    ],
)
def test_events_whose_words_are_lost_break_no_page_and_say_so(client, lost_day, address):
    events = {model.__name__.lower().removesuffix("session"): row.pk for model, row in of_events().items()}
    answer = client.get(address.format(day=lost_day, **events))
    assert answer.status_code == 200
    said = b"".join(answer).decode() if answer.streaming else answer.content.decode()
    says_nothing = {"/activity/", "/corrections/", "/events/workout/{workout}/"}
    assert (REMARK in said) is (address not in says_nothing)


def test_a_chart_is_drawn_where_the_words_beside_its_days_are_lost(client, lost_day):
    drawn = client.get("/figures/trend/?metric=readiness.score&range=30").json()
    assert any(note["text"].startswith(REMARK[:20]) for note in drawn["layout"]["annotations"])


def test_an_event_is_put_right_and_its_lost_words_stay_for_the_day_the_key_is_found(person, lost_day):
    for row in of_events().values():
        corrections.exclude_event(user=person, by=person, event=row, excluded=True)
        row.refresh_from_db()
        row.save()
    with connection.cursor() as cursor:
        for table, column in SEALED:
            cursor.execute(f"SELECT {column} FROM metrics_{table}")  # noqa: S608
            assert {bytes(value) for (value,) in cursor.fetchall()} == {LOST}, table


def test_the_source_says_its_words_again(person, lost_day):
    row = of_events()[Workout]
    said = workout(row.external_id, day=row.day, start=row.start, end=row.end, title="By the lake")
    ingest.store(user_id=person.pk, source=row.source, records=[said], now=timezone.now())
    assert Workout.objects.get().title == "By the lake"
