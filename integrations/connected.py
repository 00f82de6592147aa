"""The first minutes with a source: its days fill, and the first sentences about the person appear."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from . import calendar, selectors
from .beginning import sentences
from .contract import Auth
from .models import Connection
from .own import card_address, is_part, own_page
from .registry import PROVIDERS
from .selectors import ConnectionStatus, State
from .wording import words_for

# htmx's word for "ask no more".
STOP_POLLING = 286
GOES_ON = {State.SYNCING, State.QUEUED, State.IN_ORDER, State.WAITING}


def after_connect(connection: Connection) -> str:
    """Where a person lands: to watch the history of a new source, to say which tables are to be read, or
    back where they reconnected."""
    if PROVIDERS[connection.provider].tables and not connection.tables.exists():
        return reverse("table_new") + f"#from-{connection.provider}"
    if connection.last_success_at is None:
        return reverse("connection_first", args=[connection.provider])
    return card_address(connection.provider)


def what_follows(connection: Connection) -> str:
    """The sentence after a connect."""
    provider = PROVIDERS[connection.provider]
    if connection.last_success_at is not None:
        words = _("%(vendor)s is connected again. Reading goes on where it stopped.")
    elif provider.tables:
        words = _("%(vendor)s is connected. Next, choose a table and say what its columns are.")
    else:
        words = _("%(vendor)s is connected. Its history is being read.")
    return words % {"vendor": provider.label}


@require_GET
@own_page
def first(request: HttpRequest, connection: Connection) -> HttpResponse:
    if PROVIDERS[connection.provider].auth is Auth.NONE:
        return redirect("tables")  # nothing was connected, and each table tells of itself
    return render(request, "integrations/first.html", context_of(connection))


@require_GET
@own_page
def first_now(request: HttpRequest, connection: Connection) -> HttpResponse:
    """What has come since, for the page that asks; the last answer says that there is nothing more to ask."""
    if not is_part(request):
        return redirect("connection_first", connection.provider)
    context = context_of(connection)
    status = 200 if context["is_reading"] else STOP_POLLING
    return render(request, "integrations/_first.html", context, status=status)


def context_of(connection: Connection) -> dict[str, object]:
    status = selectors.status_of_one(connection, timezone.now())
    is_whole = is_read(status)
    goes_on = status.state in GOES_ON and not status.awaits_table
    return {
        "provider": status.provider,
        "connection": connection,
        "status": status,
        "words": words_for(status, connection.user),
        "goes_on": goes_on,
        "is_reading": not is_whole and goes_on,
        "is_whole": is_whole,
        "percent": 100 * status.history.done if status.history else 0,
        "sentences": sentences(connection, is_whole=is_whole),
        "years": calendar.years_at_a_glance(connection),
    }


def is_read(status: ConnectionStatus) -> bool:
    """Whether there is nothing more to come for now: a source without a history is read after one run."""
    history, connection = status.history, status.connection
    if connection is None or connection.last_success_at is None or status.state is State.SYNCING:
        return False
    return history is None or history.reached is None or history.is_complete
