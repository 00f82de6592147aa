"""How the journal is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from journal import scales
from journal.models import JournalSettings


class SettingsForm(forms.ModelForm):
    """What is asked, and the five words of each scale."""

    class Meta:
        model = JournalSettings
        fields = ["asks_stress", "feel_first", "on_this_day"]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
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

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("asks_stress", "feel_first", "on_this_day")]

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
        return super().save(commit)
