"""What an operator does with a person's money and measured values."""

from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import DataAccess
from accounts.tests.factories import UserFactory
from metrics import corrections
from metrics.models import Correction, DailyMetric, FinanceEntry, Vital

from .factories import DAY, FinanceEntryFactory, VitalFactory
from .test_admin import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return UserFactory(email="operator@example.org", is_staff=True, is_superuser=True)


@pytest.fixture
def person():
    return UserFactory(email="anna@example.org", number_format="1.234,5")


@pytest.fixture
def client(operator):
    return client_of(operator)


@pytest.fixture
def entry(person):
    return FinanceEntryFactory(user=person, note="For Kim's birthday")


def page(row):
    return f"/admin/metrics/{row._meta.model_name}/{row.pk}/change/"


def standing(row, **changed):
    """The form as the page sends it: what stood, hidden, beside what was typed."""
    stands = {
        "FinanceEntry": {
            "amount": "12,50",
            "currency": "EUR",
            "direction": "spent",
            "category": "food",
            "account": "card",
            "day": str(row.day),
        },
        "Vital": {"value": "72,4", "day": str(row.day)},
    }[type(row).__name__]
    hidden = {f"initial-{name}": value for name, value in stands.items()}
    return {"act": "correct", "reason": "told me so", **stands, **hidden, **changed}


def test_an_amount_is_corrected_exactly_and_the_day_follows(client, entry, operator):
    assert 'value="12,50"' in client.get(page(entry)).content.decode()
    answer = client.post(page(entry), standing(entry, amount="0,10", category="gifts"))
    assert answer.status_code == 302
    entry.refresh_from_db()
    assert (entry.amount, entry.category) == (Decimal("0.1"), "gifts")
    assert Correction.objects.filter(by=operator, user=entry.user).count() == 2
    assert DailyMetric.objects.get(metric="finance.spent.eur").value == 0.1
    shown = client.get(page(entry)).content.decode()
    assert "12,50\u202f€" in shown and "told me so" in shown


@pytest.mark.parametrize(
    "wrong",
    [{"amount": "many"}, {"amount": "-1"}, {"currency": "XXQ"}, {"day": "soon"}, {"day": "2999-01-01"}],
)
def test_what_cannot_be_is_said_and_nothing_is_changed(client, entry, wrong):
    answer = client.post(page(entry), standing(entry, **wrong))
    assert answer.status_code == 200 and b"errorlist" in answer.content
    assert not Correction.objects.exists()


def test_an_entry_is_left_out_brought_back_and_undone(client, entry):
    client.post(page(entry), {"act": "exclude", "reason": "twice"})
    entry.refresh_from_db()
    assert entry.excluded
    act = Correction.objects.get()
    client.post(page(entry), {"act": "undo", "correction": act.pk})
    entry.refresh_from_db()
    assert not entry.excluded


def test_a_measured_value_is_corrected_in_the_units_of_the_person(client):
    person = UserFactory(units="imperial")
    vital = VitalFactory(user=person)
    assert 'value="159.6"' in client.get(page(vital)).content.decode()
    typed = {"value": "160", "initial-value": "159.6"}
    client.post(page(vital), standing(vital, **typed))
    vital.refresh_from_db()
    assert vital.value == pytest.approx(72.57, abs=0.01)
    listed = client.get("/admin/metrics/correction/").content.decode()
    assert "159.6" in listed and "lb" in listed


def test_words_of_a_person_are_neither_shown_nor_searched(client, entry):
    for address in (page(entry), "/admin/metrics/financeentry/", "/admin/metrics/financeentry/?q=birthday"):
        assert b"Kim" not in client.get(address).content
    assert FinanceEntry.objects.get().note == "For Kim's birthday"


def test_who_opened_them_is_told_to_the_person(client, entry, operator):
    vital = VitalFactory(user=entry.user)
    for address in (page(entry), page(vital), "/admin/metrics/vital/", "/admin/metrics/financeentry/"):
        client.get(address)
    assert DataAccess.objects.filter(person=entry.user, by=operator).count() == 4


def test_nobody_else_gets_in(entry, person):
    vital = VitalFactory(user=person)
    for one in (Client(), client_of(person), client_of(UserFactory())):
        for address in (page(entry), page(vital)):
            assert one.get(address).status_code == 302
            assert one.post(address, {"act": "exclude"}).status_code == 302
    assert not FinanceEntry.objects.get().excluded


def test_the_page_of_a_days_number_leads_to_what_it_is_made_of(client, entry):
    vital = VitalFactory(user=entry.user, source="manual")
    corrections.correct_event(user=entry.user, by=entry.user, event=entry, field="amount", value="3")
    corrections.exclude_event(user=entry.user, by=entry.user, event=vital, excluded=True)
    corrections.exclude_event(user=entry.user, by=entry.user, event=vital, excluded=False)
    for row in (entry, vital):
        key = "finance.spent.eur" if isinstance(row, FinanceEntry) else "vital.weight"
        number = DailyMetric.objects.get(metric=key, day=DAY)
        assert page(row) in client.get(page(number)).content.decode()
    assert Vital.objects.get() == vital
