"""Finding a person's day: one form beside the list, and filters on what became of a value."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from metrics import catalogue
from metrics.widgets import Suggesting

OFFERED = 100


class PersonInput(Suggesting):
    input_type = "email"

    def suggestions(self) -> Iterable[tuple[Any, Any]]:
        return User.objects.order_by("email").values_list("email", "name")[:OFFERED]


class MetricInput(Suggesting):
    def suggestions(self) -> Iterable[tuple[Any, Any]]:
        return [(metric.key, metric.label) for metric in catalogue.METRICS.values()]


class PersonField(forms.EmailField):
    """A person, named by their e-mail."""

    widget = PersonInput

    def clean(self, value: Any) -> User | None:
        email = super().clean(value).lower()
        if not email:
            return None
        person = User.objects.filter(email=email).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has this e-mail."), code="nobody")
        return person


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FindForm(forms.Form):
    """Whose, from which source and of which days."""

    person = PersonField(label=gettext_lazy("Person"), required=False)
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=32)
    since = DayField(label=gettext_lazy("First day"), required=False)
    until = DayField(label=gettext_lazy("Last day"), required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that were asked for; none for a question that makes no sense."""
        if not self.is_valid():
            return rows.none()
        asked = {self.lookup(name): value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**asked)

    def lookup(self, name: str) -> str:
        return {"person": "user", "since": "day__gte", "until": "day__lte"}.get(name, name)


class FindNumberForm(FindForm):
    metric = forms.CharField(label=gettext_lazy("Metric"), required=False, max_length=80, widget=MetricInput)
    field_order = ["person", "metric", "since", "until", "source"]


class Find(admin.ListFilter):
    """The form, as a filter of the list that keeps the other filters as they are."""

    title = gettext_lazy("person and day")
    template = "admin/metrics/find.html"
    form_class: type[FindForm] = FindForm

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: admin.ModelAdmin
    ) -> None:
        super().__init__(request, params, model, model_admin)
        for name in self.expected_parameters():
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]
        self.form = self.form_class(self.used_parameters, auto_id="find_%s")

    def expected_parameters(self) -> list[str | None]:
        return list(self.form_class.base_fields)

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: Any) -> Iterator[Any]:
        """What else is in the address, to be sent along."""
        own = {*self.expected_parameters(), "p", "e"}
        return ((name, value) for name, value in changelist.params.items() if name not in own)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.form.narrow(queryset)


class FindNumber(Find):
    form_class = FindNumberForm


class YesNo(admin.SimpleListFilter):
    """Whether something is so; `condition` says what."""

    condition: Q

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "yes":
                return queryset.filter(self.condition)
            case "no":
                return queryset.exclude(self.condition)
        return queryset


class NumberCorrected(YesNo):
    title = gettext_lazy("corrected")
    parameter_name = "corrected"
    condition = Q(override__isnull=False) | Q(from_correction=True)


class NumberWithdrawn(YesNo):
    title = gettext_lazy("withdrawn by the source")
    parameter_name = "withdrawn"
    condition = Q(value__isnull=True)


class EventCorrected(YesNo):
    title = gettext_lazy("corrected")
    parameter_name = "corrected"
    condition = ~Q(overrides={})


class Excluded(YesNo):
    title = gettext_lazy("excluded")
    parameter_name = "excluded"
    condition = Q(excluded=True)


class EventWithdrawn(YesNo):
    title = gettext_lazy("withdrawn by the source")
    parameter_name = "withdrawn"
    condition = Q(withdrawn=True)


class Undone(YesNo):
    title = gettext_lazy("undone")
    parameter_name = "undone"
    condition = Q(undone_by__isnull=False)
