"""The lines at the top of *Today*: only what needs the person, gone when it is solved."""

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.lib.components import StatusLine
from healthdash.lib.formats import clock
from integrations.arrivals import usual_arrival
from integrations.selectors import ConnectionStatus, State, error_behind
from integrations.wording import moment, words_for

from .last_night import senders
from .tiles import Reading, night_is_missing, nights


def status_lines(
    statuses: Sequence[ConnectionStatus], readings: Sequence[Reading], user: User
) -> list[StatusLine]:
    """All of them; the component shows two and counts the rest."""
    wrong = [problem(status, user) for status in statuses if status.needs_attention]
    return wrong or waiting_for_the_night(statuses, readings, user)


def problem(status: ConnectionStatus, user: User) -> StatusLine:
    words = words_for(status, user)
    kind = "failed" if status.state is State.FAILING else "attention"
    action = _("See connections")
    if status.state is State.RECONNECT:
        action = _("Reconnect %(vendor)s") % {"vendor": status.provider.label}
    url = reverse("connections")
    if words.action == "tables":
        url, action = reverse("tables"), _("See your tables")
    return StatusLine(words.fact, words.consequence, kind=kind, url=url, action=action)


def waiting_for_the_night(
    statuses: Sequence[ConnectionStatus], readings: Sequence[Reading], user: User
) -> list[StatusLine]:
    """A source that sent nights until now, is in order, and has nothing of last night."""
    if not night_is_missing(readings):
        return []
    late = [status for status in senders(readings, statuses) if status.state is State.IN_ORDER]
    keys = [reading.metric.key for reading in nights(readings)]
    return [unread_line(status, keys, user) or waiting_line(status, user) for status in late]


def unread_line(status: ConnectionStatus, keys: Collection[str], user: User) -> StatusLine | None:
    """A night that may have been sent, and which we could not read: nothing on a phone helps then."""
    connection = status.connection
    problem = error_behind(connection, keys) if connection and connection.pk else ""
    if not connection or not problem:
        return None
    fact = _("Last night could not be read from %(vendor)s.") % {"vendor": status.provider.label}
    at = {"time": moment(connection.next_sync_at, user)}
    next_try = _("The next try comes by itself at %(time)s.") % at
    return StatusLine(fact, f"{problem} {next_try}", kind="quiet")


def waiting_line(status: ConnectionStatus, user: User) -> StatusLine:
    names = {"vendor": status.provider.label}
    fact = _("%(vendor)s has not sent last night yet.") % names
    arrival = usual_arrival(status.connection) if status.connection and status.connection.pk else None
    if arrival is None:
        return StatusLine(fact, _("Open the %(vendor)s app on your phone.") % names, kind="quiet")
    names["time"] = clock(arrival.by, user)
    advice = _("Open the %(vendor)s app on your phone; it usually arrives by %(time)s.") % names
    return StatusLine(fact, advice, kind="quiet")
