"""A connection's state in a person's words: an icon, a word, a sentence, and the button that helps."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from .selectors import ConnectionStatus, State


@dataclass(frozen=True, slots=True)
class Words:
    """`action` names the button that helps (a URL name without its "connection_"), "" for none."""

    icon: str
    word: str
    sentence: str
    kind: str = "quiet"  # attention, failed, in-order or quiet
    action: str = ""


def words_for(status: ConnectionStatus) -> Words:
    return WORDS[status.state](status)


def moment(at: datetime | None) -> str:
    """An instant in the person's zone: the time alone if it is today, else with its date."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return formats.date_format(local, "H:i")
    return formats.date_format(local, "D j M, H:i")


def _in_order(status: ConnectionStatus) -> Words:
    connection = status.connection
    assert connection is not None
    if connection.next_sync_at is None:
        return Words("circle-check", _("in order"), "", "in-order")
    sentence = _("Everything is read. The next look is at %(time)s.") % {
        "time": moment(connection.next_sync_at)
    }
    return Words("circle-check", _("in order"), sentence, "in-order")


def _syncing(status: ConnectionStatus) -> Words:
    history = status.history
    if history and history.reached and history.floor and not history.is_complete:
        sentence = _("Reading your history: %(year)s is here, %(next)s is next. You can close this page.") % {
            "year": history.reached.year,
            "next": max(history.reached.year - 1, history.floor.year),
        }
    else:
        sentence = _("Reading the last days.")
    return Words("refresh-cw", _("syncing"), sentence)


def _queued(status: ConnectionStatus) -> Words:
    return Words("clock", _("syncing"), _("A sync is about to start."))


def _waiting(status: ConnectionStatus) -> Words:
    assert status.connection is not None
    sentence = _("%(vendor)s asked us to wait until %(time)s. The next try comes by itself.") % {
        "vendor": status.provider.label,
        "time": moment(status.connection.next_sync_at),
    }
    return Words("clock", _("waiting"), sentence)


def _late(status: ConnectionStatus) -> Words:
    if status.stopped_since is None:
        fact = _("Nothing is fetched, because the part that fetches is not running.")
    else:
        fact = _("Nothing has been fetched since %(time)s, because the part that fetches is not running.") % {
            "time": moment(status.stopped_since)
        }
    sentence = f"{fact} {_('The person who runs this server can start it again.')}"
    return Words("triangle-alert", _("late"), sentence, "attention")


def _reconnect(status: ConnectionStatus) -> Words:
    assert status.connection is not None
    sentence = status.connection.reason or _(
        "%(vendor)s stopped accepting our key. Reconnect; nothing you have is lost."
    ) % {"vendor": status.provider.label}
    return Words("triangle-alert", _("reconnect"), sentence, "attention", "connect")


def _failing(status: ConnectionStatus) -> Words:
    assert status.connection is not None
    next_try = _("The next try comes by itself at %(time)s; nothing you have is lost.") % {
        "time": moment(status.connection.next_sync_at)
    }
    return Words(
        "circle-alert", _("failing"), f"{status.connection.reason} {next_try}".strip(), "failed", "sync"
    )


def _paused(status: ConnectionStatus) -> Words:
    return Words(
        "circle-pause",
        _("paused"),
        _("Nothing is fetched until you resume. What is here stays."),
        "quiet",
        "resume",
    )


def _not_connected(status: ConnectionStatus) -> Words:
    sentence = _("Connect %(vendor)s to see your days here. You can take the access back at any time.") % {
        "vendor": status.provider.label
    }
    return Words("plug", _("not connected"), sentence, "quiet", "connect")


def _not_set_up(status: ConnectionStatus) -> Words:
    sentence = _("%(vendor)s is not set up on this server. The person who runs it can set it up.") % {
        "vendor": status.provider.label
    }
    return Words("info", _("not set up on this server"), sentence)


WORDS = {
    State.IN_ORDER: _in_order,
    State.SYNCING: _syncing,
    State.QUEUED: _queued,
    State.WAITING: _waiting,
    State.LATE: _late,
    State.RECONNECT: _reconnect,
    State.FAILING: _failing,
    State.PAUSED: _paused,
    State.NOT_CONNECTED: _not_connected,
    State.NOT_SET_UP: _not_set_up,
}
