"""What a person types about money and what they measured."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.currencies import CURRENCIES
from accounts.models import User
from healthdash.lib import formats
from healthdash.lib.fields import Unreadable
from healthdash.lib.formats.numbers import is_money
from metrics.catalogue import Metric
from metrics.charts.words import unit_word
from metrics.corrections import plausible
from metrics.entering import Measured, MoneyWritten
from metrics.entries import Labels, Reading
from metrics.forms import WRITTEN, choices_of, inputmode, parse, unreadable
from metrics.models import FinanceEntry
from metrics.records import LONGEST_LABEL, exact
from metrics.widgets import Suggesting

LONGEST_NOTE = 500
SYSTOLIC, DIASTOLIC, PULSE = "vital.systolic", "vital.diastolic", "vital.pulse"


class Suggested(Suggesting):
    """One's own words so far."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.words = words

    def suggestions(self) -> Iterable[tuple[Any, Any]]:
        return [(word, "") for word in self.words]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class EntryForm(forms.Form):
    """What both have: a day that has come, and a reason where a source's word is put right."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=choices_of(WRITTEN), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, user: User, is_own: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.is_own = user, is_own
        self.fields["day"].widget.attrs["max"] = user.today().isoformat()
        if is_own:
            del self.fields["reason"]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.user.today():
            raise ValidationError(_("This day has not come yet."), code="future")
        plausible.check_day(day)
        return day


class MoneyForm(EntryForm):
    """A sum of money. Without `is_own`, what a source says of one, which has no note of the person's."""

    direction = forms.ChoiceField(
        label=gettext_lazy("Which way"), choices=FinanceEntry.Direction.choices, widget=forms.RadioSelect
    )
    amount = forms.CharField(label=gettext_lazy("Amount"), max_length=40)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    category = forms.CharField(label=gettext_lazy("Category"), required=False, max_length=LONGEST_LABEL)
    account = forms.CharField(label=gettext_lazy("Account"), required=False, max_length=LONGEST_LABEL)
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=LONGEST_NOTE)
    field_order = ["direction", "amount", "currency", "day", "category", "account", "note", "reason"]

    def __init__(self, *args: Any, labels: Labels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        self.fields["category"].widget = Suggested(labels.categories)
        self.fields["account"].widget = Suggested(labels.accounts)
        for name in ("category", "account"):
            self.fields[name].widget.attrs["maxlength"] = str(LONGEST_LABEL)
        codes = dict.fromkeys((self.user.currency, *labels.currencies, *CURRENCIES))
        self.fields["currency"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]
        if not self.is_own:
            del self.fields["note"]

    def clean_amount(self) -> Decimal:
        text = self.cleaned_data["amount"]
        try:
            amount = formats.parse_decimal(text, self.user)
        except ValueError:
            words = _("“%(text)s” is not a number.") % {"text": text[:20]}
            raise ValidationError(words, code="unreadable") from None
        if amount < 0:
            raise ValidationError(_("Write the amount without a minus sign, and choose which way it went."))
        try:
            return exact(amount)
        except ValueError:
            raise ValidationError(_("This amount is too large to be kept."), code="too_large") from None

    def clean_note(self) -> str:
        """What could not be read stays as it is: it is neither emptied nor written over."""
        said: str = self.cleaned_data["note"]
        standing = self.initial.get("note", "")
        if said and isinstance(standing, Unreadable):
            words = _("This note was written with another key, so it is not replaced.")
            raise ValidationError(words, code="unreadable")
        return standing if isinstance(standing, Unreadable) else said

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        amount, currency = said.get("amount"), said.get("currency", "")
        if self.is_own and amount is not None and not formats.places(currency) and amount % 1:
            words = _("A sum of %(currency)s has no decimal places.") % {"currency": currency}
            self.add_error("amount", ValidationError(words, code="places"))
        return said

    def written(self) -> MoneyWritten:
        said = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return MoneyWritten(**said)

    @classmethod
    def initial_of(cls, entry: FinanceEntry, prefs: Any) -> dict[str, Any]:
        return {
            "direction": entry.direction,
            "amount": amount_text(entry.amount, entry.currency, prefs),
            "currency": entry.currency,
            "day": entry.day,
            "category": entry.category,
            "account": entry.account,
            "note": entry.note if entry.source == "manual" else "",
        }


def amount_text(amount: Decimal, currency: str, prefs: Any) -> str:
    """An amount as it stands in its input: all its digits, at least its cents, readable by the form."""
    plain = f"{amount.normalize():f}"
    whole, _point, rest = plain.partition(".")
    mark = "." if prefs.number_format == "1,234.5" else ","
    cents = rest.ljust(formats.places(currency), "0")
    return f"{whole}{mark}{cents}" if cents else whole


class ReadingForm(EntryForm):
    """What was measured: one value, or a blood pressure of two and the pulse if the cuff says it.

    A value out of its plausible range is asked about, not refused: `sure` says that it is right.
    """

    time = forms.TimeField(
        label=gettext_lazy("Time, if you know it"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    sure = forms.BooleanField(label=gettext_lazy("It is right as I wrote it"), required=False)

    def __init__(self, *args: Any, metrics: Sequence[Metric], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.metrics, self.asks = {metric.key: metric for metric in metrics}, False
        for metric in metrics:
            optional = metric.key == PULSE and len(metrics) > 1
            label = _("Pulse, if you know it") if optional else str(metric.label)
            field = forms.CharField(label=label, max_length=40, required=not optional)
            field.widget.attrs |= {"inputmode": inputmode(metric), "autocomplete": "off"}
            self.fields[metric.key] = field
        self.order_fields([*self.metrics, "day", "time", "reason", "sure"])
        if not self.is_own:
            del self.fields["time"]

    @property
    def inputs(self) -> list[tuple[forms.BoundField, str]]:
        """The inputs of the values, each with its unit."""
        return [(self[key], unit_word(metric, self.user)) for key, metric in self.metrics.items()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for key in self.metrics:
            if said.get(key):
                self._read(key, said)
        if self.is_own:
            self._check_time(said)
        if not said.get("sure"):
            self._ask(said)
        return said

    def _read(self, key: str, said: dict[str, Any]) -> None:
        metric, text = self.metrics[key], said[key]
        try:
            said[key] = parse(text, metric, self.user)
        except (ValueError, OverflowError):
            self.add_error(key, ValidationError(unreadable(metric, text), code="unreadable"))

    def _check_time(self, said: dict[str, Any]) -> None:
        said["at"] = None
        day, clock = said.get("day"), said.get("time")
        if day and clock:
            said["at"] = moment = datetime.combine(day, clock, self.user.zone)
            if moment > timezone.now():
                self.add_error("time", ValidationError(_("This time has not come yet."), code="future"))

    def _ask(self, said: dict[str, Any]) -> None:
        """Asks about what can hardly be true."""
        for key, metric in self.metrics.items():
            value = said.get(key)
            if isinstance(value, float) and not metric.is_plausible(value):
                self.asks = True
                self.add_error(key, ValidationError(self._question(metric), code="implausible"))
        upper, lower = said.get(SYSTOLIC), said.get(DIASTOLIC)
        if isinstance(upper, float) and isinstance(lower, float) and lower >= upper:
            self.asks = True
            words = _("The lower number is mostly the smaller one. Look again, or say that it is right.")
            self.add_error(DIASTOLIC, ValidationError(words, code="implausible"))

    def _question(self, metric: Metric) -> str:
        bounds = [
            formats.number(bound, metric.unit, metric.decimals, self.user)
            for bound in (metric.low, metric.high)
        ]
        words = _("Mostly this is from %(low)s to %(high)s. Look again, or say that it is right.")
        return words % {"low": bounds[0], "high": bounds[1]}

    def measured(self) -> Measured:
        said = self.cleaned_data
        values = {key: said[key] for key in self.metrics if isinstance(said.get(key), float)}
        return Measured(said["day"], values, said.get("at"))

    def initial_of(self, reading: Reading) -> dict[str, Any]:
        found: dict[str, Any] = {"day": reading.day}
        if reading.at:
            found["time"] = reading.at.astimezone(self.user.zone).time()
        for key, row in reading.values.items():
            metric = self.metrics[key]
            found[key] = formats.input_text(row.value, metric.unit, metric.decimals, self.user)
        return found


class OwnVitalForm(forms.Form):
    """A vital that the catalogue does not know."""

    label = forms.CharField(
        label=gettext_lazy("What you measure"), max_length=40, help_text=gettext_lazy("Peak flow, ferritin …")
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        max_length=16,
        required=False,
        help_text=gettext_lazy("L/min, µg/L; leave it empty for a plain number."),
    )
    decimals = forms.TypedChoiceField(
        label=gettext_lazy("Decimal places"),
        choices=[(str(n), str(n)) for n in range(4)],
        coerce=int,
        initial="1",
    )
    aggregate = forms.ChoiceField(
        label=gettext_lazy("Several of one day count as"),
        choices=[
            ("mean", gettext_lazy("their mean")),
            ("last", gettext_lazy("the last of them")),
            ("sum", gettext_lazy("their sum")),
        ],
    )

    def clean_unit(self) -> str:
        unit: str = self.cleaned_data["unit"].strip()
        if is_money(unit):
            raise ValidationError(_("Three capitals stand for a currency. Write the unit in another way."))
        if unit in {"s", "clock", "level", "count", "score"}:
            raise ValidationError(_("This word has a meaning of its own. Write the unit in another way."))
        return unit


class FilterForm(forms.Form):
    """Which rows of a list. What makes no sense is as if it had not been asked."""

    month = forms.CharField(label=gettext_lazy("Month"), required=False, max_length=7)

    def __init__(self, data: Any, *, months: Sequence[date], **choices: Sequence[tuple[str, Any]]) -> None:
        super().__init__(data)
        named = [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in months]
        for name, offered in {"month": named, **choices}.items():
            self.fields[name] = forms.ChoiceField(
                label=FILTERS[name], choices=[("", _("All")), *offered], required=False
            )

    @property
    def asked(self) -> dict[str, Any]:
        """The chosen values by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


FILTERS = {
    "month": gettext_lazy("Month"),
    "category": gettext_lazy("Category"),
    "account": gettext_lazy("Account"),
    "metric": gettext_lazy("What"),
}
