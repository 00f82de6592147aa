"""Money and measured values: stored exactly, rolled up, corrected, withdrawn."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from metrics import corrections, ingest, selectors
from metrics.day_values import MONEY_KEYS, money_numbers
from metrics.models import Correction, CustomMetric, DailyMetric, FinanceEntry, Vital
from metrics.records import Money
from metrics.rollups import KEYS_OF, keys_of, roll_up
from metrics.sources import forget_source

from .factories import DAY, NOW, DailyMetricFactory, FinanceEntryFactory, VitalFactory, measured, money

BERLIN = ZoneInfo("Europe/Berlin")
OTHER_DAY = date(2026, 2, 10)
SHEETS = "google_sheets"

pytestmark = pytest.mark.django_db


def store(user, *records, source=SHEETS):
    stored = ingest.store(user_id=user.pk, source=source, records=records, now=NOW)
    roll(user, stored.days, source)
    return stored


def roll(user, days, source=SHEETS):
    for table in ("finance", "vital"):
        keys = keys_of(source, table)
        roll_up(user_id=user.pk, source=source, days=days, zone=BERLIN, keys=keys, now=NOW)


def withdraw(user, keep=(), **options):
    window = {"start": date.min, "end": date.max, "kind": None, "table": "finance", **options}
    days = ingest.withdraw_events(
        user_id=user.pk, source=SHEETS, keep=set(keep), now=NOW + timedelta(hours=1), **window
    )
    roll(user, days)
    return days


def numbers(user, day=DAY):
    rows = DailyMetric.objects.filter(user=user, day=day, value__isnull=False)
    return dict(rows.values_list("metric", "value"))


def act(event, **values):
    return corrections.correct_event(user=event.user, by=event.user, event=event, **values)


# --- what a record may say --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "-1"},
        {"amount": "NaN"},
        {"amount": "Infinity"},
        {"amount": "1e11"},
        {"amount": "99999999999.99999"},
        {"currency": "eur"},
        {"currency": "ZZZ"},
        {"currency": ""},
        {"direction": "saved"},
    ],
)
def test_money_that_cannot_be_is_no_record(wrong):
    with pytest.raises(ValueError):
        money(**wrong)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_measured_value_that_is_no_number_is_no_record(value):
    with pytest.raises(ValueError):
        measured(value=value)


def test_money_of_a_currency_that_is_gone_is_still_money():
    assert money(currency="HRK").currency == "HRK"


@given(st.decimals(min_value=0, max_value=10**11 - 2, allow_nan=False, allow_infinity=False))
def test_an_amount_is_kept_to_four_places_and_is_never_minus_nothing(amount):
    kept = Money("1", DAY, "spent", amount, "EUR").amount
    assert abs(kept - amount) <= Decimal("0.00005") and not kept.is_signed()
    assert Money("1", DAY, "spent", kept, "EUR").amount == kept


# --- stored and rolled up ---------------------------------------------------------------------------------


def test_a_days_money_adds_up_by_currency_and_direction():
    user = UserFactory()
    store(
        user,
        money("1", "0.1"),
        money("2", "0.2"),
        money("3", "5", currency="USD"),
        money("4", "1000", direction="income"),
    )
    assert numbers(user) == {
        "finance.spent.eur": 0.3,
        "finance.spent.usd": 5.0,
        "finance.income.eur": 1000.0,
    }


@given(
    st.lists(
        st.tuples(
            st.decimals(min_value=0, max_value=10**6, places=2),
            st.sampled_from(["EUR", "USD", "JPY"]),
            st.sampled_from(["spent", "income"]),
        )
    )
)
def test_sums_are_exact_and_no_currency_is_added_to_another(rows):
    entries = [FinanceEntry(amount=a, currency=c, direction=d) for a, c, d in rows]
    found = money_numbers(entries)
    assert found.keys() == {f"finance.{d}.{c.lower()}" for _, c, d in rows}
    for key, total in found.items():
        _, direction, currency = key.split(".")
        mine = [a for a, c, d in rows if d == direction and c.lower() == currency]
        assert Decimal(str(total)) == sum(mine, Decimal())


def test_a_day_without_money_has_no_number_and_a_day_with_nothing_spent_has_zero():
    user = UserFactory()
    store(user, money("1", "0"))
    assert numbers(user) == {"finance.spent.eur": 0.0}
    assert numbers(user, DAY + timedelta(days=1)) == {}


def test_money_of_two_sources_adds_up():
    user = UserFactory()
    store(user, money("1", "80"))
    store(user, money("1", "5"), source="manual")
    assert numbers(user) == {"finance.spent.eur": 85.0}
    value = selectors.daily(user=user, metrics=["finance.spent.eur"], start=DAY, end=DAY)
    assert value["finance.spent.eur"][DAY].value == 85.0


def test_a_number_typed_in_for_the_day_stands_before_the_sum_and_survives_it():
    user = UserFactory()
    DailyMetricFactory(user=user, metric="finance.spent.eur", source="manual", value=99.0)
    store(user, money("1", "80"), source="manual")
    ingest.withdraw_events(
        user_id=user.pk,
        source="manual",
        table="finance",
        kind=None,
        start=DAY,
        end=DAY,
        keep=set(),
        now=NOW,
    )
    roll(user, [DAY], "manual")
    value = selectors.daily(user=user, metrics=["finance.spent.eur"], start=DAY, end=DAY)
    assert value["finance.spent.eur"][DAY].value == 99.0


def test_measurements_of_a_day_are_their_mean():
    user = UserFactory()
    store(user, measured("1", 72.0), measured("2", 73.0), measured("3", 120.0, metric="vital.systolic"))
    assert numbers(user) == {"vital.weight": 72.5, "vital.systolic": 120.0}


@pytest.mark.parametrize(("aggregate", "expected"), [("mean", 20.0), ("sum", 60.0), ("last", 10.0)])
def test_a_vital_of_ones_own_is_rolled_up_as_it_says(aggregate, expected):
    user = UserFactory()
    CustomMetric.objects.create(
        user=user, key="custom.peak-flow", label="Peak flow", group="vitals", aggregate=aggregate
    )
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    store(
        user,
        measured("1", 10.0, metric="custom.peak-flow", at=noon),
        measured("2", 20.0, metric="custom.peak-flow", at=noon - timedelta(hours=2)),
        measured("3", 30.0, metric="custom.peak-flow"),
    )
    assert numbers(user) == {"custom.peak-flow": expected}


def test_a_delivered_number_of_ones_own_is_left_alone_by_the_vitals_of_its_source():
    user = UserFactory()
    CustomMetric.objects.create(user=user, key="custom.pages", label="Pages", group="journal")
    DailyMetricFactory(user=user, metric="custom.pages", source=SHEETS, value=12.0)
    store(user, measured("1"))
    withdraw(user, table="vital")
    assert numbers(user) == {"custom.pages": 12.0}


def test_what_is_stored_already_is_not_written_again():
    user = UserFactory()
    fine = "12.34567"
    assert store(user, money("1", fine), measured("1", 72.123456789)).changed == 2
    assert store(user, money("1", fine), measured("1", 72.123456789)).changed == 0


def test_the_note_of_an_entry_is_not_readable_in_the_database():
    user = UserFactory()
    store(user, money("1", note="For Kim's birthday"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM metrics_financeentry")
        assert b"Kim" not in bytes(cursor.fetchone()[0])
    assert FinanceEntry.objects.get().note == "For Kim's birthday"


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(django_assert_max_num_queries):
    user = UserFactory()
    days = [DAY - timedelta(days=n) for n in range(60)]
    rows = [money(f"m{n}", str(n), day=days[n % 60]) for n in range(300)]
    rows += [measured(f"v{n}", 70 + n / 100, day=days[n % 60]) for n in range(300)]
    with django_assert_max_num_queries(25):
        store(user, *rows)


# --- withdrawn --------------------------------------------------------------------------------------------


def test_rows_of_one_mapping_leave_without_the_others():
    user = UserFactory()
    store(user, money("1:a", "1"), money("1:b", "2"), money("11:a", "4"))
    assert withdraw(user, keep={"1:a"}, prefix="1:") == {DAY}
    assert numbers(user) == {"finance.spent.eur": 5.0}


def test_a_column_that_was_not_found_keeps_its_values():
    user = UserFactory()
    store(user, measured("1:a:w"), measured("1:a:f", 20.0, metric="vital.body_fat"))
    withdraw(user, table="vital", prefix="1:", but={"vital.body_fat"})
    assert numbers(user) == {"vital.body_fat": 20.0}
    store(user, money("1:a"), money("1:b", direction="income"))
    withdraw(user, prefix="1:", but={"income"})
    assert numbers(user) == {"vital.body_fat": 20.0, "finance.income.eur": 12.5}


def test_one_kind_alone_is_withdrawn():
    user = UserFactory()
    store(user, measured("1:a:w"), measured("1:a:f", 20.0, metric="vital.body_fat"))
    withdraw(user, table="vital", kind="vital.weight")
    assert numbers(user) == {"vital.body_fat": 20.0}


def test_a_source_that_goes_takes_its_money_along_and_leaves_the_rest():
    user = UserFactory()
    store(user, money("1", "80"), money("2", "7", day=OTHER_DAY))
    store(user, money("1", "5"), source="manual")
    kept = FinanceEntry.objects.get(external_id="2")
    act(kept, field="amount", value="8.10")
    forget_source(user_id=user.pk, source=SHEETS, zone=BERLIN)
    assert numbers(user) == {"finance.spent.eur": 5.0}
    assert numbers(user, OTHER_DAY) == {"finance.spent.eur": 8.1}


# --- corrected --------------------------------------------------------------------------------------------


def test_a_corrected_amount_is_exact_and_survives_sync_and_withdrawal():
    user = UserFactory()
    store(user, money("1", "12.5"))
    entry = FinanceEntry.objects.get()
    done = act(entry, field="amount", value=Decimal("0.10"))
    assert entry.overrides == {}  # the row given is not the row changed
    entry.refresh_from_db()
    assert entry.amount == Decimal("0.1000")
    assert entry.overrides == {"amount": {"source": "12.5000", "person": "0.1000"}}
    store(user, money("1", "99.99", category="sweets"))
    entry.refresh_from_db()
    assert (entry.amount, entry.category) == (Decimal("0.1"), "sweets")
    assert corrections.source_changed(done)
    withdraw(user)
    entry.refresh_from_db()
    assert entry.withdrawn and numbers(user) == {"finance.spent.eur": 0.1}
    corrections.undo(user=user, by=user, correction=done)
    assert not FinanceEntry.objects.exists() and numbers(user) == {}


def test_an_entry_moved_to_another_day_takes_its_money_along_and_back():
    user = UserFactory()
    store(user, money("1"))
    done = act(FinanceEntry.objects.get(), field="day", value=OTHER_DAY)
    assert (numbers(user), numbers(user, OTHER_DAY)) == ({}, {"finance.spent.eur": 12.5})
    store(user, money("1", "20"))
    assert (numbers(user), numbers(user, OTHER_DAY)) == ({}, {"finance.spent.eur": 20.0})
    corrections.undo(user=user, by=user, correction=done)
    assert (numbers(user), numbers(user, OTHER_DAY)) == ({"finance.spent.eur": 20.0}, {})


def test_a_moved_entry_is_withdrawn_with_the_window_of_its_own_day():
    user = UserFactory()
    store(user, money("1"))
    act(FinanceEntry.objects.get(), field="day", value=OTHER_DAY)
    assert withdraw(user, start=OTHER_DAY, end=OTHER_DAY) == set()
    assert withdraw(user, start=DAY, end=DAY) == {OTHER_DAY}
    assert FinanceEntry.objects.get().withdrawn


def test_acts_on_one_field_are_undone_newest_first_although_the_day_moved_between_them():
    user = UserFactory()
    store(user, money("1"))
    entry = FinanceEntry.objects.get()
    first = act(entry, field="amount", value="1")
    act(entry, field="day", value=OTHER_DAY)
    act(entry, field="amount", value="2")
    with pytest.raises(ValidationError):
        corrections.undo(user=user, by=user, correction=first)


def test_a_corrected_currency_moves_the_sum():
    user = UserFactory()
    store(user, money("1"))
    act(FinanceEntry.objects.get(), field="currency", value="CHF")
    assert numbers(user) == {"finance.spent.chf": 12.5}
    act(FinanceEntry.objects.get(), field="direction", value="income")
    assert numbers(user) == {"finance.income.chf": 12.5}


def test_an_excluded_measurement_is_not_counted():
    user = UserFactory()
    store(user, measured("1", 72.0), measured("2", 720.0))
    corrections.exclude_event(
        user=user, by=user, event=Vital.objects.get(external_id="2"), excluded=True, reason="typed wrong"
    )
    assert numbers(user) == {"vital.weight": 72.0}
    assert DailyMetric.objects.get(user=user).from_correction


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "-1"),
        ("amount", "many"),
        ("amount", float("nan")),
        ("currency", "XYZ"),
        ("direction", "lost"),
        ("category", "x" * 81),
        ("category", None),
        ("day", "2026-03-01"),
        ("day", date(2999, 1, 1)),
        ("note", "x"),
        ("user_id", 1),
    ],
)
def test_what_money_cannot_be_corrected_to(field, value):
    entry = FinanceEntryFactory()
    with pytest.raises(ValidationError):
        act(entry, field=field, value=value)
    assert not Correction.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("value", 7000), ("value", "x"), ("metric", "vital.pulse")])
def test_what_a_measurement_cannot_be_corrected_to(field, value):
    vital = VitalFactory()
    with pytest.raises(ValidationError):
        act(vital, field=field, value=value)


def test_a_corrected_row_that_came_back_under_another_id_is_offered_and_not_counted_twice():
    user = UserFactory()
    store(user, money("1"))
    act(FinanceEntry.objects.get(), field="amount", value="1")
    withdraw(user)
    ingest.store(user_id=user.pk, source=SHEETS, records=[money("9")], now=NOW + timedelta(days=1))
    roll(user, [DAY])
    assert numbers(user) == {"finance.spent.eur": 1.0}
    [offer] = corrections.carry_over_offers(user)
    corrections.carry_over(user=user, by=user, old=offer.old, new=offer.new)
    assert FinanceEntry.objects.get().external_id == "9" and numbers(user) == {"finance.spent.eur": 1.0}


def test_the_lower_number_of_a_reading_is_no_successor_of_the_upper_one():
    user = UserFactory()
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    store(user, measured("1:s", 220.0, metric="vital.systolic", at=noon))
    act(Vital.objects.get(), field="value", value=120)
    withdraw(user, table="vital")
    store(user, measured("2:d", 80.0, metric="vital.diastolic", at=noon))
    assert numbers(user) == {"vital.systolic": 120.0, "vital.diastolic": 80.0}


# --- seen -------------------------------------------------------------------------------------------------


def test_the_numbers_their_receipts_and_their_corrections_have_pages(client):
    user = UserFactory()
    client.force_login(user)
    store(user, money("1"), measured("1"))
    act(FinanceEntry.objects.get(), field="amount", value="10.10")
    act(FinanceEntry.objects.get(), field="day", value=DAY - timedelta(days=1))
    act(FinanceEntry.objects.get(), field="category", value="gifts")
    act(FinanceEntry.objects.get(), field="direction", value="income")
    act(Vital.objects.get(), field="value", value=71.9)
    listed = client.get(reverse("corrections")).content.decode()
    for words in ("Amount of a money entry", "€12.50", "€10.10", "28 Feb", "gifts", "Income", "71.9"):
        assert words in listed, words
    assert "€10.10" in client.get(reverse("metrics")).content.decode()
    for key, day in (("finance.income.eur", DAY - timedelta(days=1)), ("vital.weight", DAY)):
        assert client.get(reverse("metric", args=[key])).status_code == 200
        assert client.get(reverse("receipt", args=[key, day])).status_code == 200


def test_every_table_of_events_has_its_keys():
    assert KEYS_OF["finance"] == MONEY_KEYS
    assert {"vital.weight", "vital.systolic"} <= KEYS_OF["vital"]
