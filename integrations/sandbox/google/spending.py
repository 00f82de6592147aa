"""What a person spends and earns on a day. Planted: week-ends cost more, a salary comes once a month."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from ..life import is_away, zone_of
from ..noise import dice
from ..people import Person

SALARY = {"alex": 3420.0, "sam": 2980.0, "robin": 1640.0, "kim": 2310.0, "bench": 4100.0}
RENT = {"alex": 840.0, "sam": 840.0, "robin": 610.0, "kim": 560.0, "bench": 900.0}
SHOPPING = (1, 4, 5)  # Tuesday, Friday, Saturday
TWICE_ON = 5  # the day of a month whose first entry is typed in twice; who sees it takes it out again
AS_TEXT_ON = 12  # the day of a month whose first amount is typed as text, with a decimal comma
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a cash book: negative is spent, positive is earned."""

    amount: float
    currency: str
    category: str
    account: str
    note: str | None


@lru_cache(maxsize=32768)
def entries(person: Person, day: date) -> tuple[Entry, ...]:
    """The lines of a day, the same for ever."""
    random = dice(person.slug, "spending", day.toordinal())
    away = is_away(person, day)
    currency = "USD" if away and str(zone_of(person, day)).startswith("America") else "EUR"
    return (*_monthly(person, day), *_of_the_day(person, day, random, currency))


def _monthly(person: Person, day: date) -> list[Entry]:
    found = []
    if day.day == 1:
        found.append(Entry(-RENT[person.slug], "EUR", "Rent", "Current account", "Rent and heating"))
    if day == _pay_day(day):
        found.append(Entry(SALARY[person.slug], "EUR", "Salary", "Current account", "Salary"))
    if day.day == 15:
        found.append(Entry(-39.9, "EUR", "Phone and net", "Current account", None))
    return found


def _pay_day(day: date) -> date:
    """The last working day of that month."""
    last = (day.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY
    return last - max(0, last.weekday() - 4) * _DAY


def _of_the_day(person: Person, day: date, random: Random, currency: str) -> list[Entry]:
    free, found = day.weekday() >= 5, []

    def spend(likely: float, low: float, high: float, category: str, note: str | None = None) -> None:
        if random.random() < likely:
            amount = -round(random.uniform(low, high), 2)
            account = "Cash" if random.random() < 0.25 else "Card"
            found.append(Entry(amount, currency, category, account, note))

    if day.weekday() in SHOPPING or is_away(person, day):
        spend(0.95, 18, 62, "Groceries")
    spend(0.15 if free else 0.6, 6, 14, "Lunch")
    spend(0.3, 2.5, 6, "Coffee and cake")
    spend(0.12, 3.2, 29, "Transport")
    spend(0.7 if free else 0.1, 24, 78, "Eating out", "With friends" if free else None)
    spend(0.5 if free else 0.06, 12, 95, "Leisure")
    spend(0.05, 15, 140, "Household")
    if person.slug == "bench":  # a cash book of 20,000 lines
        spend(1, 1, 9, "Groceries")
        spend(1, 1, 9, "Transport")
        spend(1, 1, 30, "Leisure")
        spend(0.75, 3, 18, "Household")
    return found
