"""Bringing a journal in: the file, then what its columns and words mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal import scales
from journal.imports import files, meaning, tables
from journal.imports.plan import MINE, THEIRS
from journal.models import JournalSettings

LABELS = {
    "date": gettext_lazy("Date"),
    **{scale: scales.LABELS[scale] for scale in tables.SCALES},
    "tags": gettext_lazy("Tags"),
    "line": gettext_lazy("A line about the day"),
    "title": gettext_lazy("Title of a reflection"),
    "text": gettext_lazy("Text of a reflection"),
}
RULES = [
    (MINE, gettext_lazy("Keep mine, and add what I did not answer")),
    (THEIRS, gettext_lazy("Take the file's in place of mine")),
]
OUT = "out"
EXAMPLE = 24  # characters of a cell


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Daylio's CSV, any CSV with a row for each day or entry, or an export of healthdash."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.json"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > files.BOUNDS.size:
            size = files.BOUNDS.size // 2**20
            raise forms.ValidationError(
                _("The file is larger than %(size)s MB, so it is not read.") % {"size": size}
            )
        return file


class MeaningForm(forms.Form):
    """What a draft's file means; only the fields that its kind has."""

    rule = forms.ChoiceField(
        label=gettext_lazy("Where I said something else on a day"), choices=RULES, widget=forms.RadioSelect
    )

    def __init__(
        self, file: Mapping[str, Any], options: Mapping[str, Any], settings: JournalSettings, **kwargs: Any
    ):
        super().__init__(**kwargs)
        self.file, self.options, self.settings = file, options, settings
        self.is_table = file["kind"] == files.TABLE
        self.fields["rule"].initial = options.get("rule", MINE)
        if self.is_table:
            self._columns()
            self._dates()
        if file["kind"] != files.OWN:
            self._words()

    def _columns(self) -> None:
        names = [("", _("Not in the file")), *((name, self._shown(name)) for name in self.file["columns"])]
        for name, label in LABELS.items():
            chosen = self.options["columns"].get(name, [])
            if name == "tags":
                field: forms.Field = forms.MultipleChoiceField(
                    choices=names[1:], required=False, widget=forms.CheckboxSelectMultiple
                )
                field.initial = chosen
            else:
                field = forms.ChoiceField(choices=names, required=name == "date")
                field.initial = chosen[0] if chosen else ""
            field.label = str(label)
            self.fields[f"column-{name}"] = field

    def _shown(self, column: str) -> str:
        """A column with what stands in it, as its name alone may say little."""
        example = " ".join(files.sample(self.file, column).split())
        short = example if len(example) <= EXAMPLE else f"{example[:EXAMPLE]}…"
        return f"{column} ({short})" if short else column

    def _dates(self) -> None:
        choices = [("", _("Choose how they are written")), *tables.FORMATS.items()]
        self.fields["date_format"] = forms.ChoiceField(
            label=_("Dates in the file"),
            choices=choices,
            required=False,
            initial=self.options.get("date_format", ""),
        )

    def _words(self) -> None:
        """A choice of 1 to 5 for each word of a scale's column."""
        self.rows: list[tuple[str, str, Sequence[str]]] = []
        self.too_many: list[str] = []
        for scale in tables.SCALES:
            columns = self.options["columns"].get(scale, [])
            words = meaning.words_of(files.cells(dict(self.file), columns))
            if len(words) > meaning.MOST_WORDS:
                self.too_many.append(str(scales.LABELS[scale]))
                continue
            steps = [
                (str(step.value), f"{step.value}, {step.word}") for step in scales.steps(self.settings, scale)
            ]
            choices = [("", _("Choose")), *steps, (OUT, _("Leave it out"))]
            known = self.options["words"].get(scale, {})
            for at, word in enumerate(words):
                value = known.get(word.casefold(), "")
                first = OUT if value is None else value
                self.fields[f"{scale}-{at}"] = forms.ChoiceField(
                    label=word[:60], choices=choices, required=False, initial=str(first or "")
                )
            self.rows.append((scale, str(scales.LABELS[scale]), words))

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column-{name}"] for name in LABELS if f"column-{name}" in self.fields]

    @property
    def word_fields(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (label, [self[f"{scale}-{at}"] for at in range(len(words))])
            for scale, label, words in getattr(self, "rows", [])
            if words
        ]

    @property
    def chosen(self) -> dict[str, Any]:
        """The options as they are kept with the draft."""
        said = self.cleaned_data
        options = {**self.options, "rule": said["rule"]}
        if self.is_table:
            options["columns"] = {
                name: [each for each in _as_list(said[f"column-{name}"]) if each] for name in LABELS
            }
            options["date_format"] = said["date_format"]
        if self.file["kind"] != files.OWN:
            options["words"] = {scale: self._meant(scale, words) for scale, _label, words in self.rows}
        return options

    def _meant(self, scale: str, words: Sequence[str]) -> dict[str, int | None]:
        """Words that nothing was chosen for are not in it: their rows are refused, and say why."""
        found: dict[str, int | None] = {}
        for at, word in enumerate(words):
            value = self.cleaned_data.get(f"{scale}-{at}", "")
            if value:
                found[word.casefold()] = None if value == OUT else int(value)
        return found


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
