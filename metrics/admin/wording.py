"""Values and acts in words, in the units of the person whose they are."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from healthdash.lib import formats
from metrics import catalogue
from metrics.catalogue import Metric
from metrics.charts.words import value_text
from metrics.corrections import CORRECTABLE
from metrics.history import span_words
from metrics.models import Correction, FinanceEntry, SleepPeriod, Vital

TIMES = {"start": gettext_lazy("Start"), "end": gettext_lazy("End")}
WORDS = {"day", "currency", "category", "account"}
# Where the metric's own name speaks of the main night or of the whole day.
FIELDS = {
    **TIMES,
    "kind": gettext_lazy("Kind"),
    "excluded": gettext_lazy("In charts"),
    "total": gettext_lazy("Asleep"),
    "lowest_hr": gettext_lazy("Lowest pulse"),
    "average_hr": gettext_lazy("Average pulse"),
    "hrv": gettext_lazy("Heart rate variability (RMSSD)"),
    "breath": gettext_lazy("Breathing rate"),
    "calories": gettext_lazy("Energy"),
    "distance": gettext_lazy("Distance"),
    "day": gettext_lazy("Day"),
    "amount": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "direction": gettext_lazy("Spent or income"),
    "category": gettext_lazy("Category"),
    "account": gettext_lazy("Account"),
    "value": gettext_lazy("Value"),
}
TABLES = {
    "sleep": gettext_lazy("Sleep"),
    "workout": gettext_lazy("Workout"),
    "work": gettext_lazy("Work"),
    "annotation": gettext_lazy("Annotation"),
    "finance": gettext_lazy("Money entry"),
    "vital": gettext_lazy("Measurement"),
    "span": gettext_lazy("Several days"),
}


def number(metric: Metric | None, value: float | None, prefs: formats.Prefs) -> str:
    """A value of a metric; the bare number where the metric is not known any more."""
    if value is None:
        return formats.DASH
    if metric is None:
        return f"{value:g}"
    return value_text(metric, value, prefs)


def unit(metric: Metric, prefs: formats.Prefs) -> str:
    """The unit after an input; lengths of time and times of day are typed with theirs."""
    if metric.unit in {"s", "clock"} or metric.levels:
        return ""
    written = formats.parts(0, metric.unit, metric.decimals, prefs, deviation=metric.is_deviation)
    return written[0].unit


def moment(at: datetime, zone: tzinfo, prefs: formats.Prefs) -> str:
    return formats.exact_time(at, zone, timezone.now().astimezone(zone).date(), prefs)


def metric_of(vital: Vital) -> Metric:
    """Of a measured value; a bare one where the metric is not known any more."""
    try:
        return catalogue.for_user(vital.user, vital.metric)
    except KeyError:
        return Metric(vital.metric, vital.metric, vital.metric[:14], "", "vitals", decimals=2)


def field_metric(table: str, field: str) -> Metric | None:
    """The metric that says how a number of an event is written; None for times and the kind."""
    key = CORRECTABLE[table].get(field)
    return catalogue.get(key) if key else None


def field_label(table: str, field: str) -> str:
    if field in FIELDS:
        return str(FIELDS[field])
    metric = field_metric(table, field)
    return str(metric.label) if metric else field


def field_value(
    table: str,
    field: str,
    value: Any,
    zone: tzinfo,
    prefs: formats.Prefs,
    metric: Metric | None = None,
    currency: str = "",
) -> str:
    """A field of an event; instants may be ISO text, as corrections keep them.

    `metric` is that of a measured value, `currency` that of an amount.
    """
    if value is None:
        return formats.DASH
    if field in TIMES:
        return moment(datetime.fromisoformat(value) if isinstance(value, str) else value, zone, prefs)
    if field in WORDS:
        return str(value) or formats.DASH
    if field == "amount":
        return formats.money(Decimal(value), currency, prefs)
    if field == "direction":
        return str(dict(FinanceEntry.Direction.choices).get(value, value))
    if field == "kind":
        return str(dict(SleepPeriod.Kind.choices).get(value, value))
    return number(field_metric(table, field) or metric, value, prefs)


def subject(act: Correction, metric: Metric | None) -> str:
    """What a correction is about: "Deep sleep", or "Sleep: End" for an event's field."""
    if act.target == Correction.Target.DAILY:
        return str(metric.label) if metric else act.metric
    if act.target == Correction.Target.SPAN:
        return str(TABLES[act.target])
    return f"{TABLES[act.target]}: {field_label(act.target, act.field)}"


def state(act: Correction, kept: Mapping[str, Any], metric: Metric | None, zone: tzinfo | None = None) -> str:
    """One side of a correction in words: what stood there, or what it was brought to."""
    if not kept:
        return _("nothing")
    if act.target == Correction.Target.DAILY:
        return _daily_state(kept, metric, act.user)
    if act.target == Correction.Target.SPAN:
        return span_words(dict(kept))
    if act.field == "excluded":
        return _("excluded") if kept["excluded"] else _("counted")
    words = field_value(
        act.target,
        act.field,
        kept["value"],
        zone or act.user.zone,
        act.user,
        metric,
        kept.get("currency", ""),
    )
    return words if kept["corrected"] else _("%(value)s (the source's)") % {"value": words}


def _daily_state(kept: Mapping[str, Any], metric: Metric | None, prefs: formats.Prefs) -> str:
    own = kept.get("override")
    own = kept.get("value") if own is None else own
    words = _("the source's value") if own is None else number(metric, own, prefs)
    return _("%(value)s, excluded") % {"value": words} if kept.get("excluded") else words


def source_said(act: Correction, said: Any, metric: Metric | None, zone: tzinfo | None = None) -> str:
    """What the source says, or said at the time, of the value that an act is about."""
    if act.target == Correction.Target.DAILY:
        return number(metric, said, act.user)
    if act.field in {"excluded", "span"}:
        return formats.DASH
    currency = act.before.get("currency", "")
    return field_value(act.target, act.field, said, zone or act.user.zone, act.user, metric, currency)
