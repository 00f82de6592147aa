"""From events, and from days that a person asked for, to days that are to be read again. Under the claim: no
run and no event undoes the other."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from integrations import registry
from integrations.contract import Provider, Shape, Stream, Window
from integrations.models import AskedDay, Connection, RawRecord, StreamState, WebhookEvent
from integrations.sync import claims
from integrations.sync.planning import DAY, span
from integrations.sync.progress import marks_of, states_of

# An event that says of itself that it is older than this is read as if it were of today.
OLDEST = timedelta(days=60)


def take(connection: Connection, token: str) -> None:
    """Marks the days that a person asked for, and those that waiting events mean, as to be read again. Raises
    ClaimLost.

    What does not fit into one request of a stream waits for the next run: two events, of last year and of
    today, do not fetch a year. A person's own days come first.
    """
    provider = registry.PROVIDERS[connection.provider]
    asked = list(AskedDay.objects.filter(connection=connection))
    waiting = WebhookEvent.objects.filter(connection=connection, taken_at=None)
    events = list(waiting) if provider.webhook else []
    if not events and not asked:
        return
    streams = {stream.slug: stream for stream in provider.streams_for(connection)}
    days = [(each.pk, dict.fromkeys(streams, Window(each.day, each.day))) for each in asked]
    wanted, fetched = together(days, streams)
    told = windows(connection, provider, events) if events else []
    wanted, taken = together(told, streams, wanted)
    with transaction.atomic():
        claims.renew(connection.pk, token)
        for slug, state in states_of(connection, [streams[slug] for slug in wanted]).items():
            if slug in wanted:
                whole = span(marks_of(state).dirty, wanted[slug])
                StreamState.objects.filter(pk=state.pk).update(dirty_from=whole.start, dirty_to=whole.end)
        AskedDay.objects.filter(pk__in=fetched).delete()
        WebhookEvent.objects.filter(pk__in=taken).update(taken_at=timezone.now())


# An event, or a day that was asked for, with the days that it means, by stream.
Meant = tuple[int, Mapping[str, Window]]


def windows(connection: Connection, provider: Provider, events: Iterable[WebhookEvent]) -> list[Meant]:
    assert provider.webhook is not None
    known, zone, today = days_held(connection, events), connection.user.zone, connection.user.today()
    found: list[Meant] = []
    for event in events:
        at = event.at if event.at and abs(event.received_at - event.at) < OLDEST else event.received_at
        told = min(at.astimezone(zone).date(), today)
        days = {event.stream: days_meant(known.get((event.stream, event.object_id)), told)}
        for slug in provider.webhook.along.get(event.stream, ()):
            days[slug] = Window(told - DAY, told + DAY)
        found.append((event.pk, days))
    return found


def days_meant(held: date | None, told: date) -> Window:
    """The day of a record that we hold, and its neighbours, to which an edit may move it.

    One that we do not hold came with the latest phone sync, which may have brought days at once.
    """
    if held:
        return Window(held - DAY, held + DAY)
    return Window(told - settings.SYNC_LOOKBACK_DAYS * DAY, told + DAY)


def days_held(connection: Connection, events: Iterable[WebhookEvent]) -> dict[tuple[str, str], date | None]:
    """The day of each record that an event names, by stream and id. One query."""
    ids = {event.object_id for event in events if event.object_id}
    held = RawRecord.objects.filter(
        connection=connection, stream__in={event.stream for event in events}, external_id__in=ids
    )
    return {(stream, id): day for stream, id, day in held.values_list("stream", "external_id", "day")}


def together(
    meant: Iterable[Meant], streams: Mapping[str, Stream], already: Mapping[str, Window] | None = None
) -> tuple[dict[str, Window], list[int]]:
    """The days to be read of every stream, and the events that they stand for: the newest first.

    `already`: what is to be read in any case.
    """
    wanted = dict(already or {})
    taken = []
    for pk, days in sorted(meant, key=newest, reverse=True):
        joined = {slug: span(wanted.get(slug), window) for slug, window in days.items()}
        if all(slug not in wanted or fits(window, streams[slug]) for slug, window in joined.items()):
            wanted |= joined
            taken.append(pk)
    return wanted, taken


def newest(meant: Meant) -> tuple[date, int]:
    return max((window.end for window in meant[1].values()), default=date.min), meant[0]


def fits(window: Window, stream: Stream) -> bool:
    """Whether one request reads it."""
    return stream.shape is Shape.SNAPSHOT or (window.end - window.start).days < stream.chunk_days
