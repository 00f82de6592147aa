"""A column that is gone stops alone, where rows can be told apart without it."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from integrations.models import Connection, SyncRun
from integrations.sync.replaying import replay
from metrics.models import FinanceEntry, Vital

from .files import csv_file, newer, read, upload

pytestmark = pytest.mark.django_db

LEDGER = (
    "Nr,Date,Category,Note,Amount\n"
    "a1,2026-03-01,Rent,Landlord,-850\n"
    "a2,2026-03-01,Food,Baker,-4.20\n"
    "a3,2026-03-02,Food,Grocer,-31.50\n"
)
WITHOUT = "Nr,Date,Amount\na1,2026-03-01,-850\na2,2026-03-01,-5\na4,2026-03-03,-12\n"


def entries():
    found = FinanceEntry.objects.order_by("external_id")
    return [(one.amount, one.category, one.note) for one in found]


def told(client):
    return client.get(reverse("tables")).content.decode()


def test_amounts_are_read_on_without_their_labels_which_stay(client):
    mapping = upload(client, csv_file(LEDGER))
    newer(client, mapping, csv_file(WITHOUT))
    assert entries() == [(850, "Rent", "Landlord"), (5, "Food", "Baker"), (12, "", "")]
    run = SyncRun.objects.order_by("-pk").first()
    assert run.status == SyncRun.Status.PARTIAL
    assert "There is no column &quot;Category&quot; any more. What it brought stays" in told(client)
    replay(Connection.objects.get())
    assert entries() == [(850, "Rent", "Landlord"), (5, "Food", "Baker"), (12, "", "")]
    newer(client, mapping, csv_file(LEDGER.replace("Rent", "Home")))
    assert entries() == [
        (850, "Home", "Landlord"),
        (Decimal("4.2"), "Food", "Baker"),
        (Decimal("31.5"), "Food", "Grocer"),
    ]
    assert "no column" not in told(client)


def test_a_newer_file_without_a_label_can_be_saved_as_it_is(client):
    mapping = upload(client, csv_file(LEDGER))
    answer = client.post(reverse("table_newer", args=[mapping.pk]), {"file": csv_file(WITHOUT)})
    look = client.get(answer.url)
    assert look.status_code == 200 and look.context["found"].stored == 3
    assert "There is no column &quot;Note&quot; any more." in look.content.decode()


def test_a_label_by_which_rows_are_told_apart_stops_them_and_says_why(client):
    text = LEDGER.replace("Nr,", "").replace("a1,", "").replace("a2,", "").replace("a3,", "")
    mapping = upload(client, csv_file(text))
    before = entries()
    file = csv_file("Date,Category,Amount\n2026-03-01,Rent,-850\n2026-03-02,Food,-7\n")
    draft = client.post(reverse("table_newer", args=[mapping.pk]), {"file": file})
    page = client.get(draft.url, follow=True).content.decode()
    assert "There is no column &quot;Note&quot; any more, and rows cannot be told apart without it." in page
    assert entries() == before


def test_a_label_beside_measured_numbers_stops_neither_them_nor_the_amounts(client):
    text = "Date,Weight,Amount,Note\n2026-03-01,72.4,-5,Baker\n2026-03-02,72.1,-6,Grocer\n"
    mapping = upload(client, csv_file(text))
    newer(client, mapping, csv_file("Date,Weight,Amount\n2026-03-01,72.3,-5\n2026-03-02,72.1,-7\n"))
    assert entries() == [(5, "", "Baker"), (7, "", "Grocer")]
    assert Vital.objects.get(day=date(2026, 3, 1)).value == 72.3


def test_rows_with_an_id_need_no_time_and_keep_the_one_they_had(client):
    mapping = upload(client, csv_file("Nr,Date,Time,Pulse\n1,2026-03-01,07:30,58\n2,2026-03-01,19:30,64\n"))
    newer(client, mapping, csv_file("Nr,Date,Pulse\n1,2026-03-01,59\n2,2026-03-01,64\n3,2026-03-02,60\n"))
    found = Vital.objects.order_by("external_id")
    assert [(one.value, one.start and one.start.hour, one.utc_offset) for one in found] == [
        (59, 6, 3600),
        (64, 18, 3600),
        (60, None, 0),
    ]
    assert "There is no column &quot;Time&quot; any more. What it brought stays" in told(client)


def test_rows_without_an_id_stop_without_their_time_and_it_is_said_why(client):
    mapping = upload(client, csv_file("Date,Time,Pulse\n2026-03-01,07:30,58\n2026-03-01,19:30,64\n"))
    file = csv_file("Date,Pulse\n2026-03-01,59\n2026-03-01,64\n")
    draft = client.post(reverse("table_newer", args=[mapping.pk]), {"file": file})
    page = client.get(draft.url, follow=True).content.decode()
    assert "&quot;Time&quot; any more, and rows cannot be told apart without it." in page
    assert list(Vital.objects.values_list("value", flat=True).order_by("start")) == [58, 64]


def test_the_amount_itself_stops_all_money_and_only_that(client):
    mapping = upload(client, csv_file("Date,Weight,Amount\n2026-03-01,72.4,-5\n"))
    newer(client, mapping, csv_file("Date,Weight,Betrag\n2026-03-01,72.3,-6\n"))
    assert FinanceEntry.objects.get().amount == 5
    assert Vital.objects.get().value == 72.3


def test_headers_that_moved_are_found_and_change_nothing(client):
    mapping = upload(client, csv_file(LEDGER))
    before = list(FinanceEntry.objects.order_by("pk").values())
    stored = mapping.upload
    for rows in (
        [["My ledger"], [], *stored.content["rows"]],  # lines were put above them
        stored.content["rows"],  # and taken out again
    ):
        stored.content = {**stored.content, "rows": rows}
        stored.save()
        run = read(mapping)
        assert (run.status, run.changed) == (SyncRun.Status.OK, 0)
    assert list(FinanceEntry.objects.order_by("pk").values()) == before


def test_a_cell_below_headers_that_moved_goes_by_its_own_address(client):
    mapping = upload(client, csv_file("Date,Weight\n2026-03-01,72.4\n"))
    stored = mapping.upload
    stored.content = {
        **stored.content,
        "rows": [["Diary"], *stored.content["rows"][:1], ["2026-03-02", "7x"]],
    }
    stored.save()
    read(mapping)
    page = client.get(reverse("table", args=[mapping.pk])).content.decode()
    assert "Cell B3 holds &quot;7x&quot;, which is not a number." in page
