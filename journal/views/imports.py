"""Bringing a journal in from a file: first looked at, then written, then perhaps taken back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PersonRequest
from accounts.models import User
from journal import selectors
from journal.forms.imports import FileForm, MeaningForm
from journal.imports import files, preview
from journal.imports.found import Refused
from journal.models import Import
from journal.services.import_undo import import_undo
from journal.services.imports import import_begin, import_bring_in, import_choose, import_plan


def drafts(user: User) -> Any:
    return Import.objects.filter(user=user, done_at=None)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: PersonRequest) -> HttpResponse:
    """A file, what was brought in already, and the files to take along."""
    form = FileForm(data=request.POST or None, files=request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = import_begin(user=request.user, name=file.name, content=file.read())
        except Refused as why:
            form.add_error("file", str(why))
        else:
            return redirect("journal_import_draft", made.pk)
    context = {
        "form": form,
        "draft": drafts(request.user).defer("file").first(),
        "done": selectors.imports_done(request.user),
    }
    return render(request, "journal/import.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: PersonRequest, pk: int) -> HttpResponse:
    """What the file would change; nothing is written before the person says so."""
    one = get_object_or_404(drafts(request.user).select_related("user"), pk=pk)
    settings = selectors.settings_of(request.user)
    form = MeaningForm(one.file, one.options, settings, data=request.POST or None)
    if request.method != "POST":
        return show(request, one, form)
    if not form.is_valid():
        return show(request, one, form)
    options = files.chosen(one.file, one.options, form.chosen, request.user)
    is_known = options == {"rule": "mine", **one.options}
    import_choose(one, options)
    if request.POST.get("press") != "bring-in":
        return redirect("journal_import_draft", pk)
    if not is_known:
        messages.info(
            request, _("You changed what the file means. Look at what it does now, then press again.")
        )
        return redirect("journal_import_draft", pk)
    try:
        done = import_bring_in(one)
    except Refused as why:
        return show(request, one, form, str(why))
    messages.success(request, brought_in(done))
    return redirect("journal_import")


def brought_in(done: Import) -> str:
    return _("Brought in: %(days)s and %(texts)s.") % {
        "days": ngettext("%(n)s check-in", "%(n)s check-ins", done.days) % {"n": done.days},
        "texts": ngettext("%(n)s reflection", "%(n)s reflections", done.reflections_added)
        % {"n": done.reflections_added},
    }


def show(request: HttpRequest, one: Import, form: MeaningForm, refusal: str = "") -> HttpResponse:
    """The page with what is to be said of the file, and below it what it would do."""
    shown = None
    if not form.is_bound or refusal:
        try:
            shown = preview.of(import_plan(one))
        except Refused as why:
            refusal = refusal or str(why)
    context = {"draft": one, "form": form, "shown": shown, "refusal": refusal}
    return render(request, "journal/import_draft.html", context)


@login_required
@require_POST
def forget(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(drafts(request.user), pk=pk).delete()
    messages.success(request, _("The file is forgotten. Nothing of it was brought in."))
    return redirect("journal_import")


@login_required
@require_POST
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    done = get_object_or_404(Import, user=request.user, done_at__isnull=False, pk=pk)
    undone = import_undo(done)
    messages.success(request, _("The import is undone."))
    if undone.kept:
        kept = ngettext(
            "%(n)s thing that you changed since stays.",
            "%(n)s things that you changed since stay.",
            undone.kept,
        )
        messages.info(request, kept % {"n": undone.kept})
    return redirect("journal_import")
