"""How the journal is kept."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings as site
from django.utils.translation import gettext as _

from journal import scales
from journal.models import JournalSettings
from journal.services.reminders import reminder_set


class SettingsForm(forms.ModelForm):
    """What is asked, when to remind of it, and the five words of each scale."""

    class Meta:
        model = JournalSettings
        fields = ["asks_stress", "feel_first", "on_this_day", "remind_at"]
        widgets = {"remind_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"})}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if site.MAIL_IS_SET_UP:
            self.fields["remind_at"].help_text = self._about_the_reminder()
        else:
            del self.fields["remind_at"]
        for scale in scales.WITH_WORDS:
            own = self.instance.words.get(scale) or [""] * 5
            for at, word in enumerate(own):
                self.fields[f"{scale}-{at}"] = self._word(scale, at, word)

    def _word(self, scale: str, at: int, word: str) -> forms.CharField:
        return forms.CharField(
            required=False,
            max_length=scales.LONGEST,
            initial=word,
            label=_("Word for %(number)s") % {"number": at + 1},
            widget=forms.TextInput(attrs={"placeholder": scales.WORDS[scale][at], "autocomplete": "off"}),
        )

    def _about_the_reminder(self) -> str:
        return _(
            "By the clock of %(zone)s: one mail to %(email)s when the day has no check-in yet; before noon "
            "it asks about the day before. Its link opens that one check-in. Empty: no reminder."
        ) % {"zone": self.instance.user.timezone, "email": self.instance.user.email}

    @property
    def failed_on(self) -> date | None:
        """The day of a reminder that could not be sent."""
        return self.instance.reminder_failed_on if site.MAIL_IS_SET_UP else None

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.Meta.fields if name in self.fields]

    @property
    def scales(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (str(scales.LABELS[scale]), [self[f"{scale}-{at}"] for at in range(5)])
            for scale in scales.WITH_WORDS
        ]

    def save(self, commit: bool = True) -> JournalSettings:
        said = self.cleaned_data
        self.instance.words = {
            scale: [said[f"{scale}-{at}"] for at in range(5)] for scale in scales.WITH_WORDS
        }
        return self._stored()

    def _stored(self) -> JournalSettings:
        """Written column by column: a reminder may have gone out since the form was opened."""
        row, _is_new = JournalSettings.objects.get_or_create(user=self.instance.user)
        self.instance.pk = row.pk
        self.instance.save(update_fields=["asks_stress", "feel_first", "on_this_day", "words"])
        if "remind_at" in self.changed_data:
            reminder_set(self.instance, self.cleaned_data["remind_at"])
        return self.instance
