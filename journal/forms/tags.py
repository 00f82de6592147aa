"""Tags."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journal.models import Tag


class TagForm(forms.ModelForm):
    class Meta:
        model = Tag
        fields = ["name", "kind", "unit", "group", "colour"]
        help_texts = {
            "unit": gettext_lazy("For an amount: cups, minutes, mg."),
            "group": gettext_lazy("Tags of one group stand together."),
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"})}

    def __init__(self, user: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user = user
        self.instance.user = user

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = Tag.objects.filter(user=self.user).exclude(pk=self.instance.pk)
        if name.casefold() in {other.casefold() for other in others.values_list("name", flat=True)}:
            raise forms.ValidationError(_("You have a tag of this name already; merge the two instead."))
        return name

    def clean_kind(self) -> str:
        """Amounts and times that were answered are not dropped by a change of kind."""
        kind = self.cleaned_data["kind"]
        if self.instance.pk and kind != self.initial["kind"] and self._has_details():
            raise forms.ValidationError(
                _("This tag has answers with an amount or a time, so it keeps its kind.")
            )
        return kind

    def _has_details(self) -> bool:
        answers = self.instance.answers
        return answers.exclude(amount=None).exists() or answers.exclude(time=None).exists()


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(Tag.objects.none(), label=gettext_lazy("Merge into"), empty_label=None)

    def __init__(self, tag: Tag, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        others = Tag.objects.filter(user=tag.user_id).exclude(pk=tag.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]
