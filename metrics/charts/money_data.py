"""What the figures of money need from a person's entries."""

from collections.abc import Collection
from datetime import date

from accounts.models import User
from metrics import entries
from metrics.records import INCOME, SPENT

from .money import MoneyData, first_month
from .money_summary import YEAR
from .window import Window

PARTS = ("months", "categories", "balance")


def money_data(user: User, currency: str, window: Window, parts: Collection[str] = PARTS) -> MoneyData:
    """Sums of the window and of the months before it that a month is compared with.

    Two queries, and one for each of the parts; those that are not asked for are empty.
    """
    counting = entries.money(user=user, end=window.end, currency=currency)
    first = first_month(window)
    year_before = date(first.year - YEAR // 12, first.month, 1)
    months = entries.months_of(counting.filter(day__gte=year_before)) if "months" in parts else {}
    in_window = counting.filter(day__gte=window.start)
    categories = entries.categories_of(in_window) if "categories" in parts else {}
    return MoneyData(
        currency,
        window,
        user.today(),
        user,
        spent=months.get(SPENT, {}),
        income=months.get(INCOME, {}),
        categories={one: categories.get(one, {}) for one in (SPENT, INCOME)},
        balance=entries.balance_of(counting, window.start) if "balance" in parts else {},
    )
