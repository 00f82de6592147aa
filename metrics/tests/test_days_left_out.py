"""Lists, sums and pages of entries agree with the numbers of their days, whoever left those out and how."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from metrics import corrections, entering, entries
from metrics.models import DailyMetric, FinanceEntry, Vital

pytestmark = pytest.mark.django_db

SPENT = "finance.spent.eur"


@pytest.fixture
def person(client):
    user = UserFactory(timezone="Europe/Berlin", currency="EUR")
    client.force_login(user)
    return user


@pytest.fixture
def days(person):
    today = person.today()
    return [today - timedelta(days=back) for back in (3, 2, 1)]


def spend(user, day, amount, **values):
    written = {"direction": "spent", "currency": "EUR", "category": "food"} | values
    entering.write_money(user, entering.MoneyWritten(day=day, amount=Decimal(amount), **written))


def weigh(user, day, value, key="vital.weight"):
    entering.write_reading(user, entering.Measured(day, {key: value}))


def mark(user, first, last, *domains, text=""):
    return corrections.mark_days(user=user, by=user, start=first, end=last, text=text, domains=domains)


def counted(user, currency="EUR"):
    return entries.money(user=user, end=user.today(), currency=currency)


def total(user):
    return sum(entries.categories_of(counted(user)).get("spent", {}).values(), Decimal(0))


def values_that_count(user):
    return [one for one in entries.with_their_days(Vital.objects.filter(user=user)) if not one.day_left_out]


def plain(response):
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_a_day_left_out_with_others_is_in_no_sum_until_it_is_undone(person, days):
    for day, amount in zip(days, ("10", "200", "3000"), strict=True):
        spend(person, day, amount)
    act = mark(person, days[0], days[1], "money")
    assert total(person) == 3000
    assert entries.balance_of(counted(person), days[0]) == {days[2]: Decimal(-3000)}
    assert counted(person).count() == 1

    corrections.undo(user=person, by=person, correction=act)
    assert total(person) == 3210


def test_a_day_brought_back_by_hand_counts_and_one_left_out_alone_does_not(person, days):
    for day in days:
        spend(person, day, "10")
    mark(person, days[0], days[1], "money")
    number = {"user": person, "by": person, "metric": SPENT, "source": "entries"}
    corrections.exclude_daily(**number, day=days[0], excluded=False)
    assert total(person) == 20
    corrections.exclude_daily(**number, day=days[2], excluded=True)
    assert total(person) == 10


def test_another_currency_direction_domain_and_person_are_not_touched(person, days):
    other = UserFactory()
    for user in (person, other):
        spend(user, days[0], "10")
    spend(person, days[0], "7", currency="CHF")
    spend(person, days[0], "9", direction="income")
    weigh(person, days[0], 72.4)
    number = {"user": person, "by": person, "metric": SPENT, "source": "entries"}
    corrections.exclude_daily(**number, day=days[0], excluded=True)

    assert [entry.direction for entry in counted(person, "CHF")] == ["spent"]
    assert [entry.direction for entry in counted(person)] == ["income"]
    assert counted(other).count() == 1
    assert len(values_that_count(person)) == 1
    mark(person, days[0], days[0], "vitals")
    assert values_that_count(person) == []


def test_a_sources_reading_goes_with_its_sources_number(person, days):
    now = {"first_seen": "2026-01-01T00:00Z", "changed_at": "2026-01-01T00:00Z"}
    row = {"user": person, "day": days[0], "metric": "vital.weight"}
    Vital.objects.create(**row, source="google_sheets", external_id="1", value=70, **now)
    Vital.objects.create(**row, source="manual", external_id="2", value=71, **now)
    DailyMetric.objects.create(**row, source="google_sheets", value=70, excluded=True, **now)
    DailyMetric.objects.create(**row, source="manual", value=71, excluded=True, **now)
    # Typed in for the whole day is another number than what readings by hand give.
    assert [one.source for one in values_that_count(person)] == ["manual"]


def test_lists_say_which_day_is_left_out_and_their_total_leaves_it_out(client, person, days):
    spend(person, days[0], "10")
    spend(person, days[2], "5")
    weigh(person, days[0], 72.4)
    mark(person, days[0], days[0], "money", "vitals")

    money = plain(client.get("/money/entries/"))
    assert "€5.00 spent" in money and "€15.00" not in money
    assert "<s>€10.00</s>" in money and money.count("its day is left out by you") == 1
    vitals = plain(client.get("/vitals/entries/"))
    assert "<s>72.4 kg</s>" in vitals and "its day is left out by you" in vitals
    entry = FinanceEntry.objects.get(day=days[0])
    page = plain(client.get(reverse("money_entry", args=[entry.pk])))
    assert "Leave it out" in page, "the entry itself is not left out"


def test_the_money_page_and_the_page_of_its_metric_agree(client, person, days):
    spend(person, days[0], "110")
    spend(person, days[2], "15")
    mark(person, days[0], days[0], "money")
    for address in ("/money/?range=30", f"/metrics/{SPENT}/"):
        page = plain(client.get(address))
        assert "€15" in page
    assert "€125" not in plain(client.get("/money/?range=30"))
    table = plain(client.get("/figures/money-categories/?currency=EUR&direction=spent&range=30&format=table"))
    assert "€110" not in table and "€125" not in table


def test_the_receipt_names_the_days_and_leads_to_their_act(client, person, days):
    spend(person, days[0], "10")
    act = mark(person, days[0], days[1], "money", text="ill <b>")
    page = client.get(reverse("receipt", args=[SPENT, days[0]]))
    assert f"Left out from {days[0]:%a} {days[0].day}" in plain(page)
    assert "ill &lt;b&gt;" in plain(page)
    address = f"{reverse('corrections')}?span={act.event_id}"
    assert address in page.content.decode()
    there = client.get(address)
    assert there.status_code == 302 and there["Location"].endswith(f"?page=1#act-{act.pk}")
    assert f'id="act-{act.pk}"' in client.get(there["Location"]).content.decode()

    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    for odd in ("x", "9" * 30, "-1"):
        assert client.get(f"{reverse('corrections')}?span={odd}").status_code == 404


def test_a_day_brought_back_names_no_days(client, person, days):
    spend(person, days[0], "10")
    mark(person, days[0], days[0], "money")
    receipt = reverse("receipt", args=[SPENT, days[0]])
    assert f"Left out on {days[0]:%a} {days[0].day}" in plain(client.get(receipt))
    client.post(reverse("receipt_change", args=[SPENT, days[0], "include"]))
    assert "Left out on" not in plain(client.get(receipt))


def test_it_takes_no_query_more(person, days, django_assert_num_queries):
    for day in days:
        spend(person, day, "10")
    mark(person, days[0], days[1], "money")
    with django_assert_num_queries(3):
        assert total(person) == 10


def test_the_act_is_found_on_a_later_page_of_the_list(client, person, days):
    act = mark(person, days[0], days[0], "money")
    weigh(person, days[0], 70.0)
    number = {"user": person, "by": person, "metric": "vital.weight", "source": "entries", "day": days[0]}
    for n in range(50):
        corrections.exclude_daily(**number, excluded=n % 2 == 0)
    there = client.get(f"{reverse('corrections')}?span={act.event_id}")
    assert there["Location"].endswith(f"?page=2#act-{act.pk}")
    assert f'id="act-{act.pk}"' in client.get(there["Location"]).content.decode()
