"""A night that is not here yet: on a morning's visit a sync starts by itself, and the page follows it."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from healthdash.context import connection_states
from integrations.selectors import ConnectionStatus, State
from integrations.services import request_sync

from .tiles import Reading, night_is_missing

# By the person's clock; after it, the schedule alone is soon enough.
UNTIL_HOUR = 14
# No vendor is asked again within this time, however often the page is opened.
PATIENCE = timedelta(minutes=15)


def waits_for_the_night(
    readings: Sequence[Reading], statuses: Sequence[ConnectionStatus], user: User
) -> bool:
    """Whether it is morning, something is connected, and last night has not come."""
    return (
        night_is_missing(readings)
        and bool(statuses)
        and timezone.now().astimezone(user.zone).hour < UNTIL_HOUR
    )


@require_POST
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Asked by the page while it waits: shows it anew when data have come, else starts a sync."""
    assert isinstance(request.user, User)
    if request.POST.get("generation") != str(request.user.generation):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    for status in connection_states(request):
        if status.connection and may_be_asked(status):
            request_sync(status.connection)
    return HttpResponse(status=204)


def may_be_asked(status: ConnectionStatus) -> bool:
    last = status.connection.last_success_at if status.connection else None
    is_fresh = last is not None and timezone.now() - last < PATIENCE
    return status.state is State.IN_ORDER and not is_fresh
