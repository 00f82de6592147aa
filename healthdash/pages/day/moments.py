"""The day in order of time: a line for every mark of the timeline, with where it is from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.dateformat import format as date_text
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from healthdash.lib import formats
from healthdash.lib.coming_back import with_query
from healthdash.lib.fields import readable
from metrics.charts.words import source_label
from metrics.charts.work_day import length, word_of
from metrics.charts.zones import zone_note
from metrics.models import Annotation, SleepPeriod, Workout, WorkSession
from metrics.models.event import Event
from metrics.notes import note_name

from . import clock
from .entries import Entry
from .facts import Facts
from .marks import between, entry_of, entry_text, sport

LAST = float("inf")


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is where it lies on the day's clock, in minutes; `parts` are the lines folded into it.

    What has no time of day comes last.
    """

    at: float
    entry: str
    time: str
    domain: str
    name: str
    details: Sequence[str] = ()
    url: str = ""
    action: str = ""
    corrected: bool = False
    excluded: bool = False
    withdrawn: bool = False
    parts: Sequence["Moment"] = field(default_factory=tuple)


def moments(facts: Facts) -> list[Moment]:
    found = [
        *(sleep_moment(period, facts) for period in facts.sleep),
        *(workout_moment(one, facts) for one in facts.workouts),
        *work_moments(facts),
        *(note_moment(note, facts) for note in facts.notes if note_name(note)),
        *tag_moments(facts),
        *(entry_moment(one, facts) for one in facts.entries),
    ]
    return sorted(found, key=lambda moment: moment.at)


def event_moment(
    kind: str,
    event: Event,
    facts: Facts,
    *,
    domain: str,
    name: str,
    details: Sequence[str] = (),
    url: str = "",
    action: str = "",
) -> Moment:
    notes = (zone_note(event, facts.user), source_label(event.source))
    return Moment(
        at=clock.minutes(event.local_start, facts.day),
        entry=entry_of(kind, event),
        time=time_text(event, facts),
        domain=domain,
        name=name,
        details=[detail for detail in (*details, *notes) if detail],
        url=url,
        action=action,
        corrected=event.is_corrected,
        excluded=event.excluded,
        withdrawn=event.withdrawn,
    )


def time_text(event: Event, facts: Facts) -> str:
    """ "23:10 to 07:05", with the weekday where it began on another one."""
    words = between(event.local_start, event.local_end, facts)
    start = event.local_start.date()
    return words if start == facts.day else f"{date_text(start, 'D')} {words}"


def put_right(page: str, facts: Facts, *which: str | int) -> str:
    """Where one of the day's lines is put right, from where the person comes back to the day."""
    return with_query(reverse(page, args=which), next=reverse("day", args=[facts.day]))


def sleep_moment(period: SleepPeriod, facts: Facts) -> Moment:
    asleep = ""
    if period.total is not None:
        asleep = _("%(length)s asleep") % {"length": formats.duration(period.total)}
    return event_moment(
        "sleep",
        period,
        facts,
        domain="sleep",
        name=str(period.get_kind_display()),
        details=[asleep],
        url=reverse("night", args=[facts.day]) + "#periods",
        action=_("Correct"),
    )


def workout_moment(one: Workout, facts: Facts) -> Moment:
    prefs, seconds = facts.user, (one.end - one.start).total_seconds() if one.end else None
    details = [
        "" if seconds is None else formats.duration(seconds),
        "" if one.distance is None else formats.number(one.distance, "m", 1, prefs),
        "" if one.calories is None else formats.number(one.calories, "kcal", 0, prefs),
        readable(one.title),
    ]
    return event_moment(
        "workout",
        one,
        facts,
        domain="activity",
        name=sport(one),
        details=details,
        url=put_right("event", facts, "workout", one.pk),
        action=_("Correct"),
    )


def work_moments(facts: Facts) -> Iterator[Moment]:
    """A day's stretches as one line that opens: they are many."""
    parts = [work_moment(one, facts) for one in facts.work]
    if len(parts) < 3:
        yield from parts
        return
    last = max(facts.work, key=lambda one: one.end or one.start)
    focus = sum(length(one) for one in facts.work if one.kind == WorkSession.FOCUS and not one.excluded)
    count = len(parts)
    yield Moment(
        at=parts[0].at,
        entry="work",
        time=between(facts.work[0].local_start, last.local_end, facts),
        domain="work",
        name=_("Work"),
        details=[
            _("%(length)s of focus") % {"length": formats.duration(focus)},
            ngettext("%(count)s stretch", "%(count)s stretches", count) % {"count": count},
        ],
        url=reverse("work_day", args=[facts.day]) + "#day",
        action=_("See the work"),
        corrected=any(part.corrected for part in parts),
        parts=parts,
    )


def work_moment(one: WorkSession, facts: Facts) -> Moment:
    details = [formats.duration(length(one)), readable(one.title)]
    return event_moment(
        "work",
        one,
        facts,
        domain="work",
        name=word_of(one.kind),
        details=details,
        url=put_right("event", facts, "work", one.pk),
        action=_("Correct"),
    )


def note_moment(note: Annotation, facts: Facts) -> Moment:
    words = readable(note.text)
    return event_moment(
        "note",
        note,
        facts,
        domain="journal",
        name=note_name(note),
        details=["" if words.startswith(note_name(note)) else words],
        url=put_right("event", facts, "annotation", note.pk),
        action=_("Correct"),
    )


def entry_moment(one: Entry, facts: Facts) -> Moment:
    at = one.local_start
    category = one.what if one.is_money else ""
    listed = "money_entry" if one.is_money else "vital_entry"
    return Moment(
        at=LAST if at is None else clock.minutes(at, facts.day),
        entry=f"{one.table}-{one.pk}",
        time=_("no time") if at is None else clock.text(at, facts.user),
        domain="money" if one.is_money else "vitals",
        name=entry_text(one, facts),
        details=[part for part in (category, source_label(one.source)) if part],
        url=put_right(listed, facts, one.pk),
        action=_("Correct"),
        corrected=bool(one.overrides),
        excluded=not one.counts,
        withdrawn=one.withdrawn,
    )


def tag_moments(facts: Facts) -> Iterator[Moment]:
    for number, tag in enumerate(facts.words.at):
        seconds = tag.at.hour * 3600 + tag.at.minute * 60
        yield Moment(
            at=seconds / 60,
            entry=f"tag-{number}",
            time=formats.clock(seconds, facts.user),
            domain="journal",
            name=tag.name,
            details=[source_label("journal")],
        )
