"""Every page of numbers opens with a sentence, and any two spans of days can be laid upon one another."""

import re
from datetime import timedelta

import plotly.graph_objects as go
import pytest

from accounts.tests.factories import UserFactory
from metrics.charts.registry import build
from metrics.models import CustomMetric

from .factories import DailyMetricFactory, SleepPeriodFactory
from .years import live

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    user = UserFactory(timezone="Europe/Berlin", currency="EUR", week_start=0)
    client.force_login(user)
    return user


def give(person, key, values, back=0):
    """One value a day, the last of them `back` days ago."""
    for n, value in enumerate(reversed(values)):
        day = person.today() - timedelta(days=back + n)
        DailyMetricFactory(user=person, metric=key, day=day, value=value)


def lead_of(client, address):
    page = client.get(address).content.decode().replace("\u202f", " ").replace("\xa0", " ")
    header = re.search(r'<header class="page-head[^>]*>(.*?)</header>', page, re.DOTALL)[1]
    found = re.search(r'<p class="lead">(.*?)</p>', header, re.DOTALL)
    return found[1].strip() if found else ""


# --- The page of one metric --------------------------------------------------------------------------------


def test_a_metric_opens_with_its_newest_number_against_the_usual(client, person):
    give(person, "sleep.hrv", [40.0 + n % 20 for n in range(80)] + [70.0])
    assert lead_of(client, "/metrics/sleep.hrv/").startswith(
        "Your HRV was 70 ms (last night), 20 ms above your usual"
    )
    assert (
        f'href="/metrics/sleep.hrv/{person.today()}/"' in client.get("/metrics/sleep.hrv/").content.decode()
    )


def test_a_sum_needs_no_verb_for_one_or_many_and_today_is_said_to_run(client, person):
    give(person, "activity.workouts", [1.0] * 100 + [2.0])
    said = lead_of(client, "/metrics/activity.workouts/")
    assert said.startswith("Your workouts came to 1 (yesterday)")
    assert "2 so far today" in said


def test_money_is_spent_and_comes_in(client, person):
    give(person, "finance.spent.eur", [20.0, 30.0], back=1)
    give(person, "finance.income.eur", [900.0], back=1)
    assert lead_of(client, "/metrics/finance.spent.eur/").startswith("You spent €30.00 (yesterday).")
    assert lead_of(client, "/metrics/finance.income.eur/").startswith("€900 came in (yesterday).")


def test_words_and_answers_have_no_range(client, person):
    give(person, "stress.summary", [1.0] * 20 + [3.0])
    CustomMetric.objects.create(user=person, key="tag.coffee", label="Coffee", unit="", group="journal")
    give(person, "tag.coffee", [1.0, 0.0])
    assert " was Stressful (" in lead_of(client, "/metrics/stress.summary/")
    assert lead_of(client, "/metrics/tag.coffee/").startswith("You said no to “Coffee” (")


def test_a_metric_without_a_value_says_so(client, person):
    said = lead_of(client, "/metrics/sleep.hrv/?range=30")
    assert said == "No day that is over has a value in these 30 days."


def test_the_period_before_is_laid_upon_a_metric(client, person):
    give(person, "sleep.hrv", [40.0] * 60 + [50.0] * 30)
    plain, compared = (
        client.get(f"/metrics/sleep.hrv/?range=30{more}").content.decode() for more in ("", "&compare=before")
    )
    assert "With the 30 days before" in plain and "it was 40" not in plain
    assert "of the 30 days before it was 40" in compared.replace("\u202f", " ")
    assert "metric=sleep.hrv&amp;range=30&amp;compare=before" in compared


# --- A night, and pages of words ---------------------------------------------------------------------------


def test_a_night_opens_with_how_long_it_was_against_the_usual(client, person):
    give(person, "sleep.total", [25_200.0 + 60 * (n % 30) for n in range(40)] + [28_800.0])
    SleepPeriodFactory(user=person, day=person.today())
    said = lead_of(client, f"/sleep/{person.today()}/")
    assert said.startswith("You slept 8 h (last night), ") and said.endswith(
        "That is the highest in 60 days."
    )


@pytest.mark.parametrize(
    "address",
    ["/journal/check-in/", "/journal/write/", "/settings/", "/journal/2026-03-01/"],
)
def test_a_page_of_words_opens_with_one_sentence(client, person, address):
    assert lead_of(client, address).endswith(".")


def test_the_way_in_opens_with_one_sentence(client):
    assert (
        "Your nights, your days and your words stay on this server."
        in client.get("/accounts/login/").content.decode()
    )


def test_a_day_of_which_only_a_number_is_known_says_what_is_missing(client, person):
    give(person, "vital.weight", [72.0], back=3)
    day = person.today() - timedelta(days=3)
    assert lead_of(client, f"/day/{day}/") == "No night, no work and no workout is known of this day."


def test_the_sleep_page_has_the_last_night_above_all_spans_and_leads_to_it(client, person):
    live(person, 3, until=person.today(), nights=3)
    page = client.get("/sleep/").content.decode()
    night = page.index(f"/figures/night/?day={person.today()}")
    assert night < page.index("Span of days")
    assert f'<a href="/sleep/{person.today()}/">See this night</a>' in page
    earlier = person.today() - timedelta(days=1)
    past = client.get(f"/sleep/?from={earlier}&to={earlier}").content.decode()
    assert f"/figures/night/?day={earlier}" in past and f"/figures/night/?day={person.today()}" not in past


def test_naps_are_counted_beside_the_nights(client, person):
    give(person, "sleep.total", [27_000.0] * 10)
    give(person, "sleep.naps", [1_500.0, 1_800.0, 2_100.0])
    page = client.get("/sleep/").content.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert "You napped on 3 of them, on half of those for more than 30 min." in page
    assert 'href="/metrics/sleep.naps/"' in page, "a column among the nights"
    table = client.get("/figures/sleep-durations/?range=30&format=csv").content.decode()
    assert "naps" in table.splitlines()[0]


# --- Explore -----------------------------------------------------------------------------------------------


def test_the_period_before_is_laid_upon_both_panels(client, person):
    for key in ("sleep.hrv", "sleep.total"):
        give(person, key, [40.0] * 60 + [50.0] * 30)
    pair = "/explore/?a=sleep.hrv&b=sleep.total&range=30"
    assert "With the 30 days before" in client.get(pair).content.decode()
    params = {"a": "sleep.hrv", "b": "sleep.total", "range": "30", "compare": "before"}
    figure = build("explore-panels", person, params)
    go.Figure(figure.as_plotly())
    earlier = [trace for trace in figure.traces if trace["meta"]["role"] == "earlier"]
    assert [trace.get("yaxis", "y") for trace in earlier] == ["y", "y2"]
    assert all(set(trace["y"]) == {40.0} for trace in earlier)
    assert figure.summary.endswith("The dashed lines are of the 30 days before.")
    assert "compare=before" in client.get(f"{pair}&compare=before").content.decode()


def test_one_weekday_is_told_from_the_others_on_request(client, person):
    for key in ("sleep.hrv", "sleep.total"):
        give(person, key, [40.0 + n for n in range(28)])
    params = {"a": "sleep.hrv", "b": "sleep.total", "range": "30"}
    roles = {trace["meta"]["role"] for trace in build("explore-scatter", person, params).traces}
    assert roles == {"pair", "pair-weekend"}
    figure = build("explore-scatter", person, {**params, "weekday": "2"})
    go.Figure(figure.as_plotly())
    found = {trace["meta"]["role"]: trace for trace in figure.traces}
    assert len(found["pair-chosen"]["x"]) == 4 and len(found["pair"]["x"]) == 16
    assert found["pair"]["meta"]["dim"] and "dim" not in found["pair-chosen"]["meta"]
    assert figure.summary.endswith("4 of these days are a Wednesday.")
    page = client.get("/explore/?a=sleep.hrv&b=sleep.total&range=30&weekday=2").content.decode()
    assert "A weekday to tell from the others" in page and "weekday=2" in page


def test_weeks_have_no_weekday(client, person):
    for key in ("sleep.hrv", "sleep.total"):
        give(person, key, [40.0 + n for n in range(28)])
    start = person.today() - timedelta(days=500)
    params = {"a": "sleep.hrv", "b": "sleep.total", "from": str(start), "weekday": "2"}
    assert "pair-chosen" not in repr(build("explore-scatter", person, params).traces)
    page = client.get(f"/explore/?a=sleep.hrv&b=sleep.total&from={start}").content.decode()
    assert "A weekday to tell from the others" not in page
