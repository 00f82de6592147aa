"""A connection's state in a person's words: a sentence, and the button that helps."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from healthdash.lib.formats import DASH, clock, short_day

from .contract import Auth
from .errors import RateLimited
from .liveness import Stopped
from .models import Connection, SyncRun
from .registry import PROVIDERS
from .selectors import ConnectionStatus, State, lasting_streams, troubles_in


@dataclass(frozen=True, slots=True)
class Words:
    """A fact, then what happens next or what helps. `action` is the button: connect, sync, resume, tables
    (to see them), add (one of them), or ""."""

    fact: str
    action: str = ""
    consequence: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.fact} {self.consequence}".strip()


def words_for(status: ConnectionStatus, user: User) -> Words:
    return WORDS[status.state](status, user)


def moment(at: datetime | None, user: User) -> str:
    """An instant where the person is: "14:05", with its day when that is not today."""
    if at is None:
        return DASH
    local = at.astimezone(user.zone)
    time = clock(local.hour * 3600 + local.minute * 60, user)
    if local.date() == user.today():
        return time
    return f"{short_day(local.date(), user.today())}, {time}"


def _in_order(status: ConnectionStatus, user: User) -> Words:
    connection = status.connection
    assert connection is not None
    if status.awaits_table:
        return _awaits_table(status)
    unread = _unread(status)
    if connection.next_sync_at is None:
        return Words(unread or _("Everything is read. A newer file is read when you upload it."), "tables")
    time = {"time": moment(connection.next_sync_at, user)}
    if unread:
        return Words(unread, consequence=_("Next look: %(time)s.") % time)
    if connection.last_success_at is None:
        return Words(_("Nothing has been read yet. First look: %(time)s.") % time)
    read = _("Everything is read. Next look: %(time)s.") % time
    return Words(f"{read} {_told(status)}".rstrip())


def _awaits_table(status: ConnectionStatus) -> Words:
    """Connected, and nothing to read."""
    if status.provider.auth is Auth.NONE:
        return Words(_("No uploaded table is read."), "add", _upload_words())
    fact = _("%(vendor)s is connected, and no table of it is chosen yet.") % {"vendor": status.provider.label}
    return Words(fact, "add", _("Choose a sheet and say what its columns are."))


def _upload_words() -> str:
    return _(
        "Upload a CSV or XLSX file: money, a blood pressure diary, anything with a date."
        " You see its chart before anything is saved."
    )


def _unread(status: ConnectionStatus) -> str:
    """What the latest run left; nothing where it read everything."""
    latest = status.runs[0].status if status.runs else SyncRun.Status.OK
    if latest not in {SyncRun.Status.PARTIAL, SyncRun.Status.FAILED}:
        return ""
    if latest == SyncRun.Status.PARTIAL and status.provider.streams_of:
        return _("Some cells could not be read and were left out. Each table below names them, and says why.")
    return _("Not everything could be read; below is what, and why.")


def _told(status: ConnectionStatus) -> str:
    """That the vendor tells us by itself, and how often we look all the same."""
    connection, hours = status.connection, status.told
    if connection is None or hours is None:
        return ""
    words = {"vendor": status.provider.label, "hours": hours}
    if connection.at_time is not None:
        return _("%(vendor)s tells us when something is new; we also look once a day.") % words
    return (
        ngettext(
            "%(vendor)s tells us when something is new; we also look every hour.",
            "%(vendor)s tells us when something is new; we also look every %(hours)d hours.",
            hours,
        )
        % words
    )


def _syncing(status: ConnectionStatus, user: User) -> Words:
    history = status.history
    if history and history.reached and history.floor and not history.is_complete:
        sentence = history_words(history.reached.year, history.floor.year)
    else:
        sentence = _("Reading the last days.")
    return Words(sentence)


def history_words(reached: int, first: int) -> str:
    """Which year is being read, of a history whose first year is `first`."""
    if reached == first:
        sentence = _("Reading your history: the rest of %(year)s is next. You can close this page.")
    else:
        sentence = _("Reading your history: %(year)s is here, %(next)s is next. You can close this page.")
    return sentence % {"year": reached, "next": reached - 1}


def _queued(status: ConnectionStatus, user: User) -> Words:
    return Words(_("A sync is about to start."))


def _waiting(status: ConnectionStatus, user: User) -> Words:
    assert status.connection is not None
    return Words(waits_until(status.connection, user))


def waits_until(connection: Connection, user: User) -> str:
    return _("%(vendor)s asked us to wait until %(time)s. The next try comes by itself.") % {
        "vendor": PROVIDERS[connection.provider].label,
        "time": moment(connection.next_sync_at, user),
    }


def _late(status: ConnectionStatus, user: User) -> Words:
    when = {"time": moment(status.stopped_since, user), "vendor": status.provider.label}
    never = status.stopped_since is None
    if status.stopped is Stopped.QUEUE:
        fact = _never_taken_up() if never else _not_taken_up()
        helps = _("The person who runs this server can see why; nothing you have is lost.")
    elif status.stopped is Stopped.CLOCK:
        fact = _never_on_time() if never else _not_on_time()
        helps = _("Sync now still works. The person who runs this server can start it again.")
    else:
        fact = _never_fetched() if never else _not_fetched()
        helps = _("The person who runs this server can start it again.")
    return Words(fact % when, "sync" if status.stopped is Stopped.CLOCK else "", helps)


def _not_fetched() -> str:
    return _("Nothing has been fetched since %(time)s, because the part that fetches is not running.")


def _never_fetched() -> str:
    return _("Nothing is fetched, because the part that fetches is not running.")


def _not_on_time() -> str:
    return _(
        "Nothing has been fetched by itself since %(time)s, because the part that keeps time is not running."
    )


def _never_on_time() -> str:
    return _("Nothing is fetched by itself, because the part that keeps time is not running.")


def _not_taken_up() -> str:
    return _("%(vendor)s has not been read since %(time)s: it is due and waits in line, and is not taken up.")


def _never_taken_up() -> str:
    return _("%(vendor)s has not been read yet: it is due and waits in line, and is not taken up.")


def _reconnect(status: ConnectionStatus, user: User) -> Words:
    assert status.connection is not None
    vendor = {"vendor": status.provider.label}
    fact = status.connection.reason or _("%(vendor)s stopped accepting our key.") % vendor
    if not status.provider.is_set_up(status.connection.world):
        return Words(fact, consequence=_not_set_up(status, user).fact)
    return Words(fact, "connect", _what_reconnecting_brings(status.connection, user))


def _what_reconnecting_brings(connection: Connection, user: User) -> str:
    last = connection.last_success_at
    days = (user.today() - last.astimezone(user.zone).date()).days if last else 0
    if days < 1:
        return _("Reconnect, and reading goes on where it stopped; nothing you have is lost.")
    return ngettext(
        "Reconnect to fetch one missing day; nothing you have is lost.",
        "Reconnect to fetch %(count)s missing days; nothing you have is lost.",
        days,
    ) % {"count": days}


def _failing(status: ConnectionStatus, user: User) -> Words:
    assert status.connection is not None
    return trouble(status.connection, user)


def trouble(connection: Connection, user: User) -> Words:
    """Of a source that is failing, on its card and in a mail."""
    if connection.problem == RateLimited.__name__:
        return Words(_kept_waiting(connection, user), consequence=_next_try(connection, user))
    if connection.problem:
        return Words(connection.reason, "sync", _next_try(connection, user))
    if count := troubles_in(connection, timezone.now()).tables:
        helps = _("Tables says why, and what helps; nothing you have is lost.")
        return Words(_tables(connection, count), "tables", helps)
    return Words(_streams(connection, user), "sync", _next_try(connection, user))


def _next_try(connection: Connection, user: User) -> str:
    return _("The next try comes by itself at %(time)s; nothing you have is lost.") % {
        "time": moment(connection.next_sync_at, user)
    }


def _kept_waiting(connection: Connection, user: User) -> str:
    """A vendor that asks us to wait, and has done so for days."""
    vendor = PROVIDERS[connection.provider].label
    if connection.last_success_at is None:
        return _("%(vendor)s asks us to wait, and nothing has been read yet.") % {"vendor": vendor}
    words = {"vendor": vendor, "time": moment(connection.last_success_at, user)}
    return _("%(vendor)s asks us to wait, and nothing has been read since %(time)s.") % words


def _tables(connection: Connection, count: int) -> str:
    """The vendor answers, and yet something of the person's own is not as it was."""
    return ngettext(
        "%(vendor)s: one of your tables cannot be read as it stands.",
        "%(vendor)s: %(count)s of your tables cannot be read as they stand.",
        count,
    ) % {"vendor": PROVIDERS[connection.provider].label, "count": count}


def _streams(connection: Connection, user: User) -> str:
    """The vendor answers, and has not for long what some of its streams need."""
    found = lasting_streams(connection, timezone.now())
    if not found:  # a run has read them this moment
        return _("%(vendor)s was not read in full.") % {"vendor": PROVIDERS[connection.provider].label}
    label, longest = found[0]
    fact = ngettext(
        "%(vendor)s: reading %(stream)s has failed since %(time)s. %(problem)s",
        "%(vendor)s: reading %(count)d of its streams has failed since %(time)s. %(problem)s",
        len(found),
    )
    return fact % {
        "vendor": PROVIDERS[connection.provider].label,
        "stream": label,
        "count": len(found),
        "time": moment(longest.troubled_since, user),
        "problem": longest.last_error,
    }


def _paused(status: ConnectionStatus, user: User) -> Words:
    return Words(_("Nothing is fetched until you resume. What is here stays."), "resume")


def _not_connected(status: ConnectionStatus, user: User) -> Words:
    if status.provider.auth is Auth.NONE:
        return Words(_upload_words())
    sentence = _("Connect %(vendor)s to see your days here. You can take the access back at any time.") % {
        "vendor": status.provider.label
    }
    return Words(sentence, "connect")


def _not_set_up(status: ConnectionStatus, user: User) -> Words:
    sentence = _("%(vendor)s is not set up on this server. The person who runs it can set it up.") % {
        "vendor": status.provider.label
    }
    return Words(sentence)


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
