"""Forms of accounts."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .currencies import CURRENCIES
from .models import User
from .zones import zone_names


class SignupForm(forms.Form):
    """What we ask beside allauth's own fields: only what the browser knows already."""

    timezone = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"data-timezone-field": ""}), label=_("Time zone")
    )

    def clean_timezone(self) -> str:
        """A browser without JavaScript sends nothing, a strange one anything: both start in UTC."""
        name = self.cleaned_data["timezone"]
        return name if name in zone_names() else "UTC"

    def signup(self, request: HttpRequest, user: User) -> None:
        user.timezone = self.cleaned_data["timezone"]
        user.save(update_fields=["timezone"])


class PreferencesForm(forms.ModelForm):
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(name, name.replace("_", " ")) for name in sorted(zone_names())],
        help_text=_("Times of day are shown in this zone, and a new day starts at its midnight."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])

    class Meta:
        model = User
        fields = [
            "name",
            "timezone",
            "units",
            "glucose",
            "clock",
            "number_format",
            "week_start",
            "currency",
            "theme",
        ]
        labels = {
            "name": _("Name"),
            "units": _("Units"),
            "glucose": _("Blood glucose"),
            "clock": _("Clock"),
            "number_format": _("Numbers"),
            "week_start": _("First day of the week"),
            "theme": _("Colours"),
        }
