"""The questions of the steps."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.currencies import CURRENCIES
from integrations.mapping import letters
from integrations.mapping.dates import EXAMPLES
from integrations.mapping.units import UNITS
from metrics.catalogue import METRICS

from .answers import AGGREGATES, Answers, ColumnAnswer

DATES: dict[str, Any] = EXAMPLES | {
    "DD/MM/YYYY": _("24/03/2026, the day first"),
    "MM/DD/YYYY": _("03/24/2026, the month first"),
    "DD-MM-YYYY": _("24-03-2026, the day first"),
    "MM-DD-YYYY": _("03-24-2026, the month first"),
}
KINDS: list[tuple[Any, Any]] = [
    ("ignore", _("Nothing: leave it out")),
    (_("When and which"), [("date", _("Date")), ("time", _("Time of day")), ("id", _("Id of the row"))]),
    (_("Vitals"), [(key, METRICS[key].label) for key in UNITS]),
    (_("My own"), [("own", _("A number of my own"))]),
    (
        _("Money"),
        [
            ("amount", _("Amount")),
            ("currency", _("Currency")),
            ("category", _("Category")),
            ("account", _("Account")),
            ("note", _("Note")),
            ("direction", _("Income or spending, in words")),
        ],
    ),
]
DIRECTIONS = [
    ("minus_spent", _("Minus is spending, the rest is income")),
    ("plus_spent", _("Minus is income, the rest is spending")),
    ("spent", _("All of it is spending")),
    ("income", _("All of it is income")),
    ("column", _("Another column says which")),
]
BETTER = [("none", _("neither")), ("up", _("more")), ("down", _("less"))]


def unit_field(key: str) -> str:
    return f"unit_{key.removeprefix('vital.')}"


class UploadForm(forms.Form):
    """A file of a person's own."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, up to 10 MB. Formulas and macros in it are never run."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm"}),
    )


class AddressForm(forms.Form):
    """A sheet of a vendor's, by its address."""

    address = forms.CharField(
        label=_("Address of the sheet"),
        max_length=2000,
        help_text=_("Copy it from the top of the browser while the sheet is open."),
    )


class TabForm(forms.Form):
    tab = forms.ChoiceField(label=_("Tab"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, tabs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tab"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = tabs


class HeaderForm(forms.Form):
    """Which row names the columns."""

    header_row = forms.IntegerField(label=_("Row with the headers"), min_value=1, max_value=50)


class LettersForm(forms.Form):
    """In which encoding a file is."""

    letters = forms.ChoiceField(label=_("Its letters are"), choices=list(letters.NAMES.items()))


class TableForm(forms.Form):
    """What holds for the whole table."""

    name = forms.CharField(label=_("Name of the table"), max_length=80)
    decimal = forms.ChoiceField(
        label=_("Numbers in text are written"),
        choices=[(",", _("with a decimal comma: 1.234,50")), (".", _("with a decimal point: 1,234.50"))],
    )
    currency = forms.ChoiceField(
        label=_("Currency of the amounts"),
        choices=[("", "—"), *((code, code) for code in CURRENCIES)],
        required=False,
    )
    income_words = forms.CharField(
        label=_("Words that mean income"),
        max_length=200,
        required=False,
        help_text=_("Separated by commas. Every other word means spending."),
    )


class ColumnForm(forms.Form):
    """What one column is, and what has to be known for that."""

    kind = forms.ChoiceField(label=_("This column is"), choices=KINDS)
    form = forms.ChoiceField(
        label=_("Dates in text are written"),
        required=False,
        choices=[("", _("Choose")), *DATES.items()],
    )
    repeats = forms.BooleanField(label=_("A blank cell means the date above it"), required=False)
    direction = forms.ChoiceField(label=_("Spending or income"), choices=DIRECTIONS, required=False)
    name = forms.CharField(label=_("Its name"), max_length=80, required=False)
    own_unit = forms.CharField(label=_("Its unit"), max_length=16, required=False)
    aggregate = forms.ChoiceField(
        label=_("Several in a day become"), choices=list(AGGREGATES.items()), required=False
    )
    better = forms.ChoiceField(label=_("What is welcome"), choices=BETTER, required=False)

    def __init__(self, answer: ColumnAnswer, number: int, data: Any = None) -> None:
        initial = {
            name: getattr(answer, name)
            for name in ("kind", "form", "repeats", "direction", "name", "aggregate", "better")
        }
        super().__init__(data, prefix=f"c{number}", initial={**initial, "own_unit": answer.unit})
        self.answer = answer
        for key, units in UNITS.items():
            if len(units) > 1:
                self.fields[unit_field(key)] = forms.ChoiceField(
                    label=_("Its unit"),
                    required=False,
                    choices=[(unit.name, unit.name) for unit in units],
                    initial=answer.unit if answer.kind == key else units[0].name,
                )
        self.fields["kind"].label = answer.header
        self.fields["kind"].widget.attrs["data-kind"] = ""

    @property
    def current(self) -> str:
        return str(self["kind"].value())

    @property
    def parts(self) -> list[tuple[str, bool, list[forms.BoundField]]]:
        """The further questions of each kind: for which, whether they count now, and their fields."""
        groups: list[tuple[str, list[str]]] = [
            ("date", ["form", "repeats"]),
            ("amount", ["direction"]),
            ("own", ["name", "own_unit", "aggregate", "better"]),
            *((key, [unit_field(key)]) for key in UNITS if unit_field(key) in self.fields),
        ]
        return [(kind, kind == self.current, [self[name] for name in names]) for kind, names in groups]

    def answered(self) -> ColumnAnswer:
        """The answer as it now is; what was not asked stays as it was suggested."""
        given = self.cleaned_data
        kind = given["kind"]
        said = replace(self.answer, kind=kind)
        if kind == "date":
            form = given["form"] if self.add_prefix("form") in self.data else said.form
            return replace(said, form=form, repeats=given["repeats"])
        if kind == "amount":
            return replace(said, direction=given["direction"] or said.direction)
        if kind == "own":
            return replace(
                said,
                name=given["name"].strip() or said.header,
                key=said.key if self.answer.kind == "own" else "",
                unit=given["own_unit"].strip(),
                aggregate=given["aggregate"] or "mean",
                better=given["better"] or "none",
            )
        return replace(said, unit=given.get(unit_field(kind), "") if kind in UNITS else "")


def column_forms(answers: Answers, data: Any = None) -> list[ColumnForm]:
    return [ColumnForm(one, number, data) for number, one in enumerate(answers.columns)]


def table_form(answers: Answers, data: Any = None) -> TableForm:
    return TableForm(
        data,
        initial={
            "name": answers.name,
            "decimal": answers.decimal,
            "currency": answers.currency,
            "income_words": ", ".join(answers.income_words),
        },
    )


def answered(answers: Answers, table: TableForm, columns: list[ColumnForm]) -> Answers:
    given = table.cleaned_data
    return replace(
        answers,
        name=given["name"],
        decimal=given["decimal"],
        currency=given["currency"],
        income_words=tuple(word.strip() for word in given["income_words"].split(",") if word.strip()),
        columns=tuple(form.answered() for form in columns),
    )


class DeleteForm(forms.Form):
    """Whether the numbers of a table stay when it goes."""

    keep = forms.ChoiceField(
        label=_("What happens to its numbers"),
        choices=[("keep", _("Keep them")), ("delete", _("Delete them"))],
        widget=forms.RadioSelect,
    )
