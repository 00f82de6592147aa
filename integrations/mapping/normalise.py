"""A row of a table as values: pure, cell by cell. A cell that cannot be read leaves the rest of its row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from integrations.contract import JSON, Absent, Context, Outcome, Refused
from integrations.fields import mapping
from metrics import catalogue
from metrics.catalogue import Metric
from metrics.records import Measurement, Money

from . import cells, currencies, dates, problems
from .grid import Cell, decode
from .problems import CellProblem
from .spec import MONEY, Amount, Column, Measure, MoneyColumns, Spec
from .units import FRACTION, PERCENT, Unit, from_ours, unit_of

FURTHER = 2000  # characters of a note that are kept
UNTIMED = ("at", "utc_offset")
LABELS = ("category", "account", "note")


@dataclass(frozen=True, slots=True)
class Row:
    """One record of `rows.records_of`, with its cells as they were."""

    name: str
    number: int
    at: Mapping[str, str]
    cells: Mapping[str, Cell]

    @classmethod
    def of(cls, record: JSON) -> "Row":
        held = {header: decode(cell) for header, cell in mapping(record["cells"]).items()}
        name, number = record["id"], record["row"]
        if not isinstance(name, str) or not isinstance(number, int) or not held:
            raise TypeError("no row of a table")
        name.encode()  # raises ValueError for what is no text
        return cls(name, number, mapping(record["at"]), held)

    def has(self, column: Column) -> bool:
        return column.header in self.cells

    def cell(self, column: Column | None) -> Cell:
        return self.cells.get(column.header) if column else None

    def text(self, column: Column | None, limit: int = 80) -> str:
        words = cells.shown(self.cell(column)).strip()
        return words[:limit].strip()

    def refuse(self, column: Column, problem: CellProblem) -> Refused:
        where = f"{self.at.get(column.header, '')}{self.number}"
        value = cells.shown(self.cell(column))
        return Refused(where, problem.told(where, value), value[:200])


@dataclass(frozen=True, slots=True)
class When:
    """The day of a row, and the instant where it says one."""

    day: date
    at: datetime | None = None
    unread: tuple[str, ...] = ()  # fields that this row cannot say, for its column is gone

    @property
    def offset(self) -> int:
        return round((self.at.utcoffset() or timedelta()).total_seconds()) if self.at else 0


def normalise(record: JSON, context: Context, *, spec: Spec, prefix: str) -> Iterator[Outcome]:
    """The values of one row. `prefix` begins their ids. Raises KeyError, TypeError or ValueError for what is
    no record."""
    row = Row.of(record)
    yield from _absent(row, spec)
    try:
        when = _when(row, spec, context.zone)
    except CellProblem as problem:
        yield row.refuse(spec.date, problem)
        return
    if spec.time and not when.at and not cells.is_absent(row.cell(spec.time)):
        yield row.refuse(spec.time, CellProblem(problems.NOT_A_TIME))
    name = f"{prefix}{row.name}"
    yield from _measured(row, spec, when, name)
    if spec.money and all(row.has(column) for column in spec.money.needed):
        yield from _moved(row, spec.money, when, spec.decimal, name)


def _absent(row: Row, spec: Spec) -> Iterator[Absent]:
    for measure in spec.measures:
        if not row.has(measure):
            yield Absent(measure.metric)
    if spec.money and not all(row.has(column) for column in spec.money.needed):
        yield Absent(MONEY)


def _when(row: Row, spec: Spec, zone: str) -> When:
    found = dates.moment(row.cell(spec.date), spec.date.form)
    if found is None:
        raise CellProblem(problems.NO_DATE)
    day, clock = found
    if spec.time:
        clock = _clock(row.cell(spec.time)) or clock
    is_unread = spec.time is not None and not row.has(spec.time) and not clock
    if clock is None:
        return When(day, unread=UNTIMED if is_unread else ())
    at = _instant(day, clock, ZoneInfo(zone))
    return When(at.date(), at)


def _clock(cell: Cell) -> time | None:
    try:
        return dates.time_of_day(cell)
    except CellProblem:
        return None


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """By the clock on the wall. Only a time in UTC, which a machine wrote, says nothing of the wall: it is
    that instant in the person's zone, and of the day there."""
    at = datetime.combine(day, clock, tzinfo=clock.tzinfo or zone)
    return at if clock.tzinfo is None or at.utcoffset() else at.astimezone(zone)


# --- What was measured ------------------------------------------------------------------------------------


def _measured(row: Row, spec: Spec, when: When, name: str) -> Iterator[Outcome]:
    seen: dict[str, int] = {}
    for measure in spec.measures:
        seen[measure.metric] = seen.get(measure.metric, 0) + 1
        if not row.has(measure):
            continue
        try:
            value = measured(row.cell(measure), measure, spec.decimal)
        except CellProblem as problem:
            yield row.refuse(measure, problem)
            continue
        if value is not None:
            again = str(seen[measure.metric]) if seen[measure.metric] > 1 else ""
            part = measure.metric.removeprefix("vital.") + again
            yield Measurement(
                f"{name}:{part}", when.day, measure.metric, value, when.at, when.offset, when.unread
            )


def measured(cell: Cell, measure: Measure, decimal: str) -> float | None:
    """The number of a cell in our unit; None where there is none. Raises CellProblem."""
    unit = unit_of(measure.metric, measure.unit)
    percent = isinstance(cell, str) and cell.strip().endswith("%")
    if measure.metric == "vital.body_fat" and percent:
        unit = unit_of(measure.metric, "%")
    value = cells.number(cell, decimal, unit.around)
    if value is None:
        return None
    ours = round(float(unit.to_ours(value)), 6)
    if catalogue.is_declared(measure.metric):
        written = PERCENT if unit is FRACTION else unit
        _check_range(catalogue.get(measure.metric), ours, written, decimal)
    return ours


def _check_range(metric: Metric, value: float, unit: Unit, decimal: str) -> None:
    if metric.low is not None and value < metric.low:
        words = {"low": _bound(metric.low, unit, decimal), "unit": unit.name}
        raise CellProblem(problems.TOO_LOW, words.items())
    if metric.high is not None and value > metric.high:
        words = {"high": _bound(metric.high, unit, decimal), "unit": unit.name}
        raise CellProblem(problems.TOO_HIGH, words.items())


def _bound(value: float, unit: Unit, decimal: str) -> str:
    """The least or the most as the column would write it."""
    return f"{round(from_ours(value, unit), 2):f}".rstrip("0").rstrip(".").replace(".", decimal)


# --- Money ------------------------------------------------------------------------------------------------


def _moved(row: Row, money: MoneyColumns, when: When, decimal: str, name: str) -> Iterator[Outcome]:
    for at, amount in enumerate(money.amounts, 1):
        part = f"money{at}" if len(money.amounts) > 1 else "money"
        try:
            entry = _entry(row, money, amount, when, decimal, f"{name}:{part}")
        except CellProblem as problem:
            yield row.refuse(amount, problem)
        except _Elsewhere as problem:
            yield row.refuse(problem.column, problem.problem)
        else:
            if entry:
                yield entry


class _Elsewhere(Exception):
    """What stops an entry stands in another cell than its amount."""

    def __init__(self, column: Column, problem: CellProblem) -> None:
        super().__init__()
        self.column, self.problem = column, problem


def _entry(
    row: Row, money: MoneyColumns, amount: Amount, when: When, decimal: str, name: str
) -> Money | None:
    """One entry; None where nothing moved, which a blank cell says, and a zero too."""
    value, sign = amount_in(row.cell(amount), decimal)
    if not value:
        return None
    currency = _currency(row, money)
    if sign and not currencies.means(sign, currency):
        raise CellProblem(problems.OTHER_CURRENCY, (("currency", currency),))
    direction = _direction(row, money, amount, value)
    return Money(
        external_id=name,
        day=when.day,
        direction=direction,
        amount=abs(value),
        currency=currency,
        category=row.text(money.category),
        account=row.text(money.account),
        note=row.text(money.note, FURTHER),
        at=when.at,
        utc_offset=when.offset,
        unread=when.unread + _unread(row, money),
    )


def _unread(row: Row, money: MoneyColumns) -> tuple[str, ...]:
    if all(row.has(column) for column in money.labels):
        return ()
    columns = ((label, getattr(money, label)) for label in LABELS)
    return tuple(label for label, column in columns if column and not row.has(column))


def amount_in(cell: Cell, decimal: str) -> tuple[Decimal | None, str]:
    """The amount of a cell and the sign of a currency beside it. Raises CellProblem."""
    sign = ""
    if isinstance(cell, str) and not cell.strip().startswith("#") and not cells.is_absent(cell):
        cell, sign = currencies.parted(cell)
        if sign and not currencies.is_known(sign):
            raise CellProblem(problems.NOT_A_NUMBER)
    return cells.number(cell, decimal), sign


def _currency(row: Row, money: MoneyColumns) -> str:
    if not money.currency_column or (money.currency and not row.text(money.currency_column)):
        return money.currency
    try:
        return currencies.code_in(row.text(money.currency_column))
    except CellProblem as problem:
        raise _Elsewhere(money.currency_column, problem) from None


def _direction(row: Row, money: MoneyColumns, amount: Amount, value: Decimal) -> str:
    match amount.direction:
        case "minus_spent":
            return "spent" if value < 0 else "income"
        case "plus_spent":
            return "income" if value < 0 else "spent"
        case "column" if money.direction:
            word = row.text(money.direction).lower()
            if not word:
                raise _Elsewhere(money.direction, CellProblem(problems.NO_DIRECTION))
            return "income" if word in money.income_words else "spent"
        case _:
            if value < 0:
                raise CellProblem(problems.BELOW_ZERO)
            return amount.direction
