"""Writing down money and measurements by hand: in the browser's words, over HTTP."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from healthdash.lib import formats
from metrics import corrections
from metrics.entry_forms import amount_text
from metrics.models import Correction, CustomMetric, DailyMetric, FinanceEntry, Vital

from .factories import DAY, NOW, FinanceEntryFactory, VitalFactory

pytestmark = pytest.mark.django_db
MONEY = {
    "direction": "spent",
    "amount": "12,50",
    "currency": "EUR",
    "day": "2026-03-01",
    "category": " Food ",
    "account": "Card",
    "note": "For Kim's birthday",
}
PRESSURE = {"vital.systolic": "120", "vital.diastolic": "80", "day": "2026-03-01", "time": "07:30"}


def set_clock(monkeypatch, now):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    set_clock(monkeypatch, NOW)


@pytest.fixture
def person():
    return UserFactory(timezone="Europe/Berlin")


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(person)
    return client


def numbers(person, day=DAY):
    rows = DailyMetric.objects.filter(user=person, day=day, value__isnull=False)
    return dict(rows.values_list("metric", "value"))


def shown(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def undo(client, answer):
    """Press *Undo* beside the sentence that the page shows."""
    done = answer.url.partition("done=")[2]
    assert "Undo" in client.get(answer.url).content.decode()
    return client.post(reverse("entry_undo"), {"token": done})


# --- money ------------------------------------------------------------------------------------------------


def test_money_is_written_down_and_counts_at_once(client, person):
    answer = client.post(reverse("money_add"), MONEY)
    page = client.get(answer.url).content.decode()
    assert "Saved: €12.50 spent." in page and "For Kim&#x27;s birthday" in page
    entry = FinanceEntry.objects.get()
    assert (entry.amount, entry.category, entry.source) == (Decimal("12.5"), "Food", "manual")
    assert numbers(person) == {"finance.spent.eur": 12.5}
    assert "€12.50" in shown(client, "receipt", "finance.spent.eur", DAY)
    assert "€12.50" in shown(client, "metrics")


def test_an_entry_written_down_can_be_taken_back(client, person):
    undo(client, client.post(reverse("money_add"), MONEY))
    assert not FinanceEntry.objects.exists() and numbers(person) == {}


def test_the_form_begins_with_the_persons_own_today_and_currency(client, monkeypatch):
    set_clock(monkeypatch, datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    page = shown(client, "money_add")
    assert 'value="2026-03-02"' in page and '<option value="EUR" selected>' in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("12,5", "12.5"), ("12.5", "12.5"), ("1,234.50", "1234.5"), ("1.234,5678", "1234.5678")],
)
def test_comma_and_point_are_both_taken(client, typed, kept):
    client.post(reverse("money_add"), {**MONEY, "amount": typed})
    assert FinanceEntry.objects.get().amount == Decimal(kept)


@given(
    st.decimals(min_value=0, max_value=10**10, places=4),
    st.sampled_from(["1,234.5", "1.234,5", "1 234,5"]),
)
def test_an_amount_in_its_input_is_read_as_itself(amount, style):
    person = UserFactory.build(number_format=style)
    assert formats.parse_decimal(amount_text(amount, "EUR", person), person) == amount


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "-3"},
        {"amount": "lots"},
        {"amount": ""},
        {"amount": "1e5"},
        {"amount": "999999999999"},
        {"currency": "XYZ"},
        {"direction": "lost"},
        {"day": "2026-03-03"},
        {"day": "soon"},
        {"category": "x" * 81},
        {"note": "x" * 501},
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(client, wrong):
    answer = client.post(reverse("money_add"), MONEY | wrong)
    assert answer.status_code == 200 and "field-error" in answer.content.decode()
    assert not FinanceEntry.objects.exists()


def test_ones_own_entry_is_changed_in_place_and_the_change_taken_back(client, person):
    client.post(reverse("money_add"), MONEY)
    entry = FinanceEntry.objects.get()
    moved = {**MONEY, "amount": "7", "day": "2026-02-27", "direction": "income"}
    answer = client.post(reverse("money_entry", args=[entry.pk]), moved)
    assert numbers(person) == {}
    assert numbers(person, DAY - timedelta(days=2)) == {"finance.income.eur": 7.0}
    assert not Correction.objects.exists()
    undo(client, answer)
    assert numbers(person) == {"finance.spent.eur": 12.5}
    assert FinanceEntry.objects.get().note == "For Kim's birthday"


def test_a_deleted_entry_is_gone_and_can_be_brought_back_as_it_was(client, person):
    client.post(reverse("money_add"), MONEY)
    before = FinanceEntry.objects.values().get()
    answer = client.post(reverse("money_delete", args=[before["id"]]))
    assert not FinanceEntry.objects.exists() and numbers(person) == {}
    assert "Kim's" not in str(dict(client.session))
    undo(client, answer)
    assert FinanceEntry.objects.values().get() == before
    assert numbers(person) == {"finance.spent.eur": 12.5}


def test_what_was_taken_back_or_is_anothers_cannot_be_taken_back(client, person):
    answer = client.post(reverse("money_add"), MONEY)
    undo(client, answer)
    undo_again = client.post(reverse("entry_undo"), {"token": answer.url.partition("done=")[2]})
    assert undo_again.status_code == 302 and not FinanceEntry.objects.exists()
    client.post(reverse("money_add"), MONEY)
    client.post(reverse("entry_undo"), {"token": "invented"})
    assert FinanceEntry.objects.count() == 1


def test_a_sources_entry_is_corrected_left_out_and_never_deleted(client, person):
    entry = FinanceEntryFactory(user=person, category="food", account="card")
    address = reverse("money_entry", args=[entry.pk])
    typed = {**MONEY, "amount": "10,10", "category": "food", "account": "card", "reason": "typed wrong"}
    answer = client.post(address, typed)
    entry.refresh_from_db()
    assert entry.amount == Decimal("10.1") and numbers(person) == {"finance.spent.eur": 10.1}
    assert [act.field for act in Correction.objects.all()] == ["amount"]
    page = client.get(answer.url).content.decode()
    assert "no sync will undo it" in page and "€12.50" in page and "corrected" in page
    client.post(address, {"excluded": "yes"})
    assert numbers(person) == {} and "left out by you" in shown(client, "money_entries")
    client.post(reverse("correction_undo", args=[Correction.objects.latest("pk").pk]))
    assert numbers(person) == {"finance.spent.eur": 10.1}
    assert client.post(reverse("money_delete", args=[entry.pk])).status_code == 404


def test_the_list_is_narrowed_by_month_category_and_account_and_summed_by_currency(client, person):
    FinanceEntryFactory(user=person, amount="1", category="food")
    FinanceEntryFactory(user=person, amount="2", category="food", currency="CHF")
    FinanceEntryFactory(user=person, amount="4", category="food", day=DAY - timedelta(days=30))
    FinanceEntryFactory(user=person, amount="8", category="fun", account="cash")
    FinanceEntryFactory(user=person, amount="16", excluded=True)
    page = shown(client, "money_entries")
    assert "5 entries" in page and "CHF\u202f2.00 spent, €13.00 spent" in page
    assert "€4.00 spent" in shown(client, "money_entries", month="2026-01")
    assert "1 entry:" in shown(client, "money_entries", category="fun", account="cash")
    assert "Nothing of that month" in shown(client, "money_entries", month="2026-01", category="fun")
    for odd in ("2026-13", "soon", "'"):
        assert "5 entries" in shown(client, "money_entries", month=odd)


# --- vitals -----------------------------------------------------------------------------------------------


def add(client, kind, **values):
    return client.post(reverse("vital_add_kind", args=[kind]), {"day": "2026-03-01", **values})


def test_a_blood_pressure_is_one_reading_of_two_numbers(client, person):
    answer = client.post(reverse("vital_add_kind", args=["pressure"]), PRESSURE)
    assert "120/80\u202fmmHg" in client.get(answer.url).content.decode()
    rows = Vital.objects.order_by("metric")
    assert [row.value for row in rows] == [80, 120]
    assert {row.start for row in rows} == {datetime(2026, 3, 1, 6, 30, tzinfo=UTC)}
    assert len({row.external_id.partition(":")[0] for row in rows}) == 1
    assert numbers(person) == {"vital.systolic": 120.0, "vital.diastolic": 80.0}


def test_a_pulse_comes_and_goes_with_its_reading(client, person):
    client.post(reverse("vital_add_kind", args=["pressure"]), PRESSURE | {"vital.pulse": "61"})
    assert numbers(person)["vital.pulse"] == 61
    first = Vital.objects.get(metric="vital.diastolic")
    answer = client.post(reverse("vital_entry", args=[first.pk]), PRESSURE)
    assert "vital.pulse" not in numbers(person)
    undo(client, answer)
    assert numbers(person)["vital.pulse"] == 61
    answer = client.post(reverse("vital_delete", args=[first.pk]))
    assert not Vital.objects.exists() and numbers(person) == {}
    undo(client, answer)
    assert Vital.objects.count() == 3


def test_units_are_those_that_the_person_reads(person, client):
    person.units = "imperial"
    person.save()
    add(client, "vital.weight", **{"vital.weight": "160"})
    add(client, "vital.temperature", **{"vital.temperature": "98,6"})
    assert Vital.objects.get(metric="vital.weight").value == pytest.approx(72.575, abs=0.001)
    assert Vital.objects.get(metric="vital.temperature").value == pytest.approx(37.0)
    page = shown(client, "vital_entries")
    assert "160.0\u202flb" in page and "98.6\u202f°F" in page
    assert 'value="160.0"' in shown(client, "vital_entry", Vital.objects.get(metric="vital.weight").pk)


def test_glucose_is_in_the_unit_that_the_person_chose(person, client):
    person.glucose = "mg/dL"
    person.save()
    add(client, "vital.glucose", **{"vital.glucose": "99"})
    vital = Vital.objects.get()
    assert vital.value == pytest.approx(5.494, abs=0.001)
    assert "99\u202fmg/dL" in shown(client, "vital_entries")
    page = shown(client, "vital_entry", vital.pk)
    assert 'value="99"' in page and "mg/dL" in page
    assert "mg/dL" in shown(client, "metric", "vital.glucose")
    assert "from 18\u202fmg/dL" in add(client, "vital.glucose", **{"vital.glucose": "5.5"}).content.decode()


def test_what_can_hardly_be_is_asked_about_and_then_kept(client, person):
    answer = add(client, "vital.weight", **{"vital.weight": "724"})
    page = answer.content.decode()
    assert "Mostly this is from" in page and 'name="sure"' in page
    assert not Vital.objects.exists()
    assert add(client, "vital.weight", **{"vital.weight": "724", "sure": "on"}).status_code == 302
    assert Vital.objects.get().value == 724


def test_a_lower_number_above_the_upper_one_is_asked_about(client):
    turned = PRESSURE | {"vital.systolic": "80", "vital.diastolic": "120"}
    page = client.post(reverse("vital_add_kind", args=["pressure"]), turned).content.decode()
    assert "The lower number is mostly the smaller one" in page and not Vital.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"vital.systolic": "high"},
        {"vital.systolic": ""},
        {"vital.diastolic": ""},
        {"vital.systolic": "1" * 400},
        {"day": "2026-03-03"},
        {"day": "2026-03-02", "time": "23:00"},
        {"time": "half past"},
    ],
)
def test_a_reading_that_cannot_be_is_refused(client, wrong):
    answer = client.post(reverse("vital_add_kind", args=["pressure"]), PRESSURE | wrong | {"sure": "on"})
    assert answer.status_code == 200 and "field-error" in answer.content.decode()
    assert not Vital.objects.exists()


def test_a_vital_of_ones_own_is_made_once_and_written_down(client, person):
    made = {"label": "Peak flow", "unit": "L/min", "decimals": "0", "aggregate": "mean"}
    answer = client.post(reverse("vital_own"), made)
    assert answer.url == reverse("vital_add_kind", args=["custom.peak-flow"])
    assert "Peak flow" in client.get(answer.url).content.decode()
    add(client, "custom.peak-flow", **{"custom.peak-flow": "480"})
    add(client, "custom.peak-flow", **{"custom.peak-flow": "500"})
    assert numbers(person) == {"custom.peak-flow": 490.0}
    assert "490\u202fL/min" in shown(client, "metrics")
    assert "Worked out from" in shown(client, "receipt", "custom.peak-flow", DAY)
    again = client.post(reverse("vital_own"), made | {"label": "peak FLOW"})
    assert "of this name already" in again.content.decode()
    client.post(reverse("vital_own"), made | {"label": "Peak-flow"})
    assert CustomMetric.objects.filter(user=person).count() == 2


@pytest.mark.parametrize("unit", ["EUR", "s", "clock"])
def test_a_unit_that_means_something_else_here_is_refused(client, unit):
    made = {"label": "Peak flow", "unit": unit, "decimals": "0", "aggregate": "mean"}
    assert "Write the unit in another way" in client.post(reverse("vital_own"), made).content.decode()
    assert not CustomMetric.objects.exists()


def test_a_sources_reading_is_corrected_only_where_it_was_changed(client, person):
    for metric, value in (("vital.systolic", 220.4), ("vital.diastolic", 80.4)):
        VitalFactory(user=person, metric=metric, value=value, external_id=f"7:a:{metric}")
    first = Vital.objects.get(metric="vital.systolic")
    typed = {"vital.systolic": "120", "vital.diastolic": "80", "day": "2026-03-01", "reason": ""}
    client.post(reverse("vital_entry", args=[first.pk]), typed)
    assert numbers(person)["vital.systolic"] == 120.0
    assert Correction.objects.get().event_id == first.pk
    page = shown(client, "vital_entries")
    assert "120/80\u202fmmHg" in page and "220/80\u202fmmHg" in page
    client.post(reverse("vital_entry", args=[first.pk]), typed | {"day": "2026-02-28"})
    assert {row.day for row in Vital.objects.all()} == {DAY - timedelta(days=1)}
    assert numbers(person) == {}


def test_a_kind_that_does_not_exist_has_no_page(client, person):
    CustomMetric.objects.create(user=UserFactory(), key="custom.theirs", label="Theirs", group="vitals")
    CustomMetric.objects.create(user=person, key="tag.wine", label="Wine", group="journal")
    for kind in ("custom.theirs", "tag.wine", "sleep.total", "x"):
        assert client.get(reverse("vital_add_kind", args=[kind])).status_code == 404


def test_the_list_of_readings_is_narrowed_by_month_and_kind(client, person):
    client.post(reverse("vital_add_kind", args=["pressure"]), PRESSURE)
    add(client, "vital.weight", **{"vital.weight": "72.4"})
    assert "2 measurements" in shown(client, "vital_entries")
    page = shown(client, "vital_entries", metric="pressure")
    assert "120/80" in page and "72.4" not in page
    assert "72.4" in shown(client, "vital_entries", metric="vital.weight", month="2026-03")


# --- whose they are ---------------------------------------------------------------------------------------


def test_nobody_sees_or_changes_what_is_anothers(client, person):
    money, vital = FinanceEntryFactory(source="manual", note="x"), VitalFactory(source="manual")
    staff = Client()
    staff.force_login(UserFactory(is_staff=True, is_superuser=True))
    for one in (client, staff):
        for name, row in (("money_entry", money), ("vital_entry", vital)):
            address = reverse(name, args=[row.pk])
            assert one.get(address).status_code == 404
            assert one.post(address, MONEY | {"excluded": "yes"}).status_code == 404
            assert one.post(f"{address}delete/").status_code == 404
    assert FinanceEntry.objects.filter(excluded=False).exists() and Vital.objects.exists()


def test_who_is_not_logged_in_is_asked_to(person):
    for name in ("money_entries", "money_add", "vital_entries", "vital_add", "vital_own"):
        assert Client().get(reverse(name)).status_code == 302


@pytest.mark.parametrize(
    ("name", "factory"), [("money_entries", FinanceEntryFactory), ("vital_entries", VitalFactory)]
)
def test_long_lists_take_as_many_queries_as_short_ones(client, person, name, factory):
    shown(client, name)  # the first page of a session asks for more
    counts = []
    for n in range(60):
        factory(user=person, day=DAY - timedelta(days=n))
        if n in (1, 59):
            with CaptureQueriesContext(connection) as queries:
                page = shown(client, name)
            counts.append(sum("metrics_" in query["sql"] for query in queries))
    assert "Page 1 of 2" in page and counts[0] == counts[1] <= 7


# --- currencies without cents, and with three places ----------------------------------------------------


@pytest.mark.parametrize(
    ("currency", "typed", "kept", "shown_as", "in_input"),
    [
        ("JPY", "1,240", "1240", "¥1,240", "1240"),
        ("KWD", "1.25", "1.25", "KWD 1.250", "1.250"),
        ("BHD", "1,240.125", "1240.125", "BHD 1,240.125", "1240.125"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(client, currency, typed, kept, shown_as, in_input):
    client.post(reverse("money_add"), {**MONEY, "amount": typed, "currency": currency})
    entry = FinanceEntry.objects.get()
    assert entry.amount == Decimal(kept)
    assert shown_as in shown(client, "money_entries").replace("\u202f", " ")
    assert f'value="{in_input}"' in shown(client, "money_entry", entry.pk)


def test_yen_have_no_decimal_places(client):
    answer = client.post(reverse("money_add"), {**MONEY, "amount": "12.5", "currency": "JPY"})
    assert "A sum of JPY has no decimal places." in answer.content.decode()
    assert not FinanceEntry.objects.exists()


# --- what a source sent again -----------------------------------------------------------------------------


def sent_again(person, factory, field, value, **values):
    """A row that was corrected, withdrawn by its source, and sent again under another name."""
    row = {"user": person, "day": DAY, **values}
    old = factory(**row, first_seen=NOW)
    corrections.correct_event(user=person, by=person, event=old, field=field, value=value)
    type(old).objects.filter(pk=old.pk).update(withdrawn=True)
    return old, factory(**row, first_seen=NOW + timedelta(days=1))


@pytest.mark.parametrize(("answer", "stands"), [("yes", Decimal(8)), ("no", Decimal(4))])
def test_money_sent_again_is_asked_about(client, person, answer, stands):
    old, new = sent_again(person, FinanceEntryFactory, "amount", "8", amount=Decimal(4))
    page = shown(client, "money_entries").replace("\u202f", " ")
    assert "sent what you corrected again: food, €4.00" in page
    where = reverse("money_entry", args=[old.pk])
    assert client.post(where, {"carry": answer}).status_code == 302
    assert [entry.amount for entry in FinanceEntry.objects.filter(withdrawn=False)] == [stands]
    assert "sent what you corrected again" not in shown(client, "money_entries")
    assert client.post(where, {"carry": answer}).status_code == 404, "it is gone"
    new.refresh_from_db()
    assert new.amount == stands


def test_a_reading_sent_again_is_asked_about_once_for_both_its_numbers(client, person):
    both = (("vital.systolic", 120.0), ("vital.diastolic", 80.0))
    for key, first in (("1:a", NOW), ("1:b", NOW + timedelta(days=1))):
        for metric, value in both:
            name = f"{key}:{metric[6]}"
            row = VitalFactory(
                user=person, day=DAY, metric=metric, value=value, external_id=name, first_seen=first
            )
            if first == NOW:
                corrections.correct_event(user=person, by=person, event=row, field="value", value=value + 3)
    Vital.objects.filter(external_id__startswith="1:a").update(withdrawn=True)
    page = shown(client, "vital_entries").replace("\u202f", " ")
    assert page.count("sent what you corrected again: Blood pressure, 120/80 mmHg") == 1
    old = Vital.objects.get(external_id="1:a:d")
    client.post(reverse("vital_entry", args=[old.pk]), {"carry": "yes"})
    found = {row.metric: row.value for row in Vital.objects.all()}
    assert found == {"vital.systolic": 123, "vital.diastolic": 83} and Vital.objects.count() == 2


def test_nobody_answers_for_another_person(client):
    other = UserFactory()
    old, _new = sent_again(other, FinanceEntryFactory, "amount", "8", amount=Decimal(4))
    assert client.post(reverse("money_entry", args=[old.pk]), {"carry": "yes"}).status_code == 404
    assert "sent what you corrected again" not in shown(client, "money_entries")
