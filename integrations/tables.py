"""What a connection's card shows beside its state: receipts, streams, the latest runs."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from healthdash.lib.components import Fact, Table, TableCell, TableHead
from healthdash.lib.formats import DASH, clock, short_day

from . import arrivals
from .models import SyncRun
from .selectors import ConnectionStatus, State
from .wording import moment


def facts(status: ConnectionStatus, user: User) -> list[Fact]:
    """The receipt: what came, when, and at which cost."""
    receipt, connection = status.receipt, status.connection
    if receipt is None or connection is None:
        return []
    held = DASH
    if receipt.first and receipt.last:
        held = f"{short_day(receipt.first, user.today())} – {short_day(receipt.last, user.today())}"
    arrival = arrivals.usual_arrival(connection)
    usual = [Fact(_("Last night usually here by"), clock(arrival.by, user))] if arrival else []
    due = _("Due since") if status.state is State.LATE else _("Next run")
    return [
        Fact(_("Days with numbers"), str(receipt.days)),
        Fact(_("From and to"), held),
        Fact(_("Last read"), moment(connection.last_success_at, user)),
        Fact(_("Last change"), moment(connection.last_change_at, user)),
        Fact(due, moment(connection.next_sync_at, user)),
        *usual,
        Fact(_("Requests in 30 days"), str(receipt.requests)),
    ]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A table with cells that the latest run left out, and the page that names each of them."""

    words: str
    url: str


def left_out(status: ConnectionStatus) -> list[LeftOut]:
    """Of a person's own tables; a vendor's records are told with the runs."""
    if status.provider.streams_of is None or not status.runs:
        return []
    tallies = status.runs[0].streams
    return [
        LeftOut(_cells_left_out(label, count), reverse("table", args=[state.stream.removeprefix("table-")]))
        for label, state in status.streams
        if (count := tallies.get(state.stream, {}).get("rejected", 0))
    ]


def _cells_left_out(table: str, count: int) -> str:
    words = ngettext("%(table)s: %(count)d cell left out", "%(table)s: %(count)d cells left out", count)
    return words % {"table": table, "count": count}


def streams(status: ConnectionStatus, user: User) -> Table:
    """How far each stream was read, and what is to be said about it."""
    today = user.today()
    heads = [_("Stream"), _("Back to"), _("Up to"), _("Remarks")]
    return Table(
        caption=_("Streams of this source"),
        heads=[TableHead(text, number=False) for text in heads],
        rows=[
            [
                TableCell(text, number=False)
                for text in (
                    label,
                    short_day(state.backfilled_to, today) if state.backfilled_to else DASH,
                    short_day(state.synced_to, today) if state.synced_to else DASH,
                    state.last_error or state.note,
                )
            ]
            for label, state in status.streams
        ],
    )


def runs(status: ConnectionStatus, user: User) -> Table:
    """The latest runs, the newest first."""
    words = [_("Began"), _("Outcome"), _("Remarks")]
    numbers = [_("Requests"), _("Records"), _("Changed")]
    return Table(
        caption=_("The latest runs"),
        heads=[TableHead(text, number=False) for text in words] + [TableHead(text) for text in numbers],
        rows=[_run(run, user, of_tables=status.provider.streams_of is not None) for run in status.runs],
    )


def _run(run: SyncRun, user: User, *, of_tables: bool) -> list[TableCell]:
    rejected = _unread_cells(run.rejected) if of_tables else _unread_records(run.rejected)
    remarks = " ".join(part for part in (run.error, rejected if run.rejected else "") if part)
    words = (moment(run.started_at, user), OUTCOMES[SyncRun.Status(run.status)](), remarks)
    numbers = (run.requests, run.records, run.changed)
    return [TableCell(text, number=False) for text in words] + [TableCell(str(n)) for n in numbers]


def _unread_records(count: int) -> str:
    return ngettext(
        "%(n)d record could not be understood and is kept.",
        "%(n)d records could not be understood and are kept.",
        count,
    ) % {"n": count}


def _unread_cells(count: int) -> str:
    words = ngettext("%(n)d cell could not be read.", "%(n)d cells could not be read.", count)
    return words % {"n": count}


OUTCOMES = {
    SyncRun.Status.RUNNING: lambda: _("running"),
    SyncRun.Status.OK: lambda: _("in order"),
    SyncRun.Status.PARTIAL: lambda: _("in part"),
    SyncRun.Status.FAILED: lambda: _("failed"),
}
