"""What a person said of a table's columns. Frozen, without a secret, and stored as JSON."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

MONEY = "finance"  # the name of all of a table's money where it is absent


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name, as `headers.names_of` gives it. `copies`: how many had that header then."""

    header: str
    copies: int = 1


@dataclass(frozen=True, slots=True)
class DateColumn(Column):
    """`form`: how a date in text is written, a key of `dates.FORMATS`. `repeats`: a blank cell means the
    date above it, as with merged cells."""

    form: str = "YYYY-MM-DD"
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Measure(Column):
    """A number that was measured or counted: a vital, or a metric of the person's own."""

    metric: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Amount(Column):
    """Money. `direction`: "minus_spent" and "plus_spent" go by the sign, "spent" and "income" say what the
    whole column is, "column" leaves it to a column of words."""

    direction: str = "minus_spent"


@dataclass(frozen=True, slots=True)
class MoneyColumns:
    """The columns of finance entries. `currency` (ISO 4217) holds for all, or `currency_column` has it.
    `income_words`: what the direction column says for income, in small letters."""

    amounts: tuple[Amount, ...]
    currency: str = ""
    currency_column: Column | None = None
    category: Column | None = None
    account: Column | None = None
    note: Column | None = None
    direction: Column | None = None
    income_words: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[Column, ...]:
        return tuple(column for column in (self.category, self.account, self.note) if column)

    @property
    def needed(self) -> tuple[Column, ...]:
        """The columns without which no amount is one."""
        return (*self.amounts, *(c for c in (self.currency_column, self.direction) if c))

    @property
    def columns(self) -> tuple[Column, ...]:
        return (*self.needed, *self.labels)


@dataclass(frozen=True, slots=True)
class Spec:
    """A whole mapping. `header_row` counts from 1; `decimal` is the mark before decimals in text; `letters`
    the encoding of a file that does not say it, "" for any other."""

    date: DateColumn
    measures: tuple[Measure, ...] = ()
    money: MoneyColumns | None = None
    time: Column | None = None
    id: Column | None = None
    header_row: int = 1
    decimal: str = "."
    letters: str = ""

    @property
    def metrics(self) -> frozenset[str]:
        """The vitals and own metrics that it feeds."""
        return frozenset(measure.metric for measure in self.measures)

    @property
    def values(self) -> tuple[Column, ...]:
        """The columns that something is read from, beside when and which."""
        return (*self.measures, *(self.money.columns if self.money else ()))

    @property
    def naming(self) -> tuple[Column, ...]:
        """The columns without which no row can be told from another: an id does it alone."""
        return (self.date, self.id) if self.id else (self.date, *self.moment, *self.keys)

    @property
    def moment(self) -> tuple[Column, ...]:
        return (self.time,) if self.time else ()

    @property
    def details(self) -> tuple[Column, ...]:
        """What may be missing of a row that is read all the same: its time, and the words of an amount."""
        words = self.money.labels if self.money else ()
        return tuple(column for column in (*self.moment, *words) if column not in self.naming)

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(dict.fromkeys((*self.naming, *self.moment, *self.values)))

    @property
    def keys(self) -> tuple[Column, ...]:
        """What tells two entries of one day apart, where there is no id: the words of an account's line."""
        return self.money.labels if self.money and not self.measures else ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Spec":
        """Raises TypeError, KeyError or ValueError for what is no mapping."""
        return cls(
            date=DateColumn(**value["date"]),
            measures=tuple(Measure(**each) for each in value.get("measures", ())),
            money=_money(value["money"]) if value.get("money") else None,
            time=_column(value.get("time")),
            id=_column(value.get("id")),
            header_row=int(value.get("header_row", 1)),
            decimal=value.get("decimal", "."),
            letters=value.get("letters", ""),
        )


def _column(value: dict[str, Any] | None) -> Column | None:
    return Column(**value) if value else None


def _money(value: dict[str, Any]) -> MoneyColumns:
    parts = ("currency_column", "category", "account", "note", "direction")
    return MoneyColumns(
        amounts=tuple(Amount(**each) for each in value["amounts"]),
        currency=value.get("currency", ""),
        income_words=tuple(value.get("income_words", ())),
        **dict(_columns(value, parts)),
    )


def _columns(value: dict[str, Any], parts: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for part in parts:
        yield part, _column(value.get(part))
