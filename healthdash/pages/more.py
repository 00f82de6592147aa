"""On a phone: what the bar below has no room for."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from healthdash.context import navigation


@require_safe
@login_required
def more(request: HttpRequest) -> HttpResponse:
    items = [item for items in navigation(request) for item in items if item.place == "rail"]
    return render(request, "pages/more.html", {"items": items})
