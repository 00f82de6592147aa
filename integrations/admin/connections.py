"""Connections: how each is, when it is read, and the buttons that an operator needs."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from healthdash.lib import formats
from healthdash.templatetags.ui import CONNECTION_STATES
from integrations import registry, selectors, services
from integrations.forms import HistoryForm, ScheduleForm
from integrations.liveness import Signs, signs
from integrations.models import Connection, Credential, SyncRun
from integrations.selectors import ConnectionStatus
from integrations.wording import words_for
from metrics.admin.lists import LongListAdmin, operator

from .finding import FindConnection

OPERATOR = SyncRun.Trigger.OPERATOR
RUNS_SHOWN = 10


@admin.register(Connection)
class ConnectionAdmin(LongListAdmin):
    """A connection is made and ended by its person, who holds the account at the vendor."""

    list_display = ("vendor", "person", "world", "condition", "reason", "last_success_at", "next_sync_at")
    list_display_links = ("vendor",)
    list_filter = (FindConnection, "state", "problem", "world")
    list_select_related = ("user",)
    actions = ("sync_rows", "pause_rows", "resume_rows")
    ordering = ("-pk",)

    def page_read(self, request: HttpRequest, rows: list[Any]) -> None:
        alive, now = signs(), timezone.now()
        found = selectors.troubles_of(rows, now)
        for row in rows:
            row.tables_in_trouble, row.streams_in_trouble = found[row.pk].tables, found[row.pk].streams
            row.status = status_of(row, alive, now)

    @admin.display(description=gettext_lazy("person"))
    def person(self, row: Connection) -> str:
        return str(row.user)

    @admin.display(description=gettext_lazy("source"), ordering="provider")
    def vendor(self, row: Connection) -> str:
        return label(row)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def condition(self, row: Any) -> str:
        return word(row.status)

    # --- one connection ---------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        if object_id is None or not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return HttpResponseRedirect(reverse("admin:integrations_connection_changelist"))
        if request.method == "POST":
            return self._act(request, row)
        return self._page(request, row)

    def _page(self, request: HttpRequest, row: Connection, **forms: Any) -> HttpResponse:
        status = status_of(row, signs(), timezone.now(), history=True)
        floor = status.history.floor if status and status.history else None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("%(source)s of %(person)s") % {"source": label(row), "person": row.user},
            "connection": row,
            "facts": facts(row, status, operator(request)),
            "schedule": schedule_form(row),
            "history": HistoryForm(initial={"first_day": floor}),
            "streams": row.streams.order_by("stream"),
            "runs": row.runs.all()[:RUNS_SHOWN],
            "may_change": self.has_change_permission(request, row),
            **forms,
        }
        return TemplateResponse(request, "admin/integrations/connection.html", context)

    def _act(self, request: HttpRequest, row: Connection) -> HttpResponse:
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        match request.POST.get("act"):
            case "schedule":
                schedule = schedule_form(row, request.POST)
                if not schedule.is_valid():
                    return self._page(request, row, schedule=schedule)
                services.set_schedule(row, **schedule.cleaned_data)
                done: str = _("The schedule is saved.")
            case "backfill":
                history = HistoryForm(request.POST)
                if not history.is_valid():
                    return self._page(request, row, history=history)
                services.backfill_from(row, history.cleaned_data["first_day"], OPERATOR)
                done = _("The history is being read back to that day.")
            case act if act in ACTS and ACTS[act](row):
                done = str(DONE[act])
            case _:
                messages.error(request, _("This cannot be done to the connection as it is now."))
                return HttpResponseRedirect(request.path)
        self.log_change(request, row, done)
        messages.success(request, done)
        return HttpResponseRedirect(request.path)

    # --- many at once -----------------------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Sync now"), permissions=["change"])
    def sync_rows(self, request: HttpRequest, queryset: QuerySet[Connection]) -> None:
        self._each(request, queryset, "sync")

    @admin.action(description=gettext_lazy("Pause"), permissions=["change"])
    def pause_rows(self, request: HttpRequest, queryset: QuerySet[Connection]) -> None:
        self._each(request, queryset, "pause")

    @admin.action(description=gettext_lazy("Resume"), permissions=["change"])
    def resume_rows(self, request: HttpRequest, queryset: QuerySet[Connection]) -> None:
        self._each(request, queryset, "resume")

    def _each(self, request: HttpRequest, queryset: QuerySet[Connection], act: str) -> None:
        rows = list(queryset)
        done = [row for row in rows if ACTS[act](row)]
        for row in done:
            self.log_change(request, row, DONE[act])
        words = ngettext("%(n)s connection: %(done)s", "%(n)s connections: %(done)s", len(done))
        if done:
            messages.success(request, words % {"n": len(done), "done": DONE[act]})
        if len(rows) > len(done):
            left = len(rows) - len(done)
            words = ngettext(
                "%(n)s connection was left as it is.", "%(n)s connections were left as they are.", left
            )
            messages.warning(request, words % {"n": left})


def sync(row: Connection) -> bool:
    return row.state == Connection.State.ACTIVE and bool(services.request_sync(row, OPERATOR))


def pause(row: Connection) -> bool:
    services.pause(row)
    return row.state == Connection.State.ACTIVE


def resume(row: Connection) -> bool:
    services.resume(row, OPERATOR)
    return row.state == Connection.State.PAUSED


ACTS = {"sync": sync, "pause": pause, "resume": resume}
DONE = {
    "sync": gettext_lazy("A sync is about to start."),
    "pause": gettext_lazy("Paused until it is resumed."),
    "resume": gettext_lazy("Resumed; a sync is about to start."),
}


def schedule_form(row: Connection, data: Any = None) -> ScheduleForm:
    form = ScheduleForm(data, initial={"every_hours": row.every_hours, "at_time": row.at_time})
    form.fields["at_time"].help_text = _("Used when it is read once a day; in the person's time zone.")
    return form


def stamp(at: datetime | None) -> str:
    """An instant in the operator's zone."""
    return date_format(timezone.localtime(at), "j M Y, H:i") if at else formats.DASH


def label(row: Connection) -> str:
    provider = registry.PROVIDERS.get(row.provider)
    return str(provider.label) if provider else row.provider


def status_of(
    row: Connection, alive: Signs, now: datetime, *, history: bool = False
) -> ConnectionStatus | None:
    """How a connection is; None where its provider is not installed any more."""
    provider = registry.PROVIDERS.get(row.provider)
    if provider is None:
        return None
    status = ConnectionStatus(
        provider=provider,
        connection=row,
        state=selectors.state_of(row, alive, now),
        history=selectors.history_of(row) if history else None,
        runs=tuple(row.runs.all()[:1]) if history else (),
    )
    return selectors.with_reason([status], now)[0]


def word(status: ConnectionStatus | None) -> str:
    if status is None:
        return _("not installed here any more")
    return str(CONNECTION_STATES[status.state.value.replace("_", "-")][2])


def facts(row: Connection, status: ConnectionStatus | None, reader: User) -> list[tuple[str, Any]]:
    return [
        (_("Person"), row.user),
        (_("World"), row.get_world_display()),
        (_("State"), word(status)),
        (_("In words"), words_for(status, reader).sentence if status else ""),
        (_("What ended the last run"), " ".join(filter(None, [row.problem, row.reason])) or formats.DASH),
        (_("Failures in a row"), row.failures),
        (_("Last success"), stamp(row.last_success_at)),
        (_("Last change of a number"), stamp(row.last_change_at)),
        (_("Next run"), stamp(row.next_sync_at)),
        (_("A message waits until"), stamp(row.queued_until)),
        (_("A worker holds it until"), stamp(row.claimed_until)),
        *key_facts(row),
    ]


def key_facts(row: Connection) -> list[tuple[str, Any]]:
    """Whether there is a key, and what it is good for; never the key."""
    key = Credential.objects.filter(connection=row).values("scopes", "expires_at", "changed_at").first()
    if key is None:
        return [(_("Key"), _("There is none."))]
    scopes = _("not known") if key["scopes"] is None else ", ".join(key["scopes"]) or _("none")
    return [
        (_("Key"), _("There is one, stored encrypted.")),
        (_("Granted scopes"), scopes),
        (_("Runs out"), stamp(key["expires_at"])),
        (_("Renewed"), stamp(key["changed_at"])),
    ]
