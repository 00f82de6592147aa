"""What a person answered of a table, as a draft keeps it, and the mapping that it makes."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.mapping.dates import FORMATS
from integrations.mapping.grid import Grid
from integrations.mapping.spec import Amount, Column, DateColumn, Measure, MoneyColumns, Spec
from integrations.mapping.suggest import Suggested, decimal_mark, suggest
from integrations.mapping.units import UNITS

ONCE = ("date", "time", "id", "currency", "category", "account", "note", "direction")
# How several of a day become one.
AGGREGATES = {
    "mean": gettext_lazy("their mean"),
    "sum": gettext_lazy("their sum"),
    "last": gettext_lazy("the last one"),
}


class Unfinished(ValueError):
    """What is still to be answered; a sentence for the person."""


@dataclass(frozen=True)
class ColumnAnswer:
    """What a column is. `unit`: of a vital or an own number; `form`, `repeats`: of the date; `direction`: of
    an amount; `name`, `aggregate`, `better`: of an own number, and `key` once it is settled
    which one that is."""

    header: str
    copies: int = 1
    kind: str = "ignore"
    unit: str = ""
    form: str = ""
    repeats: bool = False
    direction: str = "minus_spent"
    name: str = ""
    key: str = ""
    aggregate: str = "mean"
    better: str = "none"
    samples: tuple[str, ...] = ()

    @property
    def column(self) -> Column:
        return Column(self.header, self.copies)

    @property
    def decimals(self) -> int:
        """As many places as its cells show, two at most: cups are counted whole. A mean has one at least."""
        places = (re.search(r"[.,](\d{1,2})\d*$", sample.strip()) for sample in self.samples)
        return max((len(found[1]) for found in places if found), default=0) or int(self.aggregate == "mean")

    @property
    def metric(self) -> str:
        return self.kind if self.kind in UNITS else self.key


@dataclass(frozen=True)
class Answers:
    """All answers to one table."""

    name: str = ""
    header_row: int = 1
    decimal: str = "."
    letters: str = ""
    currency: str = ""
    income_words: tuple[str, ...] = ()
    columns: tuple[ColumnAnswer, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Answers":
        columns = tuple(
            ColumnAnswer(**{**each, "samples": tuple(each["samples"])}) for each in value["columns"]
        )
        return cls(**{**value, "columns": columns, "income_words": tuple(value["income_words"])})

    def of(self, kind: str) -> list[ColumnAnswer]:
        return [column for column in self.columns if column.kind == kind]

    @property
    def own(self) -> list[ColumnAnswer]:
        return self.of("own")


# --- Suggested --------------------------------------------------------------------------------------------


def suggested(grid: Grid, header: int, name: str, currency: str) -> Answers:
    """The answers that the table itself suggests."""
    return Answers(
        name=name,
        header_row=header,
        decimal=decimal_mark(grid, header),
        currency=currency,
        income_words=(_("income"),),
        columns=tuple(_answer(one) for one in suggest(grid, header)),
    )


def _answer(one: Suggested) -> ColumnAnswer:
    return ColumnAnswer(
        header=one.column.header,
        copies=one.column.copies,
        kind=one.kind,
        unit=one.unit,
        form="" if one.ambiguous else one.form,
        direction=one.direction or "minus_spent",
        name=one.column.header[:80],
        samples=tuple(one.samples),
    )


def merged(found: Answers, spec: Spec, own: Mapping[str, Any]) -> Answers:
    """The answers that made a mapping, beside the columns that its table has now. `own`: its own metrics."""
    said = {column.header: column for column in _said(spec, own)}
    columns = tuple(
        replace(said.pop(column.header), samples=column.samples)
        if column.header in said
        else replace(column, kind="ignore")
        for column in found.columns
    )
    money = spec.money
    return replace(
        found,
        header_row=spec.header_row,
        decimal=spec.decimal,
        currency=(money and money.currency) or found.currency,
        income_words=money.income_words if money else found.income_words,
        columns=(*columns, *said.values()),
    )


def _said(spec: Spec, own: Mapping[str, Any]) -> list[ColumnAnswer]:
    def plain(column: Column | None, kind: str) -> list[ColumnAnswer]:
        return [ColumnAnswer(column.header, column.copies, kind, name=column.header)] if column else []

    date = spec.date
    found = [ColumnAnswer(date.header, date.copies, "date", form=date.form, repeats=date.repeats)]
    found += [*plain(spec.time, "time"), *plain(spec.id, "id")]
    for measure in spec.measures:
        base = ColumnAnswer(measure.header, measure.copies, measure.metric, measure.unit)
        metric = own.get(measure.metric)
        if metric:
            base = replace(base, kind="own", name=metric.label, key=metric.key)
            base = replace(base, aggregate=metric.aggregate, better=metric.better)
        found.append(base)
    if money := spec.money:
        found += [
            ColumnAnswer(one.header, one.copies, "amount", direction=one.direction) for one in money.amounts
        ]
        found += plain(money.currency_column, "currency") + plain(money.direction, "direction")
        found += plain(money.category, "category") + plain(money.account, "account")
        found += plain(money.note, "note")
    return found


# --- The mapping ------------------------------------------------------------------------------------------


def spec_of(answers: Answers) -> Spec:
    """The mapping that settled answers make. Raises Unfinished."""
    twice = [kind for kind in ONCE if len(answers.of(kind)) > 1]
    if twice:
        raise Unfinished(
            _("Two columns are %(kind)s. Choose one of them, and leave the other out.")
            % {"kind": KIND_WORDS[twice[0]]}
        )
    if not answers.of("date"):
        raise Unfinished(_("Say which column holds the date: without a day nothing can be stored."))
    money = _money(answers)
    measures = tuple(_measure(one) for one in answers.columns if one.kind in UNITS or one.kind == "own")
    if not measures and not money:
        raise Unfinished(
            _("Say what at least one column brings: a vital, an amount or a number of your own.")
        )
    _check_names(answers.own)
    return Spec(
        date=_date(answers.of("date")[0]),
        measures=measures,
        money=money,
        time=_one(answers, "time"),
        id=_one(answers, "id"),
        header_row=answers.header_row,
        decimal=answers.decimal,
        letters=answers.letters,
    )


def _date(one: ColumnAnswer) -> DateColumn:
    if one.form not in FORMATS:
        raise Unfinished(
            _('Say how the dates in "%(column)s" are written: %(sample)s can be read in two ways.')
            % {"column": one.header, "sample": one.samples[0] if one.samples else "03/04"}
        )
    return DateColumn(one.header, one.copies, form=one.form, repeats=one.repeats)


def _measure(one: ColumnAnswer) -> Measure:
    unit = one.unit
    if one.kind in UNITS and unit not in {known.name for known in UNITS[one.kind]}:
        unit = UNITS[one.kind][0].name
    return Measure(one.header, one.copies, metric=one.metric, unit=unit)


def _check_names(own: Sequence[ColumnAnswer]) -> None:
    if any(not one.name.strip() for one in own):
        raise Unfinished(_("Give each number of your own a name."))
    if [name for name, n in Counter(one.name.strip().casefold() for one in own).items() if n > 1]:
        raise Unfinished(_("Two numbers of your own have one name. Give each its own."))


def _one(answers: Answers, kind: str) -> Column | None:
    return next((one.column for one in answers.of(kind)), None)


def _money(answers: Answers) -> MoneyColumns | None:
    amounts = tuple(Amount(one.header, one.copies, direction=one.direction) for one in answers.of("amount"))
    words = [one for kind in ONCE[3:] for one in answers.of(kind)]
    if not amounts:
        if words:
            raise Unfinished(
                _('"%(column)s" says something about an amount, but no column is the amount.')
                % {"column": words[0].header}
            )
        return None
    direction = _one(answers, "direction")
    if any(amount.direction == "column" for amount in amounts) and not direction:
        raise Unfinished(_("Say which column tells income from spending."))
    if not answers.currency and not answers.of("currency"):
        raise Unfinished(_("Say in which currency the amounts are."))
    return MoneyColumns(
        amounts=amounts,
        currency=answers.currency,
        currency_column=_one(answers, "currency"),
        category=_one(answers, "category"),
        account=_one(answers, "account"),
        note=_one(answers, "note"),
        direction=direction if any(amount.direction == "column" for amount in amounts) else None,
        income_words=tuple(word.strip().lower() for word in answers.income_words if word.strip()),
    )


class _KindWords(dict[str, str]):
    """Kinds in the words of a sentence, in the person's language at that moment."""

    def __missing__(self, kind: str) -> str:
        return {
            "date": _("the date"),
            "time": _("the time of day"),
            "id": _("the id"),
            "currency": _("the currency"),
            "category": _("the category"),
            "account": _("the account"),
            "note": _("the note"),
            "direction": _("what tells income from spending"),
        }[kind]


KIND_WORDS = _KindWords()
