"""Money and measured values, read one by one and summed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from metrics import corrections, entries
from metrics.models import FinanceEntry, Vital

from .factories import DAY, NOW, FinanceEntryFactory, VitalFactory

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def spend(user, amount, **values):
    return FinanceEntryFactory(user=user, amount=Decimal(amount), **values)


def counted(user, currency="EUR", end=date(2026, 12, 31)):
    return entries.money(user=user, end=end, currency=currency)


def test_sums_are_by_month_currency_direction_and_category():
    user = UserFactory()
    for amount in ("0.1", "0.2"):
        spend(user, amount)
    spend(user, "5", category="fun")
    spend(user, "7", currency="USD", day=date(2026, 4, 3))
    spend(user, "1000", direction="income", category="pay")
    spend(UserFactory(), "99")
    assert entries.months_of(counted(user)) == {
        "spent": {MARCH: Decimal("5.3")},
        "income": {MARCH: Decimal(1000)},
    }
    assert entries.months_of(counted(user, "USD")) == {"spent": {APRIL: Decimal(7)}}
    assert list(entries.categories_of(counted(user))["spent"].items()) == [
        ("fun", Decimal(5)),
        ("food", Decimal("0.3")),
    ]
    assert entries.months_of(counted(user, "USD", end=date(2026, 4, 2))) == {}


def test_what_is_left_out_or_withdrawn_is_in_no_sum():
    user = UserFactory()
    spend(user, "1", excluded=True)
    spend(user, "2", withdrawn=True)
    kept = spend(user, "4")
    corrections.correct_event(user=user, by=user, event=kept, field="amount", value="8")
    FinanceEntry.objects.filter(pk=kept.pk).update(withdrawn=True)
    assert entries.months_of(counted(user)) == {"spent": {MARCH: Decimal(8)}}


def test_a_new_row_that_waits_for_a_word_on_the_old_one_is_in_no_sum():
    user = UserFactory()
    old = spend(user, "4")
    corrections.correct_event(user=user, by=user, event=old, field="amount", value="8")
    FinanceEntry.objects.filter(pk=old.pk).update(withdrawn=True)
    spend(user, "4", first_seen=NOW + timedelta(days=1))
    assert entries.months_of(counted(user)) == {"spent": {MARCH: Decimal(8)}}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.decimals(min_value=0, max_value=10**6, places=4),
            st.sampled_from(["EUR", "CHF"]),
            st.sampled_from(["", "food"]),
        ),
        max_size=12,
    )
)
def test_sums_are_exact(db, rows):
    user = UserFactory()
    for amount, currency, category in rows:
        spend(user, amount, currency=currency, category=category)
    for currency in ("EUR", "CHF"):
        of_currency = [a for a, c, _category in rows if c == currency]
        totals = entries.categories_of(counted(user, currency)).get("spent", {})
        for category in ("", "food"):
            mine = [a for a, c, k in rows if (c, k) == (currency, category)]
            assert totals.get(category, Decimal(0)) == sum(mine, Decimal(0))
        balance = entries.balance_of(counted(user, currency), APRIL)
        assert list(balance.values()) == [-sum(of_currency)] * bool(of_currency)


def test_a_balance_runs_on_from_what_was_before_in_one_currency_over_all_accounts():
    user = UserFactory()
    spend(user, "1000", direction="income", day=date(2026, 2, 1))
    for amount in ("0.1", "0.2"):
        spend(user, amount, day=date(2026, 3, 3))
    spend(user, "50", day=date(2026, 3, 5), account="cash")
    spend(user, "5", currency="CHF")
    assert entries.balance_of(counted(user), DAY) == {
        DAY: Decimal(1000),
        date(2026, 3, 3): Decimal("999.7"),
        date(2026, 3, 5): Decimal("949.7"),
    }
    assert entries.balance_of(counted(user, "CHF"), DAY) == {DAY: Decimal(-5)}
    assert entries.balance_of(counted(user, "USD"), DAY) == {}


def test_labels_are_the_persons_own_and_their_currency_comes_first():
    user = UserFactory(currency="EUR")
    spend(user, "1", currency="CHF", category="Zoo", account="")
    spend(user, "1", category="apples")
    spend(UserFactory(), "1", category="secret")
    found = entries.labels(user=user)
    assert found == entries.Labels(["apples", "Zoo"], ["card"], ["EUR", "CHF"])
    assert entries.labels(user=UserFactory()) == entries.Labels([], [], [])


def test_a_blood_pressure_is_two_numbers_of_one_reading():
    user, noon = UserFactory(), datetime(2026, 3, 1, 12, tzinfo=UTC)

    def measure(key, metric, value, at=noon):
        VitalFactory(user=user, external_id=key, metric=f"vital.{metric}", value=value, start=at)

    for key, metric, value in (
        ("1:a:d", "diastolic", 80),
        ("1:a:p", "pulse", 61),
        ("1:a:s", "systolic", 120),
    ):
        measure(key, metric, value)
    measure("1:b:s", "systolic", 130)
    measure("1:c:s", "systolic", 140, at=None)
    measure("1:c:d", "diastolic", 90, at=None)
    measure("w", "weight", 72.4)
    found = entries.readings(Vital.objects.filter(user=user))
    pressures = [[one.value for one in each.values.values()] for each in found if each.is_pressure]
    assert sorted(pressures) == [[120, 80, 61], [140, 90]]
    assert len(found) == 4


def test_reading_takes_as_many_queries_whatever_there_is(django_assert_num_queries):
    user = UserFactory()
    for n in range(30):
        spend(user, str(n), day=DAY - timedelta(days=n))
    with django_assert_num_queries(2):
        rows = counted(user)
    for part in (entries.months_of, entries.categories_of, lambda rows: entries.balance_of(rows, DAY)):
        with django_assert_num_queries(1):
            part(rows)
