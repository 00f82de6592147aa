"""Everything below the raw records made again, without a word to the vendor."""

from collections.abc import Iterator
from datetime import date

from cryptography.fernet import InvalidToken
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import bump_generation
from integrations import raw, registry
from integrations.contract import Shape, Stream, Window
from integrations.errors import BadPayload
from integrations.models import Connection, SyncRun
from metrics import ingest
from metrics.records import Record
from metrics.upsert import retry_on_deadlock

from . import claims
from .emitted import Emitted, Normalised
from .planning import chunks
from .progress import StreamTally
from .running import Busy, end_abandoned
from .writing import ALL_TIME, UNREADABLE, Target, roll_up, withdraw_others

CHUNK_DAYS = 60


def replay(connection: Connection, since: date | None = None) -> SyncRun:
    """Normalises a connection's raw records again and stores the outcome; corrections stay.

    Raises Busy when a worker holds the connection, BadPayload when the raw records cannot be decrypted.
    """
    token = claims.claim(connection.pk)
    if token is None:
        raise Busy
    end_abandoned(connection)
    run = SyncRun.objects.create(
        connection=connection,
        trigger=SyncRun.Trigger.REPLAY,
        claim_token=token,
        started_at=timezone.now(),
    )
    target = Target(connection, registry.PROVIDERS[connection.provider], run, token)
    try:
        streams = target.provider.streams_for(connection)
        tallies = {stream.slug: _replay_stream(target, stream, since) for stream in streams}
    except InvalidToken:
        problem = _(
            "The stored records cannot be decrypted: ENCRYPTION_KEY is not the one they were written with."
        )
        _end(run, {}, problem)
        raise BadPayload(problem) from None
    except BaseException as error:
        _end(run, {}, _("The replay failed on our side (%s).") % type(error).__name__)
        raise
    finally:
        claims.release(connection.pk, token)
    _end(run, tallies, "")
    return run


def _end(run: SyncRun, tallies: dict[str, StreamTally], error: str) -> None:
    run.streams = {slug: tally.as_json() for slug, tally in tallies.items()}
    run.records = sum(t.records for t in tallies.values())
    run.changed = sum(t.changed for t in tallies.values())
    run.rejected = sum(t.rejected for t in tallies.values())
    run.error, run.finished_at = error, timezone.now()
    run.status = SyncRun.Status.PARTIAL if run.rejected else SyncRun.Status.OK
    if error:
        run.status = SyncRun.Status.FAILED
    run.save(force_update=True)


def _replay_stream(target: Target, stream: Stream, since: date | None) -> StreamTally:
    tally = StreamTally()
    for window in _windows(target, stream, since):
        part = retry_on_deadlock(_replay_window)(target, stream, window)
        tally.records += part.records
        tally.changed += part.changed
        tally.rejected += part.rejected
    return tally


def _windows(target: Target, stream: Stream, since: date | None) -> Iterator[Window]:
    held = raw.within(target.connection, stream.slug, None)
    if stream.shape is Shape.SNAPSHOT:
        yield from [ALL_TIME] if held.exists() else []
        return
    extent = held.aggregate(first=Min("day"), last=Max("day"))
    if extent["first"]:
        first = max(extent["first"], since) if since else extent["first"]
        yield from chunks(Window(first, extent["last"]), CHUNK_DAYS)


def _replay_window(target: Target, stream: Stream, window: Window) -> StreamTally:
    now = timezone.now()
    days = None if stream.shape is Shape.SNAPSHOT else (window.start, window.end)
    emitted, rejected = Emitted(), 0
    records: list[Record] = []
    claims.renew(target.connection.pk, target.token)
    kept = raw.within(target.connection, stream.slug, days).order_by("pk")
    held = refused = 0
    for record in kept.iterator(chunk_size=200):
        held += 1
        try:
            found = Normalised.of(stream.normalise(record.payload, target.context))
        except UNREADABLE:
            rejected += 1
            emitted.spare(record.external_id, record.day)
            continue
        emitted.add(found)
        records += found.records
        refused += len(found.refused)
    stored = ingest.store(user_id=target.user_id, source=target.provider.slug, records=records, now=now)
    touched = set(stored.days)
    if not emitted.is_blind:
        touched |= withdraw_others(target, stream, window, emitted, now)
    # Also days whose events are as they were: the rules of the roll-up may have changed.
    roll_up(target, stream, touched | {record.day for record in records}, now)
    bump_generation(target.user_id)
    return StreamTally(records=held, changed=stored.changed, rejected=rejected + refused)
