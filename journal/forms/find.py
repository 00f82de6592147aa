"""Looking for something in the journal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journal import selectors
from journal.models import Tag
from journal.search import Query


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    tag = forms.ModelChoiceField(Tag.objects.none(), label=_("Tag"), required=False, empty_label=_("Any"))
    mood = forms.TypedChoiceField(
        label=_("Mood"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Any")), *((n, str(n)) for n in range(1, 6))],
    )
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, user: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["tag"].queryset = selectors.tags(user)  # type: ignore[attr-defined]

    @property
    def query(self) -> Query:
        said = self.cleaned_data
        return Query(said["q"], said["tag"], said["mood"], said["first"], said["last"])
