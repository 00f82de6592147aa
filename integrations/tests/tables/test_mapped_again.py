"""A table that was let go of with its numbers kept, and is mapped anew: nothing is counted twice."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.urls import reverse

from integrations import services
from integrations.models import Connection
from metrics import corrections
from metrics.models import DailyMetric, FinanceEntry, Vital

from .files import ACCOUNT, begin, csv_file, newer, read, save, say, upload

pytestmark = pytest.mark.django_db

MARCH = (
    "Date,Payee,Amount\n"
    "2026-03-01,Landlord,-850\n"
    "2026-03-02,Baker,-4.20\n"
    "2026-03-02,Baker,-4.20\n"
    "2026-03-09,Grocer,-31.50\n"
)


def remove(client, mapping):
    assert client.post(reverse("table_delete", args=[mapping.pk]), {"keep": "keep"}).status_code == 302


def total(direction="spent"):
    found = FinanceEntry.objects.filter(direction=direction, withdrawn=False)
    return found.aggregate(all=Sum("amount"))["all"]


def day_total():
    return DailyMetric.objects.filter(metric="finance.spent.eur").aggregate(all=Sum("value"))["all"]


@pytest.mark.parametrize("let_go", ["removed", "disconnected"])
def test_money_that_was_kept_counts_once_when_its_table_is_mapped_again(client, let_go):
    mapping = upload(client, csv_file(ACCOUNT))
    spent, of_days, entries = total(), day_total(), FinanceEntry.objects.count()
    if let_go == "removed":
        remove(client, mapping)
    else:
        services.disconnect(Connection.objects.get(), keep_data=True)
    assert total() == spent
    upload(client, csv_file(ACCOUNT, "the same under another name.csv"))
    assert (total(), day_total(), FinanceEntry.objects.count()) == (spent, of_days, entries)


def test_the_look_says_that_the_kept_values_go_on_in_the_table(client):
    remove(client, upload(client, csv_file(MARCH)))
    draft = begin(client, csv_file(MARCH))
    say(client, draft)
    look = client.get(reverse("table_check", args=[draft.pk])).content.decode()
    assert "4 values are kept of these days" in look
    save(client, draft)
    draft = begin(client, csv_file("Date,Pulse\n2026-03-01,58\n"))
    say(client, draft)
    assert "kept of these days" not in client.get(reverse("table_check", args=[draft.pk])).content.decode()


def test_rows_that_changed_or_went_meanwhile_are_as_the_table_has_them_now(client):
    text = MARCH + "2026-03-10,Baker,-1\n2026-03-11,Baker,-2\n2026-03-12,Baker,-3\n"
    remove(client, upload(client, csv_file(text)))
    upload(client, csv_file(text.replace("-850", "-900").replace("2026-03-02,Baker,-4.20\n", "", 1)))
    assert total() == Decimal("941.70")


def test_a_correction_goes_on_with_its_entry(client, owner):
    remove(client, upload(client, csv_file(MARCH)))
    wrong = FinanceEntry.objects.get(amount=850)
    corrections.correct_event(user=owner, by=owner, event=wrong, field="amount", value=Decimal(800))
    upload(client, csv_file(MARCH))
    assert FinanceEntry.objects.count() == 4 and total() == Decimal("839.90")
    assert FinanceEntry.objects.get(pk=wrong.pk).overrides["amount"]["source"].startswith("850")


def test_a_shorter_table_leaves_the_kept_days_before_it(client):
    remove(
        client,
        upload(client, csv_file("Date,Payee,Amount\n2026-02-03,Baker,-5\n" + MARCH.partition("\n")[2])),
    )
    upload(client, csv_file(MARCH))
    assert total() == Decimal("894.90")
    assert FinanceEntry.objects.filter(day=date(2026, 2, 3)).count() == 1


def test_other_columns_than_before_do_not_count_it_twice(client):
    remove(client, upload(client, csv_file(MARCH)))
    upload(client, csv_file(MARCH), **{"c1-kind": "category"})
    assert FinanceEntry.objects.count() == 4 and total() == Decimal("889.90")
    assert set(FinanceEntry.objects.values_list("category", flat=True)) == {"Landlord", "Baker", "Grocer"}


def test_the_account_of_another_table_stays_beside_it(client):
    remove(client, upload(client, csv_file(MARCH)))
    upload(client, csv_file("Date,Payee,Amount\n2026-03-02,Baker,-4.20\n2026-03-05,Cinema,-12\n"))
    assert total() == Decimal("906.10")


def test_a_vital_that_the_new_table_leaves_out_is_kept_as_promised(client):
    text = "Date,Weight,Pulse\n2026-03-01,72.4,58\n2026-03-02,72.1,57\n"
    remove(client, upload(client, csv_file(text)))
    upload(client, csv_file(text.replace("72.1", "72.0")), **{"c2-kind": "ignore"})
    weights = Vital.objects.filter(metric="vital.weight").order_by("day")
    assert list(weights.values_list("value", flat=True)) == [72.4, 72.0]
    assert Vital.objects.filter(metric="vital.pulse").count() == 2


def test_a_number_that_adds_up_is_added_once(client):
    text = "Date,Coffee\n2026-03-01,2\n2026-03-01,1\n2026-03-02,3\n"
    cups = {"c1-kind": "own", "c1-name": "Cups", "c1-aggregate": "sum"}
    remove(client, upload(client, csv_file(text), **cups))
    upload(client, csv_file(text), **cups)
    assert DailyMetric.objects.get(day=date(2026, 3, 1)).value == 3


def test_what_was_doubled_before_is_put_in_order_by_saving_the_table_again(client):
    mapping = upload(client, csv_file(MARCH))
    for entry in FinanceEntry.objects.all():
        entry.pk, entry.external_id = None, f"9999{entry.external_id}"
        entry.save()
    assert total() == 2 * Decimal("889.90")
    newer(client, mapping, csv_file(MARCH))
    read(mapping)
    assert total() == Decimal("889.90") and day_total() == pytest.approx(889.90)
