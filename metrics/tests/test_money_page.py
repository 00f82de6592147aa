"""Money and Vitals: sums of one currency, readings, and nothing that was not written down."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import plotly.graph_objects as go
import pytest

from accounts.services import bump_generation
from accounts.tests.factories import UserFactory
from metrics import corrections, ingest, records, rollups
from metrics.charts.money import MoneyData
from metrics.charts.money_summary import month_sentence, weeks_sentence
from metrics.charts.registry import build
from metrics.charts.window import Window
from metrics.models import Correction, CustomMetric, FinanceEntry

pytestmark = pytest.mark.django_db
MONEY = ("money-months", "money-weeks", "money-categories", "money-balance")
TODAY = date(2026, 11, 22)


@pytest.fixture
def person(client):
    user = UserFactory(timezone="Europe/Berlin", currency="EUR")
    client.force_login(user)
    return user


def plain(answer):
    text = answer.content.decode() if hasattr(answer, "content") else answer
    return text.replace("\u202f", " ").replace("\xa0", " ")


def store(user, found):
    days = {one.day for one in found}
    now = datetime.now(UTC)
    ingest.store(user_id=user.pk, source="google_sheets", records=found, now=now)
    for table in ("finance", "vital"):
        keys = rollups.keys_of("google_sheets", table)
        rollups.roll_up(
            user_id=user.pk, source="google_sheets", days=days, zone=user.zone, keys=keys, now=now
        )
    bump_generation(user.pk)


def paid(day, amount, n=0, **more):
    said = {"direction": "spent", "currency": "EUR", "category": "Groceries", "account": "card"} | more
    return records.Money(f"1:{day}:{n}:{said['currency']}", day, amount=Decimal(str(amount)), **said)


@pytest.fixture
def spent(person):
    """A year: twenty euros a day, rent on the first, pay on the 27th, a dollar now and then."""
    days = [person.today() - timedelta(days=back) for back in range(400)]
    found = [paid(day, 20) for day in days]
    found += [paid(day, 900, 1, category="Rent") for day in days if day.day == 1]
    found += [
        paid(day, 2500, 2, direction="income", category="Salary", account="bank")
        for day in days
        if day.day == 27
    ]
    found += [paid(day, "14.99", currency="USD", category="Abroad") for day in days if day.day == 5]
    store(person, found)
    return days


def test_the_page_says_the_last_whole_month_against_those_before(client, person, spent):
    page = plain(client.get("/money/"))
    lead = re.search(r'<p class="lead">(.*?)</p>', page)[1]
    assert re.match(r"You spent €1,[45]\d\d in \w+ 20\d\d, ", lead)
    assert "usual for a month of yours is €" in lead
    assert "No clear direction: the last 6 weeks" in lead


def test_currencies_are_never_added_together(client, person, spent):
    euros, dollars = plain(client.get("/money/")), plain(client.get("/money/?currency=usd&range=365"))
    assert "$" not in re.sub(r"<script.*?</script>", "", euros)
    assert "You spent $14.99" in dollars and "€" not in dollars
    assert "range=365" in dollars and "currency=USD" in dollars
    assert "Currencies are never added together." in euros
    assert sum(build("money-categories", person, {"range": "365"}).traces[0]["x"]) == pytest.approx(
        20 * 365 + 900 * 12
    )


def test_an_unknown_currency_is_the_persons_own(client, person, spent):
    assert "You spent €" in plain(client.get("/money/?currency=XXX"))


def test_the_persons_own_currency_comes_first(client, person, spent):
    person.currency = "USD"
    person.save()
    assert "You spent $14.99" in plain(client.get("/money/"))


@pytest.mark.parametrize("name", MONEY)
@pytest.mark.parametrize("span", ["30", "365", "all"])
@pytest.mark.parametrize("with_data", [True, False])
def test_plotly_accepts_every_figure_and_it_brings_no_colour(request, person, name, span, with_data):
    if with_data:
        request.getfixturevalue("spent")
    figure = build(name, person, {"range": span, "compare": "before"})
    go.Figure(figure.as_plotly())
    drawn = repr(figure.as_plotly()).lower()
    assert "color" not in drawn and "rgb" not in drawn
    assert figure.summary.endswith(".")
    assert bool(figure.rows) == bool(figure.traces) == with_data


@pytest.mark.parametrize("name", MONEY)
def test_every_chart_has_a_table_and_a_csv(client, person, spent, name):
    table = plain(client.get(f"/figures/{name}/", {"range": "90", "format": "table"}))
    assert "<td" in table and 'href="/money/?range=90"' in table
    assert len(client.get(f"/figures/{name}/", {"range": "90", "format": "csv"}).content.splitlines()) > 1


def test_income_is_hollow_and_spending_filled(person, spent):
    months = build("money-months", person, {"range": "365"})
    assert [trace["meta"]["fill"] for trace in months.traces] == ["solid", "hollow"]
    income = build("money-categories", person, {"range": "365", "direction": "income"})
    assert income.traces[0]["meta"]["fill"] == "hollow"
    spending = build("money-categories", person, {"range": "365"}).traces[0]
    assert spending["x"] == sorted(spending["x"], reverse=True)


def test_a_month_without_an_entry_is_a_gap_and_not_zero(person):
    today = person.today()
    store(person, [paid(today - timedelta(days=100), 50), paid(today - timedelta(days=1), 30)])
    [bars] = build("money-months", person, {"range": "365"}).traces
    assert sum(y is not None for y in bars["y"]) == 2 and 0 not in bars["y"]


def test_a_correction_of_an_entry_is_in_every_sum(client, person):
    day = person.today() - timedelta(days=8)  # of a week that is over, whatever day it is
    store(person, [paid(day, 50)])
    entry = FinanceEntry.objects.get(user=person)
    corrections.correct_event(user=person, by=person, event=entry, field="amount", value="80")
    for name in MONEY:
        assert "80" in repr(build(name, person, {"range": "30"}).rows), name


def test_the_balance_adds_up_all_accounts_of_the_currency(person):
    today = person.today()
    store(
        person,
        [
            paid(today - timedelta(days=60), 100, direction="income", account="bank"),
            paid(today - timedelta(days=9), 30, account="card"),
            paid(today - timedelta(days=3), 20, account="bank"),
            paid(today - timedelta(days=3), 5, account="", currency="USD"),
        ],
    )
    figure = build("money-balance", person, {"range": "30"})
    assert figure.traces[0]["y"][-1] == 50.0
    assert figure.traces[0]["line"] == {"shape": "hv"}


def months(*amounts):
    found, month = {}, date(2026, 10, 1)
    for amount in reversed(amounts):
        found[month] = Decimal(amount)
        month = (month - timedelta(days=1)).replace(day=1)
    window = Window(TODAY - timedelta(days=89), TODAY, "90")
    return MoneyData("EUR", window, TODAY, UserFactory.build(currency="EUR"), found, {}, {}, {})


def test_few_months_claim_nothing():
    said = plain(month_sentence(months(900, 1000), date(2026, 10, 1)))
    assert (
        said
        == "You spent €1,000 in October 2026. 1 month before it is known; your usual range appears after 7."
    )


def test_a_month_above_all_others_is_said_so():
    said = plain(month_sentence(months(*[900 + 10 * n for n in range(8)], 2000), date(2026, 10, 1)))
    assert "That is more than in each of the 8 months before." in said


def test_weeks_have_a_direction_only_where_it_is_clear():
    data = months(900)
    flat = {TODAY - timedelta(days=back): 50.0 + back % 7 for back in range(190)}
    assert weeks_sentence(data, flat) == "No clear direction: the last 6 weeks lie among the 20 before them."
    rising = {day: value * (3 if (TODAY - day).days <= 42 else 1) for day, value in flat.items()}
    assert "The last 6 weeks run higher" in weeks_sentence(data, rising)
    assert "too few weeks" in weeks_sentence(data, {TODAY: 5.0})


@pytest.mark.parametrize("address", ["/money/", "/vitals/"])
def test_nobody_else_sees_it_and_without_data_the_page_says_so(client, person, spent, address):
    client.force_login(UserFactory())
    page = plain(client.get(address))
    assert "in this span of days" in page and "data-figure" not in page and "€" not in page
    for name in (*MONEY, "vitals-pressure"):
        assert client.get(f"/figures/{name}/").json()["data"] == []
    client.logout()
    assert client.get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("query", ["", "?range=365&compare=before", "?range=all"])
def test_a_year_of_money_costs_no_more_queries(client, person, spent, query, django_assert_max_num_queries):
    client.get("/money/")
    with django_assert_max_num_queries(12):
        client.get(f"/money/{query}")


# --- Vitals ------------------------------------------------------------------------------------------------


@pytest.fixture
def measured(person):
    CustomMetric.objects.create(
        user=person, key="custom.waist", label="Waist", unit="cm", decimals=1, group="vitals"
    )
    found = []
    for back in range(0, 120, 2):
        day = person.today() - timedelta(days=back)
        found += [
            records.Measurement(f"2:w{back}", day, "vital.weight", 72 + back % 7 / 10),
            records.Measurement(f"2:p{back}:s", day, "vital.systolic", 120.0 + back % 9),
            records.Measurement(f"2:p{back}:d", day, "vital.diastolic", 78.0 + back % 5),
            records.Measurement(f"2:c{back}", day, "custom.waist", 84.0),
        ]
    store(person, found)
    return person


def test_without_a_ring_the_page_begins_with_what_is_measured(client, measured):
    page = plain(client.get("/vitals/"))
    assert "Your weight was 72 kg (today)" in page or "Your weight was 72.0 kg (today)" in page
    assert "Blood pressure" in page and "Waist" in page and "84.0 cm" in page
    assert "Lowest pulse" not in page


def test_units_are_those_of_the_person(client, measured):
    measured.units = "imperial"
    measured.save()
    page = plain(client.get("/vitals/"))
    assert "Your weight was 158.7 lb (today)" in page and " kg" not in page


def test_a_blood_pressure_is_a_bar_between_its_two_numbers(measured):
    figure = build("vitals-pressure", measured, {"range": "30"})
    bars, labels = figure.traces
    assert bars["meta"]["role"] == "range"
    assert len(bars["x"]) == 15 * 3 - 1 and bars["y"][2] is None
    assert bars["y"][0] < bars["y"][1]
    assert re.match(r"<b>\w+ \d+ \w+</b><br>1\d\d over \d\d", labels["hovertext"][0])
    assert figure.summary.startswith("The medians of these 15 days are 12")


def test_few_pressures_of_a_known_range_are_not_called_its_beginning(client, measured):
    today = measured.today()
    span = {"from": (today - timedelta(days=6)).isoformat(), "to": today.isoformat()}
    assert build("vitals-pressure", measured, span).summary == "4 values in these 7 days."
    page = plain(client.get("/vitals/", span))
    assert "4 values in these 7 days." in page and "so far" not in page


def test_half_a_reading_is_no_bar(person):
    store(person, [records.Measurement("2:x:s", person.today(), "vital.systolic", 121.0)])
    figure = build("vitals-pressure", person, {"range": "30"})
    assert figure.traces == []
    assert [cell.text for cell in figure.rows[0][1:3]] == ["121\u202fmmHg", "–"]


def test_what_is_measured_every_other_day_has_a_line(measured):
    trend = build("trend", measured, {"metric": "vital.weight", "range": "30"})
    line = next(trace for trace in trend.traces if trace["meta"]["role"] == "line")
    assert None not in line["y"]
    dots = next(trace for trace in trend.traces if trace["meta"]["role"] == "dot")
    assert dots["y"].count(None) == 15


def test_vitals_cost_few_queries(client, measured, django_assert_max_num_queries):
    client.get("/vitals/")
    for query in ("", "?range=365&compare=before", "?range=all"):
        with django_assert_max_num_queries(12):
            client.get(f"/vitals/{query}")


def test_a_week_of_spending_that_was_put_right_is_marked(person, spent):
    last = build("money-weeks", person, {"range": "90"}).traces[0]["x"][-1]
    day = date.fromisoformat(last)
    entry = FinanceEntry.objects.filter(user=person, day=day, category="Groceries").first()
    corrections.correct_event(user=person, by=person, event=entry, field="amount", value=Decimal(99))
    key = {"day": day + timedelta(days=1), "metric": "finance.spent.eur", "source": "entries"}
    corrections.exclude_daily(user=person, by=person, **key, excluded=True)
    figure = build("money-weeks", person, {"range": "90"})
    [rings] = [trace for trace in figure.traces if trace["meta"]["role"] == "corrected"]
    assert rings["x"] == [last] and rings["y"] == [figure.traces[0]["y"][-1]]
    label = figure.traces[0]["hovertext"][-1]
    assert "1 day corrected by you" in label and "1 day left out by you" in label
    notes = [row[-1] for row in figure.rows]
    assert (notes[0].raw, notes[1].raw) == ("corrected excluded", "")


def test_a_sum_of_a_day_leads_to_its_entries_and_is_left_out_as_a_whole(client, person, spent):
    day = person.today() - timedelta(days=2)
    receipt = f"/metrics/finance.spent.eur/{day}/"
    entry = FinanceEntry.objects.filter(user=person, day=day, direction="spent", currency="EUR").first()
    page = client.get(receipt).content.decode()
    assert f"/money/entries/{entry.pk}/" in page
    assert 'name="value"' not in page and "Save my value" not in page
    refused = client.post(f"{receipt}correct/", {"value": "987", "reason": "other"})
    assert refused.status_code == 200 and not Correction.objects.exists()

    def known():
        figure = build("money-months", person, {"range": "30"})
        return {row[0].raw: row[1].raw for row in figure.rows}[f"{day:%Y-%m}"]

    before = known()
    client.post(f"{receipt}exclude/", {"reason": "other"})
    assert known() < before, "what is left out of a day is left out of its month"
