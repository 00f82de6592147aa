"""Longer words."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journal import days
from journal.answers import one_break
from journal.models import Reflection, Tag
from journal.services.reflections import Written

LONGEST = 200_000


class ReflectionForm(forms.Form):
    """A text of a day. `version` is the one that the form was filled from."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        help_text=gettext_lazy("Markdown: **bold**, *italics*, # heading, - list, > quotation."),
    )
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    tags = forms.ModelMultipleChoiceField(
        Tag.objects.none(), label=gettext_lazy("Tags"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, user: User, reflection: Reflection | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user = user
        chosen = Tag.objects.filter(user=user, archived=False)
        if reflection is not None:
            chosen = chosen | Tag.objects.filter(user=user, reflections=reflection)
        self.fields["tags"].queryset = chosen.distinct()  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if not days.may_be_written(day, self.user):
            raise forms.ValidationError(_("This day has not come yet, or never was."))
        return day

    def clean(self) -> None:
        if not self.errors and not (self.cleaned_data["title"] or self.cleaned_data["text"]):
            raise forms.ValidationError(_("Nothing is written yet, so there is nothing to save."))

    @property
    def written(self) -> Written:
        said = self.cleaned_data
        return Written(said["day"], said["title"], one_break(said["text"]), list(said["tags"]))


def initial(reflection: Reflection) -> dict[str, Any]:
    return {
        "version": reflection.version,
        "title": reflection.title,
        "text": reflection.text,
        "day": reflection.day,
        "tags": [tag.pk for tag in reflection.tags.all()],
    }


def both(standing: Reflection, mine: dict[str, Any]) -> dict[str, Any]:
    """What stands with what a form says: both texts where they differ, the form's title and day."""
    text = one_break(mine.get("text", ""))
    joined = text if standing.text in text else f"{standing.text}\n\n---\n\n{text}"
    return initial(standing) | {
        "text": joined,
        "title": mine.get("title") or standing.title,
        "day": mine.get("day") or standing.day,
        "tags": sorted({*initial(standing)["tags"], *map(int, filter(str.isdecimal, mine.get("tags", [])))}),
    }


class PromptForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("A question of your own"), max_length=300)
