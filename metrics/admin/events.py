"""Sleep, workouts, work, money, vitals, annotations. What a person wrote is neither loaded nor shown."""

from datetime import timedelta, tzinfo
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from healthdash.lib import formats
from metrics import corrections, overrides
from metrics.catalogue import Metric
from metrics.charts.work import kind_words
from metrics.models import Annotation, FinanceEntry, SleepPeriod, Vital, Workout, WorkSession
from metrics.models.event import Event
from metrics.models.sleep import Nap, Night
from metrics.tables import table_of
from metrics.workouts import intensity_word

from . import wording
from .finding import EventCorrected, EventWithdrawn, Excluded, Find, FindNumber
from .forms import EventForm
from .lists import attach_metrics, label
from .values import ValueAdmin


class EventAdmin(ValueAdmin):
    list_filter: ClassVar[Any] = (Find, EventCorrected, Excluded, EventWithdrawn)
    unread: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer(*self.unread)

    @admin.display(description=gettext_lazy("start"))
    def begins(self, row: Event) -> str:
        return clock(row.local_start, row.user)

    @admin.display(description=gettext_lazy("end"))
    def ends(self, row: Event) -> str:
        return clock(row.local_end, row.user)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Event) -> str:
        return state_of(row)

    # --- one event --------------------------------------------------------------------------------------

    def zone(self, row: Event) -> tzinfo:
        return row.recorded_zone

    def what(self, row: Event) -> str:
        return _("%(name)s, %(day)s") % {
            "name": self.name(row),
            "day": formats.short_day(row.day, row.user.today()),
        }

    def name(self, row: Any) -> str:
        raise NotImplementedError

    def facts(self, row: Event) -> list[tuple[str, str]]:
        return [
            (_("Person"), str(row.user)),
            (_("Day"), row.day.isoformat()),
            (_("Source"), row.source),
            *self.more_facts(row),
            (_("Recorded at"), str(row.recorded_zone)),
            (_("State"), state_of(row) or _("as the source sent it")),
            (_("Changed by the source"), wording.moment(row.changed_at, row.user.zone, row.user)),
        ]

    def more_facts(self, row: Any) -> list[tuple[str, str]]:
        return []

    def form_of(self, row: Event, data: Any = None) -> forms.Form:
        return EventForm(data, event=row)

    def rows_of(self, row: Event, form: Any) -> list[tuple[forms.BoundField, str, str]]:
        return [(field, form.unit(field.name), said(row, field.name)) for field in form]

    def correct(self, row: Event, by: User, form: Any) -> None:
        reason, names = form.cleaned_data["reason"], form.changed
        if not names:
            raise ValidationError(_("This is what stands there already."), code="unchanged")
        for name in names:
            try:
                self._correct_field(row, by, name, form.cleaned_data[name], reason)
            except ValidationError as error:
                raise ValidationError({name: error.messages}) from None

    def _correct_field(self, row: Event, by: User, name: str, value: Any, reason: str) -> None:
        act: dict[str, Any] = {"user": row.user, "by": by, "event": row, "field": name, "reason": reason}
        if value is None:
            corrections.use_source_of_event(**act)
        else:
            corrections.correct_event(**act, value=value)

    def set_excluded(self, row: Event, by: User, excluded: bool, reason: str) -> None:
        corrections.exclude_event(user=row.user, by=by, event=row, excluded=excluded, reason=reason)

    def related(self, row: Event) -> list[tuple[str, str]]:
        query = urlencode({"person": row.user.email, "since": str(row.day), "until": str(row.day)})
        page = reverse("admin:metrics_dailymetric_changelist")
        return [(_("The numbers of that day"), f"{page}?{query}")]


class SleepAdmin(EventAdmin):
    list_display: Any = (
        "day",
        "person",
        "begins",
        "ends",
        "asleep",
        "variability",
        "lowest",
        "source",
        "state",
    )
    unread = ("curves",)
    kinds: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.filter(kind__in=self.kinds) if self.kinds else rows

    @admin.display(description=gettext_lazy("asleep"))
    def asleep(self, row: SleepPeriod) -> str:
        return formats.DASH if row.total is None else formats.duration(row.total)

    @admin.display(description=gettext_lazy("HRV"))
    def variability(self, row: SleepPeriod) -> str:
        return wording.field_value("sleep", "hrv", row.hrv, row.recorded_zone, row.user)

    @admin.display(description=gettext_lazy("lowest pulse"))
    def lowest(self, row: SleepPeriod) -> str:
        return wording.field_value("sleep", "lowest_hr", row.lowest_hr, row.recorded_zone, row.user)

    def name(self, row: SleepPeriod) -> str:
        return str(row.get_kind_display())

    def more_facts(self, row: SleepPeriod) -> list[tuple[str, str]]:
        in_bed = formats.DASH if row.in_bed is None else formats.duration(row.in_bed)
        efficiency = formats.DASH if row.efficiency is None else f"{row.efficiency:g}%"
        return [
            (_("Time in bed, which follows the times"), in_bed),
            (_("Share of it asleep, which follows both"), efficiency),
        ]

    def back(self, request: HttpRequest, row: Any) -> HttpResponse:
        """A night that became a nap is on the page of all sleep."""
        everywhere = self.admin_site._registry[SleepPeriod]
        gone = not self.get_queryset(request).filter(pk=row.pk).exists()
        if (
            gone
            and everywhere.has_view_permission(request)
            and SleepPeriod.objects.filter(pk=row.pk).exists()
        ):
            return HttpResponseRedirect(reverse("admin:metrics_sleepperiod_change", args=[row.pk]))
        return super().back(request, row)


@admin.register(SleepPeriod)
class AllSleepAdmin(SleepAdmin):
    """Fragments and what is not sleep as well, so that nothing is lost by a corrected kind."""

    list_display: Any = ("day", "person", "kind", *SleepAdmin.list_display[2:])
    list_filter = (Find, "kind", EventCorrected, Excluded, EventWithdrawn)


@admin.register(Night)
class NightAdmin(SleepAdmin):
    kinds = (SleepPeriod.Kind.NIGHT,)


@admin.register(Nap)
class NapAdmin(SleepAdmin):
    kinds = (SleepPeriod.Kind.NAP,)


@admin.register(Workout)
class WorkoutAdmin(EventAdmin):
    list_display = ("day", "person", "activity", "begins", "ends", "energy", "length", "source", "state")
    unread = ("title",)

    @admin.display(description=gettext_lazy("energy"))
    def energy(self, row: Workout) -> str:
        return wording.field_value("workout", "calories", row.calories, row.user.zone, row.user)

    @admin.display(description=gettext_lazy("distance"))
    def length(self, row: Workout) -> str:
        return wording.field_value("workout", "distance", row.distance, row.user.zone, row.user)

    def name(self, row: Workout) -> str:
        return _("Workout")

    def more_facts(self, row: Workout) -> list[tuple[str, str]]:
        return [(_("Activity"), row.activity), (_("Intensity"), intensity_word(row))]


@admin.register(WorkSession)
class WorkSessionAdmin(EventAdmin):
    list_display = ("day", "user", "kind", "begins", "ends", "source", "state")
    unread = ("title", "description")

    def name(self, row: WorkSession) -> str:
        return _("Stretch of work")

    def more_facts(self, row: WorkSession) -> list[tuple[str, str]]:
        return [(_("Kind"), kind_words().get(row.kind, row.kind))]


@admin.register(FinanceEntry)
class FinanceEntryAdmin(EventAdmin):
    list_display = ("day", "person", "direction", "money", "category", "account", "source", "state")
    list_filter = (Find, "direction", EventCorrected, Excluded, EventWithdrawn)
    unread = ("note",)

    @admin.display(description=gettext_lazy("amount"))
    def money(self, row: FinanceEntry) -> str:
        return formats.money(row.amount, row.currency, row.user)

    def name(self, row: FinanceEntry) -> str:
        return str(row.get_direction_display())

    def more_facts(self, row: FinanceEntry) -> list[tuple[str, str]]:
        return [
            (_("Amount"), self.money(row)),
            (_("Category"), row.category or formats.DASH),
            (_("Account"), row.account or formats.DASH),
        ]


@admin.register(Vital)
class VitalAdmin(EventAdmin):
    list_display = ("day", "person", "measure", "begins", "stands", "source", "state")
    list_filter = (FindNumber, EventCorrected, Excluded, EventWithdrawn)

    def page_read(self, request: HttpRequest, rows: list[Any]) -> None:
        super().page_read(request, rows)
        attach_metrics(rows)

    @admin.display(description=gettext_lazy("metric"))
    def measure(self, row: Any) -> str:
        return label(row.info, row.metric)

    @admin.display(description=gettext_lazy("stands"))
    def stands(self, row: Any) -> str:
        return wording.number(row.info, row.value, row.user)

    def metric(self, row: Vital) -> Metric:
        return wording.metric_of(row)

    def name(self, row: Vital) -> str:
        return str(self.metric(row).label)

    def more_facts(self, row: Vital) -> list[tuple[str, str]]:
        return [(_("What stands"), wording.number(self.metric(row), row.value, row.user))]

    def rows_of(self, row: Event, form: Any) -> list[tuple[forms.BoundField, str, str]]:
        assert isinstance(row, Vital)
        return [(field, form.unit(field.name), said(row, field.name, self.metric(row))) for field in form]


@admin.register(Annotation)
class AnnotationAdmin(EventAdmin):
    list_display = ("day", "person", "kind", "code", "begins", "ends", "source", "state")
    list_filter = (Find, "kind", EventCorrected, Excluded, EventWithdrawn)
    unread = ("text", "details")

    def name(self, row: Annotation) -> str:
        return _("Annotation")

    def more_facts(self, row: Annotation) -> list[tuple[str, str]]:
        return [(_("Kind"), str(row.get_kind_display())), (_("Code"), row.code or formats.DASH)]


def clock(local: Any, prefs: formats.Prefs) -> str:
    """The time on the wall where it was recorded."""
    if local is None:
        return formats.DASH
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return formats.clock((local - midnight) / timedelta(seconds=1), prefs)


def said(row: Event, field: str, metric: Metric | None = None) -> str:
    """What the source says of a field, where a person says something else."""
    entry = row.overrides.get(field)
    if field not in overrides.persons(row.overrides) or entry is None:
        return ""
    currency = row.currency if isinstance(row, FinanceEntry) else ""
    return wording.field_value(
        table_of(row), field, entry["source"], row.recorded_zone, row.user, metric, currency
    )


def state_of(row: Event) -> str:
    marks = [
        (bool(row.overrides), _("corrected")),
        (row.excluded, _("excluded")),
        (row.withdrawn, _("withdrawn by the source")),
    ]
    return ", ".join(word for applies, word in marks if applies)
