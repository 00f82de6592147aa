"""Runs: what each did, what went wrong, and which records could not be understood."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from healthdash.lib import formats
from integrations.models import RejectedRecord, SyncRun
from metrics.admin.lists import LongListAdmin

from .connections import label, stamp
from .finding import FindRun

REJECTED_SHOWN = 100


@admin.register(SyncRun)
class SyncRunAdmin(LongListAdmin):
    list_display = (
        "started_at",
        "person",
        "vendor",
        "trigger",
        "status",
        "seconds",
        "requests",
        "records",
        "changed",
        "rejected",
        "error",
    )
    list_filter = (FindRun, "status", "trigger")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[SyncRun]:
        return super().get_queryset(request).prefetch_related("connection__user")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-pk",)

    def has_change_permission(self, request: HttpRequest, obj: SyncRun | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("person"))
    def person(self, run: SyncRun) -> str:
        return str(run.connection.user)

    @admin.display(description=gettext_lazy("source"))
    def vendor(self, run: SyncRun) -> str:
        return label(run.connection)

    @admin.display(description=gettext_lazy("seconds"))
    def seconds(self, run: SyncRun) -> str:
        return duration(run)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        if object_id is None or not self.has_view_permission(request) or request.method == "POST":
            raise PermissionDenied
        run = self.get_object(request, unquote(object_id))
        if run is None:
            return HttpResponseRedirect(reverse("admin:integrations_syncrun_changelist"))
        rejected = RejectedRecord.objects.filter(run=run).order_by("pk")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("A run of %(source)s") % {"source": label(run.connection)},
            "connection": run.connection,
            "facts": facts(run),
            "streams": sorted(run.streams.items()),
            # What the vendor sent is the person's own; only what was wrong with it is shown.
            "rejected": rejected.values("stream", "external_id", "problem")[:REJECTED_SHOWN],
        }
        return TemplateResponse(request, "admin/integrations/run.html", context)


def duration(run: SyncRun) -> str:
    if run.finished_at is None:
        return formats.DASH
    return f"{(run.finished_at - run.started_at).total_seconds():.1f}"


def facts(run: SyncRun) -> list[tuple[str, Any]]:
    return [
        (_("Person"), run.connection.user),
        (_("Set off by"), run.get_trigger_display()),
        (_("Status"), run.get_status_display()),
        (_("Error"), run.error or formats.DASH),
        (_("Started"), stamp(run.started_at)),
        (_("Finished"), stamp(run.finished_at)),
        (_("Seconds"), duration(run)),
        (_("Requests"), run.requests),
        (_("Records"), run.records),
        (_("Changed"), run.changed),
        (_("Rejected"), run.rejected),
    ]
