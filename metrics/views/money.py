"""Money over a span of days, one currency at a time."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from metrics.charts.money import (
    INCOME,
    SPENT,
    MoneyData,
    balance_sentence,
    categories_sentence,
    months_sentence,
)
from metrics.charts.money_data import money_data
from metrics.charts.money_summary import money_hero
from metrics.charts.money_weeks import WeekData, weeks_sentence
from metrics.charts.registry import currency_of
from metrics.entries import labels

from .cards import Card, Range
from .domain import Asked, Cards, Domain, asked, profile_cards, show
from .metric import person

MISSING = gettext_lazy("No money in this span of days.")


def domain_of(currency: str) -> Domain:
    code = currency.lower()
    spent, income = f"finance.spent.{code}", f"finance.income.{code}"
    return Domain(
        name="money",
        title=gettext_lazy("Money"),
        missing=MISSING,
        heroes=(spent, income),
        columns=(spent, income),
        listed=gettext_lazy("Days"),
        day_page="day",
        default="90",
        reach=190,  # twenty-six weeks and the days before them
    )


@require_safe
@login_required
def money(request: HttpRequest) -> HttpResponse:
    user = person(request)
    held = labels(user=user).currencies
    currency = currency_of(user, request.GET.dict(), held)
    found = replace_kept(asked(request, domain_of(currency)), currency, several=len(held) > 1)
    data = money_data(user, currency, found.data.window)
    daily = found.data.series.get(f"finance.spent.{currency.lower()}", {})
    cards = Cards(
        wide=money_cards(found, data, currency),
        halves=[*category_cards(found, data, currency), *profile_cards(found)],
    )
    more = {
        "hero": money_hero(data, {day: value.value for day, value in daily.items()}),
        "currencies": [currency_choice(found, code, currency) for code in held] if len(held) > 1 else [],
    }
    return show(request, found, template="metrics/money.html", more=more, cards=cards)


def replace_kept(found: Asked, currency: str, *, several: bool) -> Asked:
    """The chosen currency stays in the address where there is a choice."""
    return replace(found, also={"currency": currency}) if several else found


def currency_choice(found: Asked, code: str, current: str) -> Range:
    params = {**found.kept, **found.params, "currency": code}
    return Range(code, f"?{urlencode(params)}", code == current)


def money_cards(found: Asked, data: MoneyData, currency: str) -> list[Card]:
    params = {**found.params, "currency": currency}
    cards = []
    if data.spent or data.income:
        cards.append(Card.of("money-months", months_sentence(data), params, title=_("Month by month")))
    weeks = week_data(found, currency)
    if weeks.known:
        title = _("Spent, week by week")
        cards.append(Card.of("money-weeks", weeks_sentence(weeks), {**params, **found.kept}, title=title))
    if data.balance:
        title = _("What came in less what was spent")
        cards.append(Card.of("money-balance", balance_sentence(data), params, title=title))
    return cards


def week_data(found: Asked, currency: str) -> WeekData:
    key, data = f"finance.spent.{currency.lower()}", found.data
    return WeekData(
        found.domain.metric(key), data.series[key], data.window, data.today, found.user, found.compare
    )


def category_cards(found: Asked, data: MoneyData, currency: str) -> list[Card]:
    titles = {SPENT: _("What it was spent on"), INCOME: _("Where it came from")}
    return [category_card(found, data, currency, one, titles[one]) for one in titles if data.categories[one]]


def category_card(found: Asked, data: MoneyData, currency: str, direction: str, title: str) -> Card:
    params: dict[str, Any] = {**found.params, "currency": currency, "direction": direction}
    sentence = categories_sentence(data, direction)
    return Card.of("money-categories", sentence, params, title=title, id=f"money-{direction}")
