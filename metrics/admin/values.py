"""The page of one value: what stands, what the source says, and the acts on it.

Every change goes through `metrics.corrections`; nothing here saves a row.
"""

from collections.abc import Callable, Iterable
from datetime import tzinfo
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import services as accounts
from accounts.models import User
from metrics import corrections
from metrics.catalogue import Metric
from metrics.models import Correction

from . import acts
from .forms import ReasonActionForm
from .lists import DataAdmin, operator

# More at once would keep the page waiting and the person's rows locked.
AT_ONCE = 500


class ValueAdmin(DataAdmin):
    """A list whose rows can be corrected, excluded and brought back."""

    actions = ("exclude_rows", "undo_rows")
    action_form = ReasonActionForm

    # --- what each kind of value says about itself ----------------------------------------------------

    def what(self, row: Any) -> str:
        """The value in a few words, for headings and for the person's list of who opened what."""
        raise NotImplementedError

    def facts(self, row: Any) -> list[tuple[str, str]]:
        raise NotImplementedError

    def form_of(self, row: Any, data: Any = None) -> forms.Form | None:
        raise NotImplementedError

    def rows_of(self, row: Any, form: Any) -> list[tuple[forms.BoundField, str, str]]:
        """The inputs, each with its unit and what the source says."""
        raise NotImplementedError

    def correct(self, row: Any, by: User, form: Any) -> None:
        """Raises ValidationError, if need be with the field it belongs to."""
        raise NotImplementedError

    def set_excluded(self, row: Any, by: User, excluded: bool, reason: str) -> None:
        raise NotImplementedError

    def use_source(self, row: Any, by: User, reason: str) -> None:
        raise ValidationError(_("Nobody has corrected this."))

    def metric(self, row: Any) -> Metric | None:
        return None

    def zone(self, row: Any) -> tzinfo:
        zone: tzinfo = row.user.zone
        return zone

    def related(self, row: Any) -> list[tuple[str, str]]:
        """Other pages about the same thing: (words, address)."""
        return []

    # --- the page -------------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        if object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            messages.warning(request, _("This is not there, or not any more."))
            return HttpResponseRedirect(self.list_url())
        accounts.record_access(person=row.user, by=operator(request), what=self.what(row))
        form = self.form_of(row)
        if request.method == "POST":
            if not self.has_change_permission(request, row):
                raise PermissionDenied
            if request.POST.get("act") != "correct":
                return self._act(request, row)
            form = self.form_of(row, request.POST)
            if form and form.is_valid() and self._correct(request, row, form):
                return self.back(request, row)
        return self._page(request, row, form)

    def _page(self, request: HttpRequest, row: Any, form: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row,
            "title": self.what(row),
            "facts": self.facts(row),
            "form": form,
            "rows": self.rows_of(row, form) if form else [],
            "history": acts.lines(row, self.metric(row), self.zone(row)),
            "related": self.related(row),
            "may_change": self.has_change_permission(request, row),
            "is_corrected": getattr(row, "override", None) is not None,
        }
        return TemplateResponse(request, "admin/metrics/value.html", context)

    def _correct(self, request: HttpRequest, row: Any, form: Any) -> bool:
        try:
            with transaction.atomic():
                self.correct(row, operator(request), form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            self.log_change(request, row, _("Corrected."))
            messages.success(request, _("Saved: the correction stands, and no sync will undo it."))
            return True
        return False

    def _act(self, request: HttpRequest, row: Any) -> HttpResponse:
        act = self._asked(request, row)
        try:
            if act is None:
                raise ValidationError(_("There is nothing to do."))
            act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            self.log_change(request, row, _("Changed."))
            messages.success(request, _("Saved."))
        return self.back(request, row)

    def _asked(self, request: HttpRequest, row: Any) -> Callable[[], Any] | None:
        by, reason = operator(request), request.POST.get("reason", "")[:500]
        match request.POST.get("act"):
            case "exclude":
                return lambda: self.set_excluded(row, by, True, reason)
            case "include":
                return lambda: self.set_excluded(row, by, False, reason)
            case "source":
                return lambda: self.use_source(row, by, reason)
            case "undo":
                if act := self._own_act(row, request.POST.get("correction", "")):
                    return partial(corrections.undo, user=row.user, by=by, correction=act)
        return None

    def _own_act(self, row: Any, pk: str) -> Correction | None:
        return acts.on(row).filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None

    def back(self, request: HttpRequest, row: Any) -> HttpResponse:
        """To the same page, if there still is one: an undone number may be gone, a night a nap."""
        if self.get_queryset(request).filter(pk=row.pk).exists():
            return HttpResponseRedirect(self.page_url(row))
        return HttpResponseRedirect(self.list_url())

    def list_url(self) -> str:
        return reverse(f"admin:metrics_{self.opts.model_name}_changelist")

    def page_url(self, row: Any) -> str:
        return reverse(f"admin:metrics_{self.opts.model_name}_change", args=[row.pk])

    # --- many rows at once ------------------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Exclude from charts and statistics"), permissions=["change"])
    def exclude_rows(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        reason = request.POST.get("reason", "")[:500]
        rows = self._chosen(request, queryset.filter(excluded=False))
        self._each(request, rows, lambda row: self.set_excluded(row, operator(request), True, reason))

    @admin.action(description=gettext_lazy("Undo the latest change"), permissions=["change"])
    def undo_rows(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        rows = [row for row in self._chosen(request, queryset) if acts.latest(row)]
        self._each(request, rows, lambda row: acts.undo(row, operator(request)))

    def _chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        rows = list(queryset[: AT_ONCE + 1])
        if len(rows) > AT_ONCE:
            messages.error(request, _("Choose at most %(n)s rows at once.") % {"n": AT_ONCE})
            return []
        return rows

    def _each(self, request: HttpRequest, rows: Iterable[Any], act: Callable[[Any], None]) -> None:
        done = 0
        for row in rows:
            try:
                act(row)
            except ValidationError as error:
                messages.error(request, f"{self.what(row)}: {' '.join(error.messages)}")
            else:
                done += 1
        words = ngettext("%(n)s row was changed.", "%(n)s rows were changed.", done)
        messages.success(request, words % {"n": done})
