"""The Connections page. Every view starts from the person: another's connection is not found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from healthdash.lib.coming_back import came_from
from healthdash.lib.components import Fact, Table

from . import calendar, keys, selectors, services, tables
from .connected import after_connect, what_follows
from .contract import Auth, Provider
from .credentials import AccountRefused
from .errors import CredentialsRefused, ProviderError, Unavailable
from .forms import DisconnectForm, HistoryForm, KeyForm, ScheduleForm
from .models import Connection
from .own import is_part, own_connection, own_page, person, to_card
from .registry import PROVIDERS
from .selectors import MOVING, ConnectionStatus, State
from .standing_out import standing_out
from .sync.jobs import EARLIEST
from .sync.scheduling import Asked
from .tables import LeftOut
from .wording import Words, waits_until, words_for


@dataclass(frozen=True, slots=True)
class Card:
    """One provider on the page."""

    status: ConnectionStatus
    words: Words
    connect_urls: list[tuple[str, str]]  # (label, address)
    redirect_uri: str
    facts: list[Fact]
    streams: Table
    runs: Table
    key_form: KeyForm | None = None
    key_worlds: Sequence[tuple[str, str]] = ()  # (label, world)
    schedule: ScheduleForm | None = None
    history: HistoryForm | None = None
    tables: bool = False  # what is read here are tables that the person mapped
    left_out: Sequence[LeftOut] = ()
    stands_out: bool = False  # its button that helps is the one of the page

    @property
    def awaits_app(self) -> bool:
        """Whether the operator still has to register an app, which they may beside a sandbox that works."""
        return bool(self.redirect_uri) and not self.status.provider.is_set_up("live")

    @property
    def is_moving(self) -> bool:
        return self.status.state in MOVING

    @property
    def may_sync(self) -> bool:
        """Not while something is being read, nor while its vendor wants us to wait."""
        connection = self.status.connection
        is_early = connection is not None and selectors.asked_to_wait(connection, timezone.now())
        return not self.is_moving and not is_early

    @property
    def sync_helps(self) -> bool:
        """Whether *Sync now* is the button of the moment; else it is only one of them."""
        helps = "sync" if self.status.state is State.IN_ORDER and not self.words.action else self.words.action
        return self.stands_out and helps == "sync"

    @property
    def not_shared(self) -> list[str]:
        """What the person has not given access to, a sentence a stream; a reconnect can change it."""
        return [state.note for _label, state in self.status.streams if state.note and not state.last_error]

    @property
    def percent(self) -> float:
        return 100 * self.status.history.done if self.status.history else 0

    @property
    def reads_history(self) -> bool:
        history = self.status.history
        return bool(history and history.reached and not history.is_complete)


@login_required
@require_GET
def connections(request: HttpRequest) -> HttpResponse:
    user = person(request)
    statuses = selectors.connection_statuses(user)
    leading = standing_out(statuses, user)
    cards = [card(status, user, leading) for status in statuses]
    return render(request, "integrations/connections.html", {"cards": cards})


@login_required
@require_GET
def fragment(request: HttpRequest, provider: str) -> HttpResponse:
    """What changes on a card, for the page that polls while something is being read."""
    if provider in PROVIDERS and not is_part(request):
        return to_card(provider)
    user = person(request)
    statuses = selectors.connection_statuses(user)
    for status in statuses:
        if status.provider.slug == provider:
            one = card(status, user, standing_out(statuses, user))
            return render(request, "integrations/_fragment.html", {"card": one})
    raise Http404


def card(status: ConnectionStatus, user: User, leading: str) -> Card:
    provider, connection = status.provider, status.connection
    return Card(
        status=status,
        words=words_for(status, user),
        connect_urls=connect_urls(provider, connection),
        redirect_uri=redirect_uri(provider),
        facts=tables.facts(status, user),
        streams=tables.streams(status, user),
        runs=tables.runs(status, user),
        key_form=KeyForm(auto_id=f"{provider.slug}_%s") if wants_key(status) else None,
        key_worlds=world_labels(provider, connection),
        schedule=schedule_form(connection) if connection and provider.every_hours is not None else None,
        history=history_form(status),
        tables=provider.streams_of is not None,
        left_out=tables.left_out(status),
        stands_out=provider.slug == leading,
    )


def history_form(status: ConnectionStatus) -> HistoryForm | None:
    """A table has no history to be read back: all of it is read each time."""
    if status.history is None or status.provider.streams_of or not may_be_read(status.connection):
        return None
    return HistoryForm(initial={"first_day": status.history.floor})


def may_be_read(connection: Connection | None) -> bool:
    return connection is not None and connection.state == Connection.State.ACTIVE


def schedule_form(connection: Connection) -> ScheduleForm:
    return ScheduleForm(initial={"every_hours": connection.every_hours, "at_time": connection.at_time})


def connect_urls(provider: Provider, connection: Connection | None) -> list[tuple[str, str]]:
    """Where a person goes to give access, live first; a reconnect stays in the world it is in."""
    if provider.auth is not Auth.OAUTH:
        return []
    address = reverse(f"{provider.slug}_login") + "?process=connect&world="
    return [(label, address + world) for label, world in world_labels(provider, connection)]


def world_labels(provider: Provider, connection: Connection | None) -> list[tuple[str, str]]:
    """The worlds in which this person may connect, each with what its button says."""
    worlds = [connection.world] if connection else list(Connection.World.values)
    labels = {"live": _("Connect %(vendor)s"), "sandbox": _("Connect the sandbox of %(vendor)s")}
    verb = _("Reconnect %(vendor)s") if connection else ""
    return [
        ((verb or labels[world]) % {"vendor": provider.label}, world)
        for world in worlds
        if provider.is_set_up(world)
    ]


def wants_key(status: ConnectionStatus) -> bool:
    """Whether the card asks for a key: to connect, or in place of one that no longer works."""
    asks = status.connection is None or status.state is State.RECONNECT
    return status.provider.auth is Auth.API_KEY and asks


def redirect_uri(provider: Provider) -> str:
    """The exact address that the operator registers with the vendor."""
    try:
        return settings.PUBLIC_URL + reverse(f"{provider.slug}_callback")
    except NoReverseMatch:
        return ""


def back(request: HttpRequest, connection: Connection) -> HttpResponse:
    return to_card(connection.provider)


@own_connection
def sync_now(request: HttpRequest, connection: Connection) -> HttpResponse:
    if connection.state != Connection.State.ACTIVE:
        messages.error(request, _("Resume or reconnect this source first."))
    else:
        asked = services.request_sync(connection)
        say_what_became_of_it(request, connection, asked, _("A sync is about to start."))
    return back(request, connection)


def say_what_became_of_it(request: HttpRequest, connection: Connection, asked: Asked, done: str) -> None:
    if asked is Asked.QUEUED:
        messages.success(request, done)
    elif asked is Asked.UNDER_WAY:
        messages.info(request, _("A sync is under way already."))
    elif asked is Asked.TOO_EARLY:
        messages.info(request, waits_until(connection, person(request)))
    elif asked is Asked.NOT_ACTIVE:
        messages.info(request, _("It is read once you resume or reconnect this source."))
    else:
        messages.warning(request, _("The queue cannot be reached. The sync starts as soon as it answers."))


@own_connection
def test(request: HttpRequest, connection: Connection) -> HttpResponse:
    vendor = {"vendor": PROVIDERS[connection.provider].label}
    try:
        services.check(connection)
    except Unavailable as error:
        later = _("Nothing you have is lost. Test it again in a few minutes; syncs try again by themselves.")
        messages.error(request, f"{error} {later}")
    except ProviderError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(vendor)s answers and accepts our key.") % vendor)
    return back(request, connection)


@login_required
@require_POST
def connect_key(request: HttpRequest, provider: str) -> HttpResponse:
    """Takes a pasted key. Only what the vendor accepts is saved."""
    vendor = PROVIDERS.get(provider)
    if vendor is None or vendor.auth is not Auth.API_KEY:
        raise Http404
    form = KeyForm(request.POST)
    problem = " ".join(str(e) for errors in form.errors.values() for e in errors) or _connect(
        request, vendor, form
    )
    if problem:
        messages.error(request, f"{problem} {_('Nothing was saved.')}")
    else:
        connection = Connection.objects.get(user=person(request), provider=provider)
        messages.success(request, what_follows(connection))
        return redirect(after_connect(connection))
    return to_card(provider)


def _connect(request: HttpRequest, vendor: Provider, form: KeyForm) -> str:
    """Why the key was not taken; empty when it was."""
    given = form.cleaned_data
    if not vendor.is_set_up(given["world"]):
        raise Http404
    try:
        keys.connect_with_key(user=person(request), provider=vendor, **given)
    except CredentialsRefused:
        return _("%(vendor)s does not accept this key.") % {"vendor": vendor.label}
    except (ProviderError, AccountRefused) as error:
        return str(error)
    return ""


@own_connection
def pause(request: HttpRequest, connection: Connection) -> HttpResponse:
    services.pause(connection)
    return back(request, connection)


@own_connection
def resume(request: HttpRequest, connection: Connection) -> HttpResponse:
    services.resume(connection)
    return back(request, connection)


@own_connection
def schedule(request: HttpRequest, connection: Connection) -> HttpResponse:
    form = ScheduleForm(request.POST)
    if form.is_valid():
        services.set_schedule(connection, **form.cleaned_data)
        messages.success(request, _("The schedule is saved."))
    else:
        messages.error(request, _("That schedule cannot be kept: choose one of the offered ones."))
    return back(request, connection)


@own_connection
def history(request: HttpRequest, connection: Connection) -> HttpResponse:
    form = HistoryForm(request.POST)
    if form.is_valid():
        asked = services.backfill_from(connection, form.cleaned_data["first_day"])
        say_what_became_of_it(request, connection, asked, _("Your history is being read back to that day."))
    else:
        messages.error(request, " ".join(str(problem) for problem in form.errors["first_day"]))
    return back(request, connection)


@login_required
@require_POST
def fetch_day(request: HttpRequest, provider: str, day: date) -> HttpResponse:
    """Fetches a day once more and returns to the number that asked for it."""
    connection = selectors.connection_of(person(request), provider)
    if connection is None or connection.state != Connection.State.ACTIVE:
        raise Http404
    if not EARLIEST <= day <= person(request).today():
        raise Http404  # no source has anything of such a day
    asked = services.read_day_again(connection, day)
    if asked is Asked.UNDER_WAY:
        messages.info(request, _("A sync is under way already. That day is fetched right after it."))
        return redirect(came_from(request) or "connections")
    say_what_became_of_it(request, connection, asked, _("That day is being fetched again."))
    return redirect(came_from(request) or "connections")


@own_page
def disconnect(request: HttpRequest, connection: Connection) -> HttpResponse:
    """Asks what happens to the numbers, then ends the connection."""
    form = DisconnectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refusal = services.disconnect(connection, keep_data=form.cleaned_data["keep"] == "keep")
        messages.success(request, _("The source is disconnected."))
        if refusal:
            messages.warning(request, refusal)
        return redirect("connections")
    context = {"form": form, "provider": PROVIDERS[connection.provider]}
    return render(request, "integrations/disconnect.html", context)


@own_page
def reset(request: HttpRequest, connection: Connection) -> HttpResponse:
    """Says what is lost, then deletes what the source brought and has it read again."""
    if request.method == "POST":
        _reset(request, connection)
        return back(request, connection)
    context = {
        "connection": connection,
        "provider": PROVIDERS[connection.provider],
        "receipt": selectors.receipt_of(connection, timezone.now()),
    }
    return render(request, "integrations/reset.html", context)


def _reset(request: HttpRequest, connection: Connection) -> None:
    if not services.reset(connection):
        messages.error(request, _("A sync is under way. Nothing was deleted; reset when it has ended."))
    elif connection.state == Connection.State.ACTIVE:
        messages.success(request, _("Its numbers are deleted, and its history is read again."))
    elif connection.state == Connection.State.PAUSED:
        messages.success(request, _("Its numbers are deleted. Its history is read again when you resume."))
    else:
        messages.success(request, _("Its numbers are deleted. Its history is read again when you reconnect."))


@require_GET
@own_page
def coverage(request: HttpRequest, connection: Connection) -> HttpResponse:
    """What became of every day of a year."""
    asked = request.GET.get("year", "")
    year = calendar.year_of(
        connection, int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else None
    )
    context = {"connection": connection, "provider": PROVIDERS[connection.provider], "year": year}
    return render(request, "integrations/coverage.html", context)
