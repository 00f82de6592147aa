"""A night that is not here yet: on a morning's visit a sync starts by itself, and the page fills in place."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from healthdash.context import connection_states
from integrations.selectors import ConnectionStatus, State
from integrations.services import request_sync

from .last_night import senders, waits_for_the_night
from .numbers import numbers_of
from .today import context_of

# No vendor is asked again within this time, however often the page is opened.
PATIENCE = timedelta(minutes=15)
# htmx's word for "ask no more".
STOP_POLLING = 286


@require_POST
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Asked by the page while it waits: it is given what has come since, else a sync starts."""
    assert isinstance(request.user, User)
    if request.POST.get("generation") != str(request.user.generation):
        return what_came(request)
    free = [status for status in connection_states(request) if may_be_asked(status)]
    if free:
        ask_for_the_night(request.user, free)
    return HttpResponse(status=204)


def what_came(request: HttpRequest) -> HttpResponse:
    """The page anew, of which the one that is open takes over what stands beside the check-in."""
    context = context_of(request)
    status = 200 if context["waiting"] else STOP_POLLING
    response = render(request, "pages/today.html", context, status=status)
    response["HX-Trigger"] = "numbersChanged"
    return response


def ask_for_the_night(user: User, statuses: list[ConnectionStatus]) -> None:
    found = numbers_of(user).found
    if waits_for_the_night(found, statuses, user):
        for status in senders(found, statuses):
            assert status.connection is not None
            request_sync(status.connection)


def may_be_asked(status: ConnectionStatus) -> bool:
    last = status.connection.last_success_at if status.connection else None
    is_fresh = last is not None and timezone.now() - last < PATIENCE
    return status.connection is not None and status.state is State.IN_ORDER and not is_fresh
