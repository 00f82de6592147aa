"""Where a number is from, what a person did to it, and what its source says now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.lib import formats
from healthdash.lib.components import Fact
from healthdash.lib.fields import readable
from metrics import selectors
from metrics.catalogue import Metric
from metrics.charts.night import clock_of
from metrics.charts.words import source_label, value_text
from metrics.charts.zones import offset_text
from metrics.corrections import is_by_entry
from metrics.models import Correction, DailyMetric, FinanceEntry, SleepPeriod, Span, Vital
from metrics.models.event import Event
from metrics.nights import counted, main_night
from metrics.ranking import ENTRIES, MANUAL
from metrics.rollups import KEYS, SLEEP_KEYS
from metrics.selectors import Value

# Numbers that are taken from the main night, and so have its times.
OF_THE_NIGHT = SLEEP_KEYS - {"sleep.total", "sleep.naps"}
# What a person says here, and what is worked out here: no vendor's app shows the same.
OURS = {MANUAL, ENTRIES, "journal", "derived"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """One day of one metric. `value` is what stands, `row` its stored number, `others` what it beat."""

    metric: Metric
    day: date
    value: Value | None
    row: DailyMetric | None
    others: Sequence[DailyMetric]
    acts: Sequence[Correction]
    night: SleepPeriod | None
    made_of: Sequence[FinanceEntry | Vital] = ()
    events: Sequence[Event] = ()  # the nights, workouts or stretches of work behind it
    left_out_by: Span | None = None

    @property
    def source_changed(self) -> bool:
        """Whether the source says something else since the person put their own number in its place."""
        if self.row is None or self.row.override is None or self.row.value is None:
            return False
        if self.row.from_correction:
            return False
        last = next((act for act in self.acts if self.is_standing_act(act)), None)
        return last is not None and last.source_value != self.row.value

    def is_standing_act(self, act: Correction) -> bool:
        """Whether it is on this source's number, and neither was undone nor undoes another."""
        is_undoing = act.undoes_id is not None or hasattr(act, "undone_by")
        return self.row is not None and act.source == self.row.source and bool(act.metric) and not is_undoing

    @property
    def is_by_entry(self) -> bool:
        """Whether its entries are put right in its place."""
        return self.row is not None and is_by_entry(self.metric.key, self.row.source)

    @property
    def is_typed_in(self) -> bool:
        return self.row is not None and self.row.source == MANUAL


def facts(found: Receipt, user: User) -> list[Fact]:
    """The lines of a receipt: who said it, what exactly, when it was recorded, fetched and changed."""
    row, metric = found.row, found.metric
    if row is None:
        return []
    lines = [Fact(_("From"), source_label(row.source), _("kept here as %(key)s") % {"key": metric.key})]
    if not found.is_typed_in:
        lines.append(Fact(_("What the source says"), said_by_source(row, metric, user)))
    lines.append(
        Fact(_("Recorded"), *(recorded(found.night, user) if found.night else of_the_day(found, user)))
    )
    lines.append(Fact(_("First here"), moment(row.first_seen, user)))
    lines.append(Fact(_("Last changed by the source"), moment(row.changed_at, user)))
    beaten = [
        f"{source_label(o.source)}: {value_text(metric, o.effective or 0.0, user)}" for o in found.others
    ]
    if beaten:
        lines.append(Fact(_("Also said"), ", ".join(beaten)))
    return lines + ([Fact(_("Beside its own app"), why)] if (why := why_it_differs(row, metric)) else [])


def why_it_differs(row: DailyMetric, metric: Metric) -> str:
    """Why the source's own app may show another number; nothing where there is no such app."""
    if row.source in OURS:
        return ""
    words = {"source": source_label(row.source)}
    if row.override is not None or row.from_correction:
        return _("Your correction stands here only: %(source)s goes on showing its own value.") % words
    if metric.key in KEYS:
        return (
            _("Worked out here from what %(source)s sent; its app may count or round in another way.") % words
        )
    return _("%(source)s may work its value out again; until the next reading its app can be ahead.") % words


def of_the_day(found: Receipt, user: User) -> tuple[str, str]:
    """A number of a whole day has no time of its own: whose day it is, in which zone."""
    day = formats.short_day(found.day, user.today())
    if found.row is None or found.row.source in OURS:
        return day, _("a day of yours, %(zone)s") % {"zone": user.timezone}
    return day, _("the day as %(source)s sets it") % {"source": source_label(found.row.source)}


def said_by_source(row: DailyMetric, metric: Metric, user: User) -> str:
    if row.source == ENTRIES and not row.from_correction and row.value is not None:
        return _("%(value)s, worked out from the entries below") % {
            "value": value_text(metric, row.value, user)
        }
    if row.from_correction:
        return _("worked out from times or values that you corrected")
    return _("withdrawn by the source") if row.value is None else value_text(metric, row.value, user)


def moment(when: datetime, user: User) -> str:
    return formats.exact_time(when, user.zone, user.today(), user)


def recorded(night: SleepPeriod, user: User) -> tuple[str, str]:
    """From when to when by the clock on the wall there, and which zone that was."""
    times = _("%(start)s to %(end)s") % {
        "start": clock_of(night.local_start, user),
        "end": clock_of(night.local_end, user),
    }
    return times, offset_text(night.utc_offset)


def receipt(user: User, metric: Metric, day: date) -> Receipt:
    """Everything about one number, in four queries, and one more where several days were left out."""
    value = selectors.daily(user=user, metrics=[metric.key], start=day, end=day)[metric.key].get(day)
    known = selectors.provenance(user=user, metric=metric.key, day=day)
    standing = known.standing if value else None
    several = standing.span if standing and standing.excluded else None
    nights = [event for event in known.events if isinstance(event, SleepPeriod)]
    return Receipt(
        metric=metric,
        day=day,
        value=value,
        row=standing,
        others=[row for row in known.rows if row is not standing and row.effective is not None],
        acts=known.corrections,
        night=main_night(counted(nights)) if metric.key in OF_THE_NIGHT else None,
        made_of=[event for event in known.events if isinstance(event, FinanceEntry | Vital)],
        events=[event for event in known.events if not isinstance(event, FinanceEntry | Vital)],
        left_out_by=Span.objects.filter(user=user, pk=several).first() if several else None,
    )


def left_out_words(span: Span, user: User) -> str:
    """Which days left the number out, and what the person called them."""
    today, words = user.today(), note_of(span)
    said = {
        "first": formats.short_day(span.start, today),
        "last": formats.short_day(span.end, today),
        "words": words,
    }
    if span.start == span.end:
        return (_("Left out on %(first)s: %(words)s") if words else _("Left out on %(first)s")) % said
    if words:
        return _("Left out from %(first)s to %(last)s: %(words)s") % said
    return _("Left out from %(first)s to %(last)s") % said


def note_of(span: Span) -> str:
    """The note of several days; empty where there is none."""
    return readable(span.note.text) if span.note else ""


def own_act(user: User, pk: Any, **which: Any) -> Correction | None:
    """The correction of that id, if it is this person's, still stands, can be undone, and is on `which`."""
    if not str(pk).isdecimal():
        return None
    acts = selectors.corrections_of(user=user).filter(**which, undoes=None, undone_by=None)
    return acts.filter(pk=pk).first()
