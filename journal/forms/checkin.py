"""The check-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journal import days, scales
from journal.answers import NO, NOT_ANSWERED, YES, detail_name, parse_detail, said, state_name
from journal.models import JournalSettings, Tag
from journal.services.checkin import Said

LONGEST = 100_000


class DetailField(forms.CharField):
    """How much, or when, as the person types it."""

    def __init__(self, tag: Tag, user: User) -> None:
        self.tag, self.user = tag, user
        is_time = tag.kind == Tag.Kind.TIME
        attrs = {"inputmode": "text" if is_time else "decimal", "autocomplete": "off", "maxlength": 20}
        attrs |= {"placeholder": _("22:30")} if is_time else {}
        super().__init__(required=False, label=tag.name, widget=forms.TextInput(attrs=attrs))

    def clean(self, value: str) -> Any:
        try:
            return parse_detail(super().clean(value) or "", self.tag, self.user)
        except ValueError:
            words = (
                _("This is not a time of day.")
                if self.tag.kind == Tag.Kind.TIME
                else _("This is not a number.")
            )
            raise forms.ValidationError(words) from None


@dataclass(frozen=True, slots=True)
class Chip:
    """One tag of the form."""

    tag: Tag
    state: str
    field: BoundField
    detail: BoundField | None


@dataclass(frozen=True, slots=True)
class Scale:
    """One row of five buttons."""

    name: str
    label: str
    steps: Sequence[scales.Step]
    chosen: str


class CheckInForm(forms.Form):
    """A day of one person: their scales, their chips, one line."""

    day = forms.DateField(widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(
        required=False,
        max_length=LONGEST,
        label=gettext_lazy("A line about the day"),
        widget=forms.Textarea(attrs={"rows": 1, "autocomplete": "off"}),
    )

    def __init__(self, user: User, asked: JournalSettings, tags: Sequence[Tag], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user, self.asked, self.tags = user, asked, tags
        for scale in scales.asked(asked):
            self.fields[scale] = forms.ChoiceField(required=False, choices=[(str(n), n) for n in range(1, 6)])
        for tag in tags:
            states = [(NOT_ANSWERED, ""), (YES, ""), (NO, "")]
            self.fields[state_name(tag)] = forms.ChoiceField(required=False, choices=states)
            if tag.has_detail:
                self.fields[detail_name(tag)] = DetailField(tag, user)

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if not days.may_be_written(day, self.user):
            raise forms.ValidationError(_("This day has not come yet, or never was."))
        return day

    def clean(self) -> None:
        if not self.errors and self.said.is_empty and not self.cleaned_data["version"]:
            raise forms.ValidationError(_("Nothing is answered yet, so there is nothing to save."))

    @property
    def said(self) -> Said:
        return said(self.cleaned_data, self.tags)

    @property
    def for_day(self) -> date | None:
        """The day that the form is about, also while it has mistakes."""
        value = self["day"].value()
        return value if isinstance(value, date) else days.read(str(value or ""))

    @property
    def is_new(self) -> bool:
        return str(self["version"].value() or 0) == "0"

    @property
    def scale_rows(self) -> list[Scale]:
        return [
            Scale(
                name, str(scales.LABELS[name]), scales.steps(self.asked, name), str(self[name].value() or "")
            )
            for name in scales.asked(self.asked)
        ]

    @property
    def groups(self) -> Mapping[str, list[Chip]]:
        """The chips by group, those without one first."""
        found: dict[str, list[Chip]] = {}
        for tag in self.tags:
            found.setdefault(tag.group, []).append(self.chip(tag))
        return found

    def chip(self, tag: Tag) -> Chip:
        field = self[state_name(tag)]
        state = str(field.value() or "")
        detail = self[detail_name(tag)] if tag.has_detail else None
        return Chip(tag, state if state in (YES, NO) else NOT_ANSWERED, field, detail)
