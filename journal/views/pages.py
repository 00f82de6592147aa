"""The journal: day after day, the latest first."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest
from journal import selectors
from journal.entries import entries
from journal.models import Reflection

DAYS = 30


@require_safe
@login_required
@never_cache
def journal(request: PersonRequest) -> HttpResponse:
    page = Paginator(selectors.days_written(request.user), DAYS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "entries": entries(request.user, list(page)),
        "deleted": deleted(request),
    }
    return render(request, "journal/journal.html", context)


def deleted(request: PersonRequest) -> Reflection | None:
    """The reflection that was deleted just now, to be brought back."""
    pk = request.GET.get("deleted", "")
    if not pk.isdecimal() or len(pk) > 18:
        return None
    return selectors.deleted_reflections(request.user).filter(pk=pk).defer("text").first()
