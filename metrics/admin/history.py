"""Corrections: the history of who did what. Rows are only ever added, by acts elsewhere."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import services as accounts
from healthdash.lib import formats
from metrics.corrections.history import source_now
from metrics.models import Correction

from . import acts, wording
from .finding import Find, FindNumberForm, Undone
from .lists import DataAdmin, attach_metrics, operator


class FindAct(Find):
    form_class = FindNumberForm


@admin.register(Correction)
class CorrectionAdmin(DataAdmin):
    list_display = ("when", "person", "about", "day", "source", "was", "became", "by", "outcome")
    list_filter = (FindAct, "target", Undone)
    sortable_by: ClassVar[Any] = ()
    fields = readonly_fields = (
        "when",
        "by",
        "person",
        "about",
        "place",
        "day",
        "source",
        "was",
        "became",
        "said_then",
        "says_now",
        "why",
        "outcome",
    )

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Correction]:
        return (
            super()
            .get_queryset(request)
            .select_related("by", "undone_by")
            .defer("reason", "undone_by__reason")
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def page_read(self, request: HttpRequest, rows: list[Any]) -> None:
        super().page_read(request, rows)
        attach_metrics(rows)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        act = super().get_object(request, object_id, from_field)
        if act:
            attach_metrics([act])
            what = _("The history of %(what)s") % {"what": wording.subject(act, act.info)}
            accounts.record_access(person=act.user, by=operator(request), what=what)
        return act

    @admin.display(description=gettext_lazy("when"))
    def when(self, act: Correction) -> str:
        return date_format(timezone.localtime(act.at), "j M Y, H:i")

    @admin.display(description=gettext_lazy("where to change it"))
    def place(self, act: Correction) -> str:
        page = acts.place(act)
        if not page:
            return _("What this was about is gone.")
        return format_html('<a href="{}">{}</a>', page, _("The value's own page"))

    @admin.display(description=gettext_lazy("what"))
    def about(self, act: Any) -> str:
        return wording.subject(act, act.info)

    @admin.display(description=gettext_lazy("before"))
    def was(self, act: Any) -> str:
        return wording.state(act, act.before, act.info)

    @admin.display(description=gettext_lazy("after"))
    def became(self, act: Any) -> str:
        return wording.state(act, act.after, act.info)

    @admin.display(description=gettext_lazy("what the source said"))
    def said_then(self, act: Any) -> str:
        return wording.source_said(act, act.source_value, act.info)

    @admin.display(description=gettext_lazy("what the source says now"))
    def says_now(self, act: Any) -> str:
        return wording.source_said(act, source_now(act), act.info)

    @admin.display(description=gettext_lazy("reason"))
    def why(self, act: Correction) -> str:
        return acts.reason(act) or formats.DASH

    @admin.display(description=gettext_lazy("outcome"))
    def outcome(self, act: Correction) -> str:
        if act.undoes_id:
            return _("an undo")
        return _("undone") if acts.is_undone(act) else _("stands")
