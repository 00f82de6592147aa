"""Sentences over charts: nothing is counted that is not over or not known, and what looks alike is alike."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.tests.factories import UserFactory
from metrics import catalogue
from metrics.charts.money import MoneyData, months_sentence
from metrics.charts.money_summary import weeks_sentence as weeks_of_hero
from metrics.charts.money_weeks import WeekData, weeks, weeks_sentence
from metrics.charts.profile import distribution_sentence, weekday_sentence
from metrics.charts.recovery import REST, STRESS, stress_sentence
from metrics.charts.series import DayData
from metrics.charts.trend import TrendData
from metrics.charts.window import Window
from metrics.charts.work import days_sentence
from metrics.charts.work_hours import HourData, hours_sentence, means
from metrics.models import WorkSession
from metrics.selectors import Value

TODAY = date(2026, 11, 23)  # a Monday
MONTH = Window(TODAY - timedelta(days=29), TODAY, "30")
HOUR = 3600.0


@pytest.fixture
def person():
    return UserFactory.build(currency="EUR", timezone="UTC")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def value(day: date, number: float) -> Value:
    return Value(
        value=number, source="rize", day=day, corrected=False, excluded=False, withdrawn=False, raw=number
    )


def values(numbers: dict[date, float]) -> dict[date, Value]:
    return {day: value(day, number) for day, number in numbers.items()}


def days_before(count: int, today: date = TODAY) -> list[date]:
    return [today - timedelta(days=n) for n in range(1, count + 1)]


# --- A day that still runs ---------------------------------------------------------------------------------


def of_days(person: Any, **keys: dict[date, float]) -> DayData:
    series = {key.replace("__", "."): values(found) for key, found in keys.items()}
    return DayData(series, MONTH, TODAY, person)


def test_the_first_minutes_of_today_are_no_day_of_work(person):
    focus = dict.fromkeys(days_before(6), 4 * HOUR) | {TODAY: 60.0}
    said = plain(days_sentence(of_days(person, work__focus=focus)))
    assert said == "You worked on 6 of these 29 days; half of those hold more than 4 h of focus."


def test_work_that_began_today_is_said_to_have(person):
    said = days_sentence(of_days(person, work__focus={TODAY: HOUR}))
    assert said == "The first work of these 30 days is today's."


def test_the_first_stress_of_today_is_compared_with_nothing(person):
    rest = dict.fromkeys(days_before(3), 2 * HOUR) | {TODAY: 0.0}
    stressed = dict.fromkeys(days_before(3), HOUR) | {TODAY: HOUR}
    said = stress_sentence(
        of_days(person, **{REST.replace(".", "__"): rest, STRESS.replace(".", "__"): stressed})
    )
    assert said.startswith("On 3 of 3 days")


def session(day: date, hours: float = 1) -> WorkSession:
    start = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    end = start + timedelta(hours=hours)
    return WorkSession(day=day, kind=WorkSession.FOCUS, start=start, end=end, utc_offset=0)


def test_a_monday_that_has_just_begun_does_not_lower_the_mean_of_mondays(person):
    mondays = [TODAY - timedelta(days=7 * n) for n in range(1, 5)]
    data = HourData([session(day) for day in mondays], MONTH, TODAY, person)
    assert means(data) == {(0, 8): HOUR}
    with_today = HourData([*data.sessions, session(TODAY, 0.1)], MONTH, TODAY, person)
    assert means(with_today) == means(data)


def test_the_first_day_of_work_has_its_hours_at_once(person):
    data = HourData([session(TODAY)], MONTH, TODAY, person)
    assert hours_sentence(data, means(data)).startswith("You focus most on Monday from 08:00 to 09:00")


def test_a_week_of_money_that_ends_today_is_not_whole(person):
    sunday = TODAY - timedelta(days=1)
    spent = dict.fromkeys(days_before(21), 10.0)

    def data(today: date) -> WeekData:
        window = Window(today - timedelta(days=27), today, "dates")
        return WeekData(catalogue.get("finance.spent.eur"), values(spent), window, today, person)

    assert weeks_sentence(data(sunday)).startswith("Half of these 2 weeks")
    assert len(weeks(data(sunday)).rows) == 2
    assert weeks_sentence(data(TODAY)).startswith("Half of these 3 weeks")


# --- Months of money ---------------------------------------------------------------------------------------


def money(
    person: Any, window: Window, spent: dict[date, int], income: dict[date, int] | None = None
) -> MoneyData:
    sums = [{month: Decimal(amount) for month, amount in found.items()} for found in (spent, income or {})]
    return MoneyData("EUR", window, TODAY, person, *sums, {}, {})


@pytest.mark.parametrize(
    ("spent", "income", "said"),
    [
        (
            {date(2026, 9, 1): 200, date(2026, 10, 1): 162, date(2026, 11, 1): 90},
            {},
            "You spent €362 in the last 2 whole months; no income is written down.",
        ),
        (
            {date(2026, 8, 1): 200},
            {date(2026, 10, 1): 900},
            "You spent €200 in the last 3 whole months, and €900 came in.",
        ),
        ({}, {date(2026, 10, 1): 900}, "€900 came in during the last whole month; no spending is known."),
        ({date(2026, 11, 1): 90}, {}, "No whole month with money in EUR yet."),
    ],
)
def test_months_are_counted_from_the_first_that_is_known(person, spent, income, said):
    assert plain(months_sentence(money(person, MONTH, spent, income))) == said


def test_months_of_a_past_window_are_named_and_one_that_it_cuts_is_not_whole(person):
    window = Window(date(2023, 1, 1), date(2023, 3, 20), "dates")
    spent = {date(2022, month, 1): 100 for month in (11, 12)} | {
        date(2023, month, 1): 100 for month in (1, 2, 3)
    }
    said = plain(months_sentence(money(person, window, spent)))
    assert said == "You spent €400 in the 4 whole months up to February 2023; no income is written down."


def test_the_weeks_of_a_past_window_are_not_called_the_last_ones(person):
    end = date(2025, 3, 20)
    daily = {end - timedelta(days=n): 50.0 + n % 7 for n in range(190)}
    window = Window(end - timedelta(days=89), end, "dates")
    said = weeks_of_hero(money(person, window, {}), daily)
    assert said == "No clear direction: the 6 weeks up to Thu 20 Mar 2025 lie among the 20 before them."


# --- What looks alike --------------------------------------------------------------------------------------


def spending(person: Any, found: dict[date, float]) -> TrendData:
    return TrendData(catalogue.get("finance.spent.eur"), values(found), MONTH, TODAY, person)


def test_weekdays_whose_medians_read_alike_are_not_set_against_each_other(person):
    said = weekday_sentence(spending(person, dict.fromkeys(days_before(28), 12.5)))
    assert plain(said) == "Your median is the same on every weekday that can be compared: €12.50."


def test_weekdays_that_share_an_extreme_are_named_together(person):
    found = {day: 30.0 if day.weekday() == 2 else 12.5 for day in days_before(28)}
    said = plain(weekday_sentence(spending(person, found)))
    assert said == (
        "Your median is lowest on Mon, Tue, Thu, Fri, Sat, Sun (€12.50) and highest on Wed (€30.00)."
    )


def test_a_middle_half_of_one_number_is_that_number(person):
    said = distribution_sentence(spending(person, dict.fromkeys(days_before(28), 12.5)))
    assert plain(said) == "At least half of your values on these 28 days are €12.50."
