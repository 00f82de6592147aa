"""How commands end: one clear sentence and an exit status that a script can read."""

import json
import sys
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from healthdash.lib.arguments import day
from integrations import registry
from integrations.models import Connection, SyncRun
from integrations.sync.scheduling import Asked

OK, PARTIAL, FAILED, NOTHING = 0, 1, 2, 3
STATUS = {SyncRun.Status.OK: OK, SyncRun.Status.PARTIAL: PARTIAL, SyncRun.Status.FAILED: FAILED}


def nothing(sentence: str) -> NoReturn:
    """Ends a command that has nothing to do."""
    raise CommandError(sentence, returncode=NOTHING)


def find_user(email: str) -> User:
    user = User.objects.filter(email__iexact=email).first()
    return user or nothing(f"Nobody here has the e-mail address {email}.")


def find_connections(user: User, provider: str | None) -> list[Connection]:
    """The person's connections, to one provider or to all."""
    if provider and provider not in registry.PROVIDERS:
        nothing(f"There is no provider {provider}. Known: {', '.join(registry.PROVIDERS)}.")
    connections = Connection.objects.select_related("user").filter(user=user)
    if provider:
        connections = connections.filter(provider=provider)
    return list(connections) or nothing(f"{user.email} is not connected to {provider or 'any source'}.")


def check_window(since: date | None, until: date | None) -> None:
    if since and until and since > until:
        nothing(f"There is nothing to read: {since} is after {until}.")
    if since and since > date.today() + timedelta(days=1):
        nothing(f"There is nothing to read: {since} is in the future.")


def add_window(parser: CommandParser) -> None:
    parser.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="read from this day on")
    parser.add_argument("--until", type=day, metavar="YYYY-MM-DD", help="read up to this day")


def as_json(run: SyncRun) -> dict[str, Any]:
    """A finished run as one object for scripts."""
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else None
    return {
        "user": run.connection.user.email,
        "provider": run.connection.provider,
        "status": run.status,
        "seconds": seconds,
        "requests": run.requests,
        "error": run.error,
        "streams": {
            slug: {
                key: tally.get(key)
                for key in ("requests", "records", "changed", "rejected", "cursor", "error", "note")
            }
            for slug, tally in run.streams.items()
        },
    }


COLUMNS = ("requests", "records", "changed", "rejected", "seconds")


def table(run: SyncRun) -> str:
    """The closing table of a run."""
    lines = [f"{'stream':26}" + "".join(f"{name:>10}" for name in COLUMNS)]
    for slug, tally in run.streams.items():
        lines.append(f"{slug:26}" + "".join(f"{tally.get(name, 0):>10}" for name in COLUMNS))
        lines += [f"    {tally[key]}" for key in ("error", "note") if tally.get(key)]
    return "\n".join([*lines, closing(run)])


def closing(run: SyncRun) -> str:
    seconds = as_json(run)["seconds"] or 0
    sentence = (
        f"{run.connection.provider}: {run.status}, {run.requests} requests, {run.records} records, "
        f"{run.changed} changed, {run.rejected} rejected, {seconds:.1f} s."
    )
    return f"{sentence} {run.error}".strip()


def check_streams(connections: Collection[Connection], chosen: Collection[str]) -> list[Connection]:
    """The connections that have at least one of the chosen streams; all of them where none was chosen."""
    streams = {c: {s.slug for s in registry.PROVIDERS[c.provider].streams_for(c)} for c in connections}
    known = set().union(*streams.values())
    if unknown := sorted(set(chosen) - known):
        names = ", ".join(c.provider for c in connections)
        nothing(f"{names} has no stream {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
    return [c for c in connections if not chosen or streams[c].intersection(chosen)]


def show(command: BaseCommand, run: SyncRun, *, machine: bool) -> None:
    command.stdout.write(json.dumps(as_json(run)) if machine else table(run))


QUEUED = {
    Asked.QUEUED: "queued.",
    Asked.UNDER_WAY: "a sync is under way already.",
    Asked.TOO_EARLY: "the vendor asked us to wait; the schedule asks again at that time.",
    Asked.NOT_ACTIVE: "paused, or in need of a new key.",
    Asked.WAITING: "Redis does not answer; the schedule takes it up as soon as it does.",
}


def together(statuses: Iterable[int]) -> int:
    """One status for several connections: the worst; one with nothing to do says nothing of the rest."""
    return max((status for status in statuses if status != NOTHING), default=NOTHING)


def leave(status: int) -> None:
    if status:
        sys.exit(status)
