"""What an operator types. Numbers are written as the person reads them, so in their units."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from healthdash.lib import formats
from metrics import catalogue
from metrics.catalogue import Metric
from metrics.charts.work import kind_words
from metrics.corrections import CORRECTABLE
from metrics.models import FinanceEntry, SleepPeriod, Vital, WorkSession
from metrics.models.event import Event
from metrics.tables import table_of

from . import wording
from .finding import DayField, MetricInput, PersonField

LONGEST_REASON = 500
CHOICES = {"direction": FinanceEntry.Direction.choices}
# What stands in its input as it is stored. An emptied input asks for the source's word again.
PLAIN = {"kind", "direction", "currency", "category", "account", "day"}


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("The person reads it beside the change."),
    )


def parse(text: str, metric: Metric, prefs: formats.Prefs) -> float:
    """What was typed, in the catalogue's unit. Raises ValidationError."""
    evening = metric.key == "sleep.bedtime"
    try:
        if metric.levels:
            return float(text)
        return formats.parse_value(
            text, metric.unit, prefs, deviation=metric.is_deviation, evening_before=evening
        )
    except (ValueError, OverflowError):
        raise ValidationError(_unreadable(metric), code="unreadable") from None


def _unreadable(metric: Metric) -> str:
    if metric.unit == "s":
        return _("Write a length of time like 7:28 or 42 min.")
    if metric.unit == "clock":
        return _("Write a time like 23:10 or 11:10 pm.")
    return _("Enter a number.")


def typed(metric: Metric | None, value: float | None, prefs: formats.Prefs) -> str:
    """A value as it stands in its input."""
    if value is None or metric is None:
        return ""
    if metric.levels:
        return str(int(value))
    return formats.input_text(value, metric.unit, metric.decimals, prefs, deviation=metric.is_deviation)


def number_field(metric: Metric, **options: Any) -> forms.Field:
    if metric.levels:
        words = [("", formats.DASH), *((str(level), word) for level, word in metric.levels.items())]
        return forms.ChoiceField(choices=words, **options)
    return forms.CharField(max_length=40, **options)


class NumberForm(forms.Form):
    """A person's number in place of a source's."""

    def __init__(self, *args: Any, metric: Metric, prefs: formats.Prefs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.metric, self.prefs = metric, prefs
        self.fields["value"] = number_field(metric, label=_("Value to use"))
        self.fields["reason"] = reason_field()

    def clean_value(self) -> float:
        return parse(self.cleaned_data["value"], self.metric, self.prefs)


class AddNumberForm(forms.Form):
    """A number of a day that has none."""

    person = PersonField(label=gettext_lazy("Person"))
    day = DayField(label=gettext_lazy("Day"))
    metric = forms.CharField(label=gettext_lazy("Metric"), max_length=80, widget=MetricInput)
    value = forms.CharField(
        label=gettext_lazy("Value"),
        max_length=40,
        help_text=gettext_lazy("In the person's units: 7:28 for a length of time, 23:10 for a time of day."),
    )
    reason = reason_field()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"person", "metric", "value"} <= cleaned.keys():
            self._read_value(cleaned["person"], cleaned)
        return cleaned

    def _read_value(self, person: User, cleaned: dict[str, Any]) -> None:
        metric = self._metric(person, cleaned["metric"])
        if metric is None:
            return
        try:
            cleaned["value"] = parse(cleaned["value"], metric, person)
        except ValidationError as error:
            self.add_error("value", error)

    def _metric(self, person: User, key: str) -> Metric | None:
        try:
            return catalogue.for_user(person, key)
        except KeyError:
            self.add_error("metric", _("There is no such metric."))
        return None


class EventForm(forms.Form):
    """The correctable fields of an event. Only what was changed in the form is corrected.

    What stood in the form is sent along hidden: a sync between opening and saving it must not turn the
    older values of the other fields into corrections. Times are by the clock on the wall.
    """

    def __init__(self, data: Any = None, *, event: Event) -> None:
        self.event, self.table = event, table_of(event)
        super().__init__(data, initial=self._standing())
        for name in CORRECTABLE[self.table]:
            self.fields[name] = self._field(name)
        self.fields["reason"] = reason_field()

    def _standing(self) -> dict[str, str]:
        return {name: self._stands(name) for name in CORRECTABLE[self.table]}

    def _stands(self, name: str) -> str:
        value = getattr(self.event, name)
        if name in PLAIN:
            return str(value)
        if name == "amount":
            return formats.input_text(value, "EUR", 2, self.event.user)
        if name in wording.TIMES:
            return f"{value.astimezone(self.event.recorded_zone):%Y-%m-%dT%H:%M}" if value else ""
        return typed(self._metric(name), value, self.event.user)

    def _field(self, name: str) -> forms.Field:
        options: dict[str, Any] = {
            "label": wording.field_label(self.table, name),
            "required": False,
            "show_hidden_initial": True,
        }
        if name == "kind":
            return forms.ChoiceField(choices=self._kinds(), **options)
        if name in CHOICES:
            return forms.ChoiceField(choices=CHOICES[name], **options)
        if name == "day":
            return forms.CharField(max_length=10, widget=forms.DateInput(attrs={"type": "date"}), **options)
        if name in PLAIN or name == "amount":
            return forms.CharField(max_length=80, **options)
        if name in wording.TIMES:
            widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
            return forms.CharField(max_length=40, widget=widget, **options)
        return number_field(self._metric(name), **options)

    def _kinds(self) -> list[tuple[str, Any]]:
        """The list of sleep is closed; a source of work may have words of its own."""
        if self.table == "sleep":
            return list(SleepPeriod.Kind.choices)
        said = self.event.overrides.get("kind", {}).get("source", self._stands("kind"))
        kinds, words = dict.fromkeys((*WorkSession.KINDS, said, self._stands("kind"))), kind_words()
        return [(kind, words.get(kind, kind)) for kind in kinds]

    def unit(self, name: str) -> str:
        if name == "amount" and isinstance(self.event, FinanceEntry):
            return self.event.currency
        metric = self._metric_or_none(name)
        return wording.unit(metric, self.event.user) if metric else ""

    def _metric(self, name: str) -> Metric:
        metric = self._metric_or_none(name)
        assert metric is not None
        return metric

    def _metric_or_none(self, name: str) -> Metric | None:
        if isinstance(self.event, Vital) and name == "value":
            return wording.metric_of(self.event)
        return wording.field_metric(self.table, name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.changed:
            if name in cleaned:
                try:
                    cleaned[name] = self._parsed(name, cleaned[name])
                except ValidationError as error:
                    self.add_error(name, error)
        return cleaned

    @property
    def changed(self) -> list[str]:
        """The changed fields in an order in which each step makes sense: a start never passes its end."""
        names = [name for name in self.changed_data if name != "reason"]
        if {"start", "end"} <= set(names):
            end = self.cleaned_data.get("end")
            later = not isinstance(end, datetime) or end > self.event.start
            names.sort(key=lambda name: {"end": 0 if later else 1, "start": 1 if later else 0}.get(name, 2))
        return names

    def _parsed(self, name: str, text: str) -> Any:
        """The value as corrections take it; None where the source's is wanted again."""
        if not text:
            return None
        if name == "day":
            return self._day(text)
        if name == "amount":
            return self._amount(text)
        if name in PLAIN:
            return text
        if name in wording.TIMES:
            return self._instant(text)
        return parse(text, self._metric(name), self.event.user)

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValidationError(_("Enter a day."), code="not_a_day") from None

    def _amount(self, text: str) -> Decimal:
        try:
            return formats.parse_decimal(text, self.event.user)
        except ValueError:
            raise ValidationError(_("Enter a number."), code="unreadable") from None

    def _instant(self, text: str) -> datetime:
        try:
            return datetime.fromisoformat(text).replace(tzinfo=self.event.recorded_zone)
        except ValueError:
            raise ValidationError(_("Enter a date and a time."), code="not_a_time") from None


class ReasonActionForm(ActionForm):
    """Why, for all chosen rows at once."""

    reason = forms.CharField(label=gettext_lazy("Reason:"), required=False, max_length=LONGEST_REASON)
