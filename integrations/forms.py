"""What a person may set on a connection."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

EVERY_HOURS = [
    (1, _("every hour")),
    (2, _("every 2 hours")),
    (4, _("every 4 hours")),
    (8, _("every 8 hours")),
    (24, _("once a day")),
]


class ScheduleForm(forms.Form):
    """How often a source is read: every so many hours, or daily at a time in the person's zone."""

    every_hours = forms.TypedChoiceField(label=_("How often"), choices=EVERY_HOURS, coerce=int)
    at_time = forms.TimeField(
        label=_("At this time of day"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Used when it is read once a day; in your time zone."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("every_hours") != 24:
            cleaned["at_time"] = None
        return cleaned


class HistoryForm(forms.Form):
    """Back to which day history is read."""

    first_day = forms.DateField(
        label=_("Read history back to"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_first_day(self) -> date:
        first_day: date = self.cleaned_data["first_day"]
        if not date(2013, 1, 1) <= first_day <= date.today():
            raise forms.ValidationError(_("Choose a day between 2013 and today."))
        return first_day


class KeyForm(forms.Form):
    """A key of the person's account with a vendor. What was typed is never sent back."""

    api_key = forms.CharField(
        label=_("Key"),
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    world = forms.ChoiceField(choices=[("live", "live"), ("sandbox", "sandbox")])

    def clean_api_key(self) -> str:
        key: str = self.cleaned_data["api_key"].removeprefix("Bearer ").strip()
        if not key.isascii() or not key.isprintable() or " " in key:
            raise forms.ValidationError(_("This is no key: a key has neither spaces nor accents."))
        return key


class DisconnectForm(forms.Form):
    """Whether the numbers of a source stay when its connection ends."""

    keep = forms.ChoiceField(
        label=_("What happens to its numbers"),
        choices=[("keep", _("Keep them")), ("delete", _("Delete them"))],
        widget=forms.RadioSelect,
    )
