"""What the figures of money need from a person's entries."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from accounts.models import User
from metrics import entries
from metrics.models import FinanceEntry

from .money import INCOME, SPENT, MoneyData, first_month
from .money_summary import YEAR
from .window import Window


def money_data(user: User, currency: str, window: Window, *, balance: bool = True) -> MoneyData:
    """Sums of the window and of the months before it that a month is compared with. Three or five queries."""
    first = first_month(window)
    # One choice of what counts, asked several ways.
    counting = entries.money(user=user, end=window.end).filter(currency=currency)
    year_before = date(first.year - YEAR // 12, first.month, 1)
    months = entries.months_of(counting.filter(day__gte=year_before))
    categories = entries.categories_of(counting.filter(day__gte=window.start))
    return MoneyData(
        currency,
        window,
        user.today(),
        user,
        spent=months.get(SPENT, {}),
        income=months.get(INCOME, {}),
        categories={one: categories.get(one, {}) for one in (SPENT, INCOME)},
        balance=running(counting, window) if balance else {},
    )


def running(counting: QuerySet[FinanceEntry], window: Window) -> Mapping[date, Decimal]:
    """The balances of all accounts, put together."""
    found = entries.balances_of(counting, start=window.start, end=window.end)
    days = sorted({day for line in found.values() for day in line})
    now = [Decimal(0)] * len(found)
    together = {}
    for day in days:
        now = [line.get(day, held) for line, held in zip(found.values(), now, strict=True)]
        together[day] = sum(now, Decimal(0))
    return together
