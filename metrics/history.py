"""A person's corrections, told."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from healthdash.lib import formats
from healthdash.lib.fields import Unreadable
from metrics import catalogue
from metrics.catalogue import Metric
from metrics.charts.words import domain_words, source_label, value_text
from metrics.charts.work import kind_words
from metrics.models import Correction, FinanceEntry, SleepPeriod
from metrics.overrides import decode

FIELD_METRICS = {"total": "sleep.main"}
# What the name of the metric says by itself.
NUMBERS = {"value", "excluded"}
# The reasons that forms offer, as they stand within a line.
WHY = {
    "not worn well": gettext_lazy("not worn well"),
    "wrong time": gettext_lazy("wrong time"),
    "wrong day": gettext_lazy("wrong day"),
    "typed wrong": gettext_lazy("typed wrong"),
    "not mine": gettext_lazy("not mine"),
    "other": gettext_lazy("other"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One act in words: on what, what stood before, what after."""

    act: Correction
    day: date
    title: str
    before: str
    after: str
    url: str
    by_other: str  # who did it, where that is not the person
    source: str

    @property
    def can_undo(self) -> bool:
        return not self.act.undoes_id and self.undone_by is None

    @property
    def reason(self) -> str:
        """Why, in the person's language where it was one of ours."""
        said = self.act.reason
        if isinstance(said, Unreadable):
            return _("the reason was written with another key and cannot be read")
        return str(WHY.get(said, said))

    @property
    def is_of_event(self) -> bool:
        return self.act.target != Correction.Target.DAILY

    @property
    def undone_by(self) -> Correction | None:
        return getattr(self.act, "undone_by", None)


def told(act: Correction, prefs: Any, metric: Metric | None) -> Told:
    """`metric` is what `key_of` names: None for the fields of most events."""
    if act.target == Correction.Target.SPAN:
        return told_span(act, prefs)
    is_number = act.target == Correction.Target.DAILY
    words = number_words if is_number else field_words
    return Told(
        act=act,
        day=act.day,
        title=str(metric.label) if metric and act.field in NUMBERS else field_title(act),
        before=words(act, act.before, prefs, metric),
        after=kept_words(act, prefs, metric) if is_kept(act) else words(act, act.after, prefs, metric),
        url=address(act),
        by_other=str(act.by) if act.by_id and act.by_id != act.user_id else "",
        source=source_label(act.source),
    )


def told_span(act: Correction, prefs: Any) -> Told:
    """Several days as the one act that they are. The words of a note stay beside the days."""
    said = act.before if act.undoes_id else act.after
    days = " – ".join(
        formats.short_day(date.fromisoformat(said[name]), prefs.today()) for name in ("start", "end")
    )
    return Told(
        act=act,
        day=act.day,
        title=_("Several days at once: %(days)s") % {"days": days},
        before=span_words(act.before),
        after=span_words(act.after),
        url="",
        by_other=str(act.by) if act.by_id and act.by_id != act.user_id else "",
        source="",
    )


def span_words(said: dict[str, Any]) -> str:
    if not said:
        return _("counted as they are")
    words = [_("with a note")] if said["note"] else []
    if said["domains"]:
        labels = domain_words()
        names = ", ".join(labels.get(name, name) for name in said["domains"])
        words.append(_("left out (%(domains)s)") % {"domains": names})
    return ", ".join(words)


def key_of(act: Correction) -> str:
    """The metric that an act is about: a day's number, or a measured value; "" for every other event."""
    return act.metric or act.before.get("metric", "")


def address(act: Correction) -> str:
    """The page where the value stands."""
    if act.target == Correction.Target.DAILY:
        return reverse("receipt", args=[act.metric, act.day])
    if act.target in {Correction.Target.WORKOUT, Correction.Target.ANNOTATION} and act.event_id:
        return reverse("event", args=[act.target, act.event_id])
    entries = {Correction.Target.FINANCE: "money_entry", Correction.Target.VITAL: "vital_entry"}
    if entry := entries.get(Correction.Target(act.target)):
        return reverse(entry, args=[act.event_id])
    pages = {Correction.Target.SLEEP: "night", Correction.Target.WORK: "work_day"}
    page = pages.get(Correction.Target(act.target))
    return reverse(page, args=[act.day]) if page else ""


def is_kept(act: Correction) -> bool:
    """Whether the person stayed with their number when the source had changed its own."""
    return act.target == Correction.Target.DAILY and act.before == act.after and not act.undoes_id


def kept_words(act: Correction, prefs: Any, metric: Metric | None) -> str:
    said = "–" if act.source_value is None or metric is None else value_text(metric, act.source_value, prefs)
    return _("kept while %(source)s says %(value)s") % {"source": source_label(act.source), "value": said}


def number_words(act: Correction, state: dict[str, Any], prefs: Any, metric: Metric | None) -> str:
    if state.get("excluded"):
        return _("left out")
    number = state.get("override")
    if number is None:
        number = state.get("value", act.source_value)
    return "–" if number is None or metric is None else value_text(metric, number, prefs)


def field_words(act: Correction, state: dict[str, Any], prefs: Any, metric: Metric | None) -> str:
    if act.field == "excluded":
        return _("left out") if state.get("excluded") else _("counted")
    value = state.get("value")
    if value is None:
        return "–"
    if act.field in {"start", "end"}:
        moment: datetime = decode(act.field, value)
        return formats.exact_time(moment, prefs.zone, prefs.today(), prefs)
    if act.field == "day":
        return formats.short_day(decode("day", value), prefs.today())
    if act.field == "amount":
        return formats.money(Decimal(value), state.get("currency", ""), prefs)
    if act.field == "direction":
        return str(FinanceEntry.Direction(value).label)
    if isinstance(value, str) and act.field not in {"start", "end", "kind"}:
        return value or formats.DASH
    if act.field == "value" and metric:
        return value_text(metric, value, prefs)
    if act.field == "kind":
        return kind_word(act, value)
    known = catalogue.METRICS.get(FIELD_METRICS.get(act.field, f"sleep.{act.field}"))
    return value_text(known, value, prefs) if known else f"{value:g}"


def kind_word(act: Correction, kind: str) -> str:
    if act.target == Correction.Target.WORK:
        return str(kind_words().get(kind, kind))
    return str(SleepPeriod.Kind(kind).label)


def field_title(act: Correction) -> str:
    if act.target == Correction.Target.FINANCE:
        return money_title(act)
    if act.target == Correction.Target.VITAL:
        return _("Day of a measurement") if act.field == "day" else _("A measurement")
    titles = {
        "start": _("Begin of a period of sleep"),
        "end": _("End of a period of sleep"),
        "kind": _("Kind of a period of sleep"),
        "excluded": _("A period of sleep"),
    }
    if act.target != Correction.Target.SLEEP:
        fields = {
            (Correction.Target.WORKOUT, "start"): _("A workout: its begin"),
            (Correction.Target.WORKOUT, "end"): _("A workout: its end"),
            (Correction.Target.WORK, "start"): _("A stretch of work: its begin"),
            (Correction.Target.WORK, "end"): _("A stretch of work: its end"),
            (Correction.Target.WORK, "kind"): _("A stretch of work: its kind"),
        }
        if found := fields.get((Correction.Target(act.target), act.field)):
            return found
        words = {Correction.Target.WORKOUT: _("A workout"), Correction.Target.WORK: _("A stretch of work")}
        return words.get(Correction.Target(act.target), _("A note"))
    known = catalogue.METRICS.get(FIELD_METRICS.get(act.field, f"sleep.{act.field}"))
    return titles.get(act.field) or (str(known.label) if known else _("A period of sleep"))


def money_title(act: Correction) -> str:
    titles = {
        "amount": _("Amount of a money entry"),
        "currency": _("Currency of a money entry"),
        "direction": _("Direction of a money entry"),
        "category": _("Category of a money entry"),
        "account": _("Account of a money entry"),
        "day": _("Day of a money entry"),
    }
    return titles.get(act.field, _("A money entry"))
