"""Words of entries and corrections that no key of the server reads: said, kept, and never written over."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from accounts.tests.factories import UserFactory
from healthdash.lib.fields import Unreadable
from metrics import corrections, entering
from metrics.models import Correction, FinanceEntry

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
