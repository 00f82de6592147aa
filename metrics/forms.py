"""What a person types about their numbers and nights."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from healthdash.lib import formats
from metrics.catalogue import Metric
from metrics.charts.work import kind_words
from metrics.models import SleepPeriod, WorkSession
from metrics.models.event import Event

REASONS = {
    "not worn well": gettext_lazy("Not worn well"),
    "wrong time": gettext_lazy("Wrong time"),
    "wrong day": gettext_lazy("Wrong day"),
    "typed wrong": gettext_lazy("Typed wrong"),
    "not mine": gettext_lazy("Not mine"),
    "other": gettext_lazy("Other"),
}
WORN = ("not worn well", "wrong time", "typed wrong", "other")
TIMED = ("wrong time", "typed wrong", "other")
WRITTEN = ("typed wrong", "wrong day", "not mine", "other")
SAID_BY_SOURCE = ("wrong time", "not mine", "other")
SAID = ("typed wrong", "wrong day", "other")
# What can be the matter with a number, by the domain that it is of. What is not named here is worn.
BY_DOMAIN = {"work": TIMED, "money": WRITTEN, "vitals": WRITTEN, "journal": SAID}


def reasons_for(metric: Metric) -> Sequence[str]:
    """The reasons that make sense for a metric. A pulse of the whole day is of the vitals, and worn."""
    return WORN if metric.group == "heart" else BY_DOMAIN.get(metric.domain, WORN)


def choices_of(reasons: Sequence[str]) -> list[tuple[str, Any]]:
    return [(reason, REASONS[reason]) for reason in reasons]


class ReasonForm(forms.Form):
    """Why; a person may leave it open."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=choices_of(WORN),
        required=False,
        widget=forms.RadioSelect,
    )


def offer(form: forms.Form, reasons: Sequence[str]) -> None:
    """Offer these reasons alone."""
    field = form.fields["reason"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices_of(reasons)


class ValueForm(ReasonForm):
    """A number of a metric, with comma or point, in the unit that the person reads."""

    value = forms.CharField(label=gettext_lazy("Value"), max_length=40)
    field_order = ["value", "reason"]

    def __init__(self, *args: Any, metric: Metric, prefs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.metric, self.prefs = metric, prefs
        offer(self, reasons_for(metric))
        if metric.levels:
            words = [(str(level), word) for level, word in metric.levels.items()]
            self.fields["value"] = forms.ChoiceField(label=_("Value"), choices=words)
        else:
            self.fields["value"].widget.attrs |= {"inputmode": inputmode(metric), "autocomplete": "off"}

    def clean_value(self) -> float:
        text = self.cleaned_data["value"]
        if self.metric.levels:
            return float(text)
        try:
            return parse(text, self.metric, self.prefs)
        except ValueError:
            raise ValidationError(unreadable(self.metric, text), code="unreadable") from None


class AddForm(ValueForm):
    """A number of a day that has none."""

    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ["day", "value", "reason"]


class TimesForm(ReasonForm):
    """When an event began and ended, by the clock on the wall."""

    start = forms.DateTimeField(label=gettext_lazy("From"))
    end = forms.DateTimeField(label=gettext_lazy("Until"))
    field_order = ["start", "end", "kind", "reason"]

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["end"].required = event.end is not None
        for name in ("start", "end"):
            widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            self.fields[name].widget = widget

    @classmethod
    def initial_of(cls, event: Event) -> dict[str, Any]:
        """What stands there now, without the zone: a person corrects what their own clock showed."""
        end = event.local_end
        return {
            "start": event.local_start.replace(tzinfo=None),
            "end": end.replace(tzinfo=None) if end else None,
            "kind": getattr(event, "kind", None),
        }

    def clean_start(self) -> datetime:
        """The typed time in the zone of the recording, whatever the zone of the page."""
        said: datetime = self.cleaned_data["start"]
        return said.replace(tzinfo=self.event.recorded_zone)

    def clean_end(self) -> datetime | None:
        said: datetime | None = self.cleaned_data["end"]
        end = self.event.local_end
        return said.replace(tzinfo=end.tzinfo if end else self.event.recorded_zone) if said else None

    def changes(self) -> dict[str, Any]:
        """The fields that say something else than what stands there; times are compared by the minute."""
        said = self.cleaned_data
        changed = {
            name: said[name] for name in ("start", "end") if said[name] != minute(getattr(self.event, name))
        }
        if "kind" in said and said["kind"] != getattr(self.event, "kind", None):
            changed["kind"] = said["kind"]
        return changed


class PeriodForm(TimesForm):
    """When a period of sleep began and ended, and what it was."""

    start = forms.DateTimeField(label=gettext_lazy("Asleep or in bed from"))
    kind = forms.ChoiceField(label=gettext_lazy("What it was"), choices=SleepPeriod.Kind.choices)


class NoteForm(TimesForm):
    """When something that a source noted began and ended; a moment has no end."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, event=event, **kwargs)
        offer(self, SAID_BY_SOURCE)
        if event.end is None:
            del self.fields["end"]

    def clean(self) -> dict[str, Any]:
        return {"end": None} | (super().clean() or {})


class StretchForm(TimesForm):
    """When a stretch of work began and ended, and what it was: one of our words, or the source's own."""

    kind = forms.ChoiceField(label=gettext_lazy("What it was"))

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, event=event, **kwargs)
        offer(self, TIMED)
        said = event.overrides.get("kind", {}).get("source", getattr(event, "kind", ""))
        own = [said] if said not in WorkSession.KINDS else []
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind, kind_words().get(kind, kind)) for kind in (*WorkSession.KINDS, *own)]


class SpanForm(forms.Form):
    """Days that are spoken about together. Which ones can be, the service says."""

    start = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    end = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=120,
        required=False,
        help_text=gettext_lazy(
            "A word or two, like “ill” or “in Lisbon”. It stands at these days in charts."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    domains = forms.MultipleChoiceField(
        label=gettext_lazy("Leave out"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, domains: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["domains"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(domains)


def minute(moment: datetime | None) -> datetime | None:
    return moment.replace(second=0, microsecond=0) if moment else None


def parse(text: str, metric: Metric, prefs: Any) -> float:
    """What was typed, in the catalogue's unit. Raises ValueError."""
    return formats.parse_value(
        text,
        metric.unit,
        prefs,
        deviation=metric.is_deviation,
        evening_before=metric.key.endswith("bedtime"),
    )


def inputmode(metric: Metric) -> str:
    return "text" if metric.unit in {"s", "clock"} else "decimal"


def unreadable(metric: Metric, text: str) -> str:
    if metric.unit == "s":
        return _("Write a length of time like 7:28 or 42 min.")
    if metric.unit == "clock":
        return _("Write a time like 23:10 or 11:10 pm.")
    return _("“%(text)s” is not a number.") % {"text": text[:20]}
