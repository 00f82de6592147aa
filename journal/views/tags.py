"""One's own tags."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PersonRequest
from journal import selectors
from journal.forms.tags import MergeForm, TagForm
from journal.services.tags import tag_merge, tag_save


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: PersonRequest) -> HttpResponse:
    """All tags, and a form for a new one."""
    form = TagForm(request.user, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        tag = tag_save(form.save(commit=False))
        messages.success(request, _("%(tag)s is among your tags.") % {"tag": tag.name})
        return redirect("tags")
    tags = selectors.tags(request.user).annotate(days=Count("answers"))
    return render(request, "journal/tags.html", {"tags": tags, "form": form})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest, pk: int) -> HttpResponse:
    tag = get_object_or_404(selectors.tags(request.user), pk=pk)
    form = TagForm(request.user, data=request.POST or None, instance=tag)
    if request.method == "POST" and form.is_valid():
        tag_save(form.save(commit=False))
        messages.success(request, _("The tag is changed; its answers are as they were."))
        return redirect("tags")
    return render(request, "journal/tag.html", {"tag": tag, "form": form, "merge": MergeForm(tag)})


@login_required
@require_POST
def archive(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for a tag no longer, or again. Its answers and numbers stay."""
    tag = get_object_or_404(selectors.tags(request.user), pk=pk)
    tag.archived = not tag.archived
    tag_save(tag)
    said = (
        _("%(tag)s is asked no longer; its answers stay.") if tag.archived else _("%(tag)s is asked again.")
    )
    messages.success(request, said % {"tag": tag.name})
    return redirect("tags")


@login_required
@require_POST
def merge(request: PersonRequest, pk: int) -> HttpResponse:
    tag = get_object_or_404(selectors.tags(request.user), pk=pk)
    form = MergeForm(tag, data=request.POST)
    if not form.is_valid():
        return redirect("tag", pk)
    name, into = tag.name, form.cleaned_data["into"]
    try:
        tag_merge(tag=tag, into=into)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("tag", pk)
    messages.success(
        request, _("%(tag)s is now %(into)s, with every answer.") % {"tag": name, "into": into.name}
    )
    return redirect("tags")
