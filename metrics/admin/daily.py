"""Daily numbers."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from healthdash.lib import formats
from metrics import catalogue, corrections
from metrics.catalogue import Metric
from metrics.day_values import MONEY_KEYS
from metrics.models import DailyMetric, FinanceEntry, SleepPeriod, Vital, Workout, WorkSession
from metrics.models.event import Event
from metrics.ranking import ENTRIES, MANUAL
from metrics.rollups import SLEEP_KEYS, WORK_KEYS, WORKOUT_KEYS

from . import wording
from .finding import Excluded, FindNumber, NumberCorrected, NumberWithdrawn
from .forms import AddNumberForm, NumberForm, typed
from .lists import attach_metrics, label, operator
from .values import ValueAdmin


@admin.register(DailyMetric)
class DailyMetricAdmin(ValueAdmin):
    list_display = ("day", "person", "name", "stands", "says", "source", "state")
    list_filter = (FindNumber, NumberCorrected, Excluded, NumberWithdrawn)

    def page_read(self, request: HttpRequest, rows: list[Any]) -> None:
        super().page_read(request, rows)
        attach_metrics(rows)

    @admin.display(description=gettext_lazy("metric"))
    def name(self, row: Any) -> str:
        return label(row.info, row.metric)

    @admin.display(description=gettext_lazy("stands"))
    def stands(self, row: Any) -> str:
        return wording.number(row.info, row.effective, row.user)

    @admin.display(description=gettext_lazy("the source says"))
    def says(self, row: Any) -> str:
        return said(row, row.info)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: DailyMetric) -> str:
        return state_of(row)

    # --- one number -------------------------------------------------------------------------------------

    def metric(self, row: DailyMetric) -> Metric | None:
        try:
            return catalogue.for_user(row.user, row.metric)
        except KeyError:
            return None

    def what(self, row: DailyMetric) -> str:
        name, day = label(self.metric(row), row.metric), formats.short_day(row.day, row.user.today())
        return _("%(name)s, %(day)s") % {"name": name, "day": day}

    def facts(self, row: DailyMetric) -> list[tuple[str, str]]:
        metric = self.metric(row)
        return [
            (_("Person"), str(row.user)),
            (_("Day"), row.day.isoformat()),
            (_("Metric"), row.metric),
            (_("Source"), row.source),
            (_("What stands"), wording.number(metric, row.effective, row.user)),
            (_("What the source says"), said(row, metric)),
            (_("State"), state_of(row) or _("as the source sent it")),
            (_("Changed by the source"), wording.moment(row.changed_at, row.user.zone, row.user)),
        ]

    def form_of(self, row: DailyMetric, data: Any = None) -> forms.Form | None:
        metric = self.metric(row)
        if metric is None:
            return None
        initial = {"value": typed(metric, row.effective, row.user)}
        return NumberForm(data, metric=metric, prefs=row.user, initial=initial)

    def rows_of(self, row: DailyMetric, form: Any) -> list[tuple[forms.BoundField, str, str]]:
        unit = wording.unit(form.metric, row.user)
        return [(form["value"], unit, said(row, form.metric)), (form["reason"], "", "")]

    def correct(self, row: DailyMetric, by: User, form: Any) -> None:
        value, reason = form.cleaned_data["value"], form.cleaned_data["reason"]
        try:
            corrections.correct_daily(**number_of(row, by), value=value, reason=reason)
        except KeyError:
            raise ValidationError(_("There is no such metric.")) from None
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from None

    def set_excluded(self, row: DailyMetric, by: User, excluded: bool, reason: str) -> None:
        corrections.exclude_daily(**number_of(row, by), excluded=excluded, reason=reason)

    def use_source(self, row: DailyMetric, by: User, reason: str) -> None:
        corrections.use_source(**number_of(row, by), reason=reason)

    def related(self, row: DailyMetric) -> list[tuple[str, str]]:
        """The same metric from other sources that day, and what the number is computed from."""
        others = DailyMetric.objects.filter(user=row.user_id, metric=row.metric, day=row.day)
        found = [
            (_("The same from %(source)s") % {"source": other.source}, self.page_url(other))
            for other in others.exclude(pk=row.pk)
        ]
        model = model_behind(row.metric)
        if model:
            events = model._default_manager.filter(**behind(row)).order_by("start")
            page = f"admin:metrics_{model._meta.model_name}_change"
            found += [
                (str(event), reverse(page, args=[event.pk])) for event in events.only("day", *naming(model))
            ]
        elif (metric := self.metric(row)) and metric.is_of_night:
            query = urlencode({"person": row.user.email, "since": str(row.day), "until": str(row.day)})
            found.append(
                (_("The sleep of that day"), f"{reverse('admin:metrics_sleepperiod_changelist')}?{query}")
            )
        return found

    # --- a missing day ----------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("metrics.add_dailymetric")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AddNumberForm(request.POST or None, initial=request.GET.dict())
        row = self._added(request, form) if form.is_valid() else None
        if row:
            return HttpResponseRedirect(self.page_url(row))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form}
        context |= {"title": _("Type in a missing number"), "rows": [(field, "", "") for field in form]}
        return TemplateResponse(request, "admin/metrics/add_number.html", context)

    def _added(self, request: HttpRequest, form: AddNumberForm) -> DailyMetric | None:
        said = dict(form.cleaned_data)
        number = {"user": said.pop("person"), "day": said["day"], "metric": said["metric"]}
        try:
            corrections.add_manual(user=number["user"], by=operator(request), **said)
        except ValidationError as error:
            form.add_error(None, error)
            return None
        row = DailyMetric.objects.get(**number, source=MANUAL)
        self.log_addition(request, row, _("Typed in."))
        messages.success(request, _("Saved: the number stands before every source's own."))
        return row


def model_behind(metric: str) -> type[Event] | None:
    """The events that a number is computed from."""
    families: dict[frozenset[str], type[Event]] = {
        SLEEP_KEYS: SleepPeriod,
        WORKOUT_KEYS: Workout,
        WORK_KEYS: WorkSession,
        MONEY_KEYS: FinanceEntry,
    }
    if metric.startswith(("vital.", "custom.")):
        return Vital
    return next((model for keys, model in families.items() if metric in keys), None)


def behind(row: DailyMetric) -> dict[str, Any]:
    """Which of those events a number is computed from."""
    which: dict[str, Any] = {"user": row.user_id, "day": row.day}
    if row.metric in MONEY_KEYS:  # of all sources
        _family, direction, currency = row.metric.split(".")
        return {**which, "direction": direction, "currency": currency.upper()}
    which["source"] = MANUAL if row.source == ENTRIES else row.source
    return {**which, "metric": row.metric} if model_behind(row.metric) is Vital else which


def naming(model: type[Event]) -> tuple[str, ...]:
    """The columns that its name is made of."""
    named: dict[type[Event], str] = {Workout: "activity", FinanceEntry: "direction", Vital: "metric"}
    return (named.get(model, "kind"),)


def number_of(row: DailyMetric, by: User) -> dict[str, Any]:
    """The arguments that name a number and who acts."""
    return {"user": row.user, "by": by, "day": row.day, "metric": row.metric, "source": row.source}


def said(row: DailyMetric, metric: Metric | None) -> str:
    if row.source == MANUAL:
        return _("typed in by hand")
    return wording.number(metric, row.value, row.user) if row.value is not None else _("withdrawn")


def state_of(row: DailyMetric) -> str:
    marks = [
        (row.override is not None, _("corrected")),
        (row.from_correction, _("from a corrected event")),
        (row.excluded, _("excluded")),
        (row.value is None and row.source != MANUAL, _("withdrawn by the source")),
    ]
    return ", ".join(word for applies, word in marks if applies)
