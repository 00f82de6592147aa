"""The journal: day after day, the latest first."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest
from journal import selectors
from journal.entries import with_earlier
from journal.models import Reflection

DAYS = 30


@require_safe
@login_required
@never_cache
def journal(request: PersonRequest) -> HttpResponse:
    user, today = request.user, request.user.today()
    page = Paginator(selectors.days_written(user), DAYS).get_page(request.GET.get("page"))
    found, others = with_earlier(user, list(page), today)
    context = {
        "page": page,
        "entries": found,
        "others": others if page.number == 1 else [],
        "deleted": deleted(request),
        "today": today,
    }
    return render(request, "journal/journal.html", context)


def deleted(request: PersonRequest) -> Reflection | None:
    """The reflection that was deleted just now, to be brought back."""
    pk = request.GET.get("deleted", "")
    if not pk.isdecimal() or len(pk) > 18:
        return None
    return selectors.deleted_reflections(request.user).filter(pk=pk).defer("text").first()
