"""Money of one currency: by month, by category, and the running balance of what is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.catalogue import Metric
from metrics.catalogue.money import find
from metrics.records import INCOME, SPENT

from . import axes, traces
from .figure import Cell, Column, Figure, Trace, role
from .money_words import of_last_months, of_months_up_to
from .window import Window, week_of
from .words import axis_text

MOST = 10  # categories with a bar of their own

Totals = Mapping[str, Decimal]
Months = Mapping[date, Decimal]


@dataclass(frozen=True, slots=True)
class MoneyData:
    """Sums of one currency: whole months by their first day, the window's categories and balance by day."""

    currency: str
    window: Window
    today: date
    prefs: Any
    spent: Months
    income: Months
    categories: Mapping[str, Totals]  # by direction, the largest first
    balance: Mapping[date, Decimal]

    @property
    def months(self) -> list[date]:
        """The calendar months that the chart shows: a year of them, or as many as the window touches."""
        return months_between(first_month(self.window), self.window.end)

    @property
    def whole_until(self) -> date:
        """Today is not over."""
        return min(self.window.end, self.today - timedelta(days=1))

    @property
    def metric(self) -> Metric:
        found = find(f"finance.spent.{self.currency.lower()}")
        assert found is not None
        return found

    def text(self, value: Decimal | float) -> str:
        return formats.money(value, self.currency, self.prefs, cents=False)

    def exact(self, value: Decimal) -> str:
        """With its cents, as a table and a label say it."""
        return formats.money(value, self.currency, self.prefs)


def first_month(window: Window) -> date:
    """A year before the window's last month, or the month in which a longer window begins."""
    end = window.end
    return min(window.start.replace(day=1), date(end.year - 1, end.month, 1))


def months_between(first: date, last: date) -> list[date]:
    months = [first.replace(day=1)]
    while next_month(months[-1]) <= last:
        months.append(next_month(months[-1]))
    return months


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def last_day(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def month_words(month: date) -> str:
    return date_format(month, "F Y")


def direction_words() -> dict[str, str]:
    return {SPENT: _("Spent"), INCOME: _("Income")}


def months(data: MoneyData) -> Figure:
    """Two bars a month: spent filled, income hollow."""
    drawn = [month_bars(data, SPENT, "solid"), month_bars(data, INCOME, "hollow")]
    return Figure(
        traces=[trace for trace in drawn if any(y is not None for y in trace["y"])],
        layout=months_layout(data),
        summary=months_sentence(data),
        columns=[
            Column("month", _("Month")),
            *(Column(name, word, is_number=True) for name, word in direction_words().items()),
        ],
        make_rows=lambda: [month_row(data, one) for one in reversed(data.months) if is_known(data, one)],
    )


def of_direction(data: MoneyData, direction: str) -> Months:
    return data.spent if direction == SPENT else data.income


def is_known(data: MoneyData, month: date) -> bool:
    return month in data.spent or month in data.income


def month_bars(data: MoneyData, direction: str, fill: str) -> Trace:
    found, shown = of_direction(data, direction), data.months
    word = direction_words()[direction]
    texts = [
        f"{traces.bold(month_words(one))}<br>{word}: {data.exact(found[one])}" if one in found else ""
        for one in shown
    ]
    return {
        "type": "bar",
        "x": [month.isoformat() for month in shown],
        "y": [float(found[month]) if month in found else None for month in shown],
        "meta": role("fill", "money", fill=fill),
        **traces.labelled(texts, [""] * len(shown)),
    }


def months_layout(data: MoneyData) -> dict[str, Any]:
    shown = data.months
    high = max([*map(float, [*data.spent.values(), *data.income.values()]), 10.0])
    yaxis = axes.value_axis(0, high, unit=data.currency, text=axis_text(data.metric, data.prefs))
    air = timedelta(days=16)
    ends = [(shown[0] - air).isoformat(), (shown[-1] + air).isoformat()]
    kept = shown if len(shown) <= 13 else [month for month in shown if month.month == 1]
    xaxis = {**axes.STILL, "type": "date", "range": ends, "tickmode": "array", "showgrid": False}
    xaxis |= {
        "tickvals": [month.isoformat() for month in kept],
        "ticktext": [str(month.year) if month.month == 1 else date_format(month, "M") for month in kept],
    }
    note = _("Filled: spent. Hollow: income.") if data.spent and data.income else ""
    return axes.layout(xaxis, yaxis, note, barmode="group", bargap=0.25, bargroupgap=0.05)


def months_sentence(data: MoneyData) -> str:
    """Of the whole months since the first entry: what was before it is not known."""
    whole = whole_months(data)
    spent, income = (
        [found[month] for month in whole if month in found] for found in (data.spent, data.income)
    )
    if not spent and not income:
        return _("No whole month with money in %(currency)s yet.") % {"currency": data.currency}
    words = {"spent": data.text(total(spent)), "income": data.text(total(income)), "count": len(whole)}
    words["last"] = month_words(whole[-1])
    is_current = next_month(whole[-1]) == data.today.replace(day=1)
    say = of_last_months if is_current else of_months_up_to
    return say(words, is_spent=bool(spent), is_income=bool(income))


def whole_months(data: MoneyData) -> list[date]:
    """Those of the chart that are over and were read to their end, from the first known month on."""
    first = min([*data.spent, *data.income], default=data.today)
    return [one for one in data.months if one >= first and last_day(one) <= data.whole_until]


def total(amounts: Sequence[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def month_row(data: MoneyData, month: date) -> list[Cell]:
    sums = [of_direction(data, direction).get(month) for direction in (SPENT, INCOME)]
    cells = [
        Cell(formats.DASH) if amount is None else Cell(data.exact(amount), float(amount)) for amount in sums
    ]
    return [Cell(month_words(month), month.isoformat()[:7]), *cells]


def ordered(data: MoneyData, direction: str) -> list[tuple[str, Decimal]]:
    """Categories with what they came to, the largest first; what has none is called so."""
    return [(name or _("Without a category"), amount) for name, amount in data.categories[direction].items()]


def largest(found: Sequence[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    """The largest, and one bar for all that is left."""
    if len(found) <= MOST:
        return list(found)
    return [*found[: MOST - 1], (_("All others"), total([amount for _name, amount in found[MOST - 1 :]]))]


def categories(data: MoneyData, direction: str) -> Figure:
    found = ordered(data, direction)
    shown = largest(found)
    texts = [f"{traces.bold(escape(name))}<br>{data.exact(amount)}" for name, amount in shown]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [float(amount) for _name, amount in shown],
        "y": list(range(len(shown))),
        "meta": role("fill", "money", fill="solid" if direction == SPENT else "hollow"),
        **traces.labelled(texts, [""] * len(shown)),
    }
    return Figure(
        traces=[bars] if shown else [],
        layout=categories_layout(data, shown),
        summary=categories_sentence(data, direction),
        columns=[
            Column("category", _("Category")),
            Column("amount", direction_words()[direction], is_number=True),
        ],
        make_rows=lambda: [
            [Cell(name, name), Cell(data.exact(amount), float(amount))] for name, amount in found
        ],
    )


def categories_layout(data: MoneyData, shown: Sequence[tuple[str, Decimal]]) -> dict[str, Any]:
    high = max([float(amount) for _name, amount in shown] or [10.0])
    xaxis = axes.value_axis(0, high, unit=data.currency, text=axis_text(data.metric, data.prefs))
    return axes.named_bars(xaxis, [name for name, _amount in shown])


def categories_sentence(data: MoneyData, direction: str) -> str:
    found = ordered(data, direction)
    words: dict[str, Any] = {"days": data.window.length}
    if not found:
        if direction == SPENT:
            return _("No spending in these %(days)s days.") % words
        return _("No income in these %(days)s days.") % words
    (name, most), whole = found[0], total([amount for _name, amount in found])
    words |= {"name": name, "most": data.text(most), "whole": data.text(whole)}
    words |= {"share": round(100 * most / whole) if whole else 0}
    if direction == SPENT:
        sentence = _("%(name)s took most in these %(days)s days: %(most)s of %(whole)s, or %(share)s%%.")
    else:
        sentence = _(
            "%(name)s brought the most in these %(days)s days: %(most)s of %(whole)s, or %(share)s%%."
        )
    return sentence % words


def balance(data: MoneyData) -> Figure:
    """What came in less what was spent, as steps from entry to entry."""
    days = kept_days(data)
    y = [float(data.balance[day]) for day in days]
    texts = [
        f"{traces.bold(formats.short_day(day, data.today))}<br>{data.exact(data.balance[day])}"
        for day in days
    ]
    label = traces.labelled(texts, [""] * len(days))
    line = traces.line(axes.isodays(days), y, role("line", "money"), **label)
    line["line"] = {"shape": "hv"}
    return Figure(
        traces=[line] if days else [],
        layout=balance_layout(data, y),
        summary=balance_sentence(data),
        columns=[Column("day", _("Day")), Column("balance", _("Balance"), is_number=True)],
        make_rows=lambda: [balance_row(data, day) for day in sorted(data.balance, reverse=True)],
    )


def kept_days(data: MoneyData) -> list[date]:
    """Every day with an entry, or beyond 400 days the last one of each week."""
    days = sorted(data.balance)
    if not data.window.is_long:
        return days
    return sorted({week_of(day, data.prefs.week_start): day for day in days}.values())


def balance_layout(data: MoneyData, y: Sequence[float]) -> dict[str, Any]:
    low, high = axes.spread(y, from_zero=False, least=20.0)
    text = axis_text(data.metric, data.prefs)
    yaxis = axes.value_axis(low, high, unit=data.currency, text=text, zeroline=low < 0 < high)
    return axes.layout(axes.time_axis(data.window, data.prefs), yaxis)


def balance_sentence(data: MoneyData) -> str:
    days = sorted(data.balance)
    if not days:
        return _("Nothing in %(currency)s is written down up to these days.") % {"currency": data.currency}
    words = {"first": data.text(data.balance[days[0]]), "last": data.text(data.balance[days[-1]])}
    if len(days) == 1:
        return _("What came in less what was spent stands at %(last)s.") % words
    return (
        _(
            "What came in less what was spent went from %(first)s to %(last)s, counted from your first "
            "entry; what an account held before is not in it."
        )
        % words
    )


def balance_row(data: MoneyData, day: date) -> list[Cell]:
    amount = data.balance[day]
    return [
        Cell(formats.short_day(day, data.today), day.isoformat()),
        Cell(data.exact(amount), float(amount)),
    ]
