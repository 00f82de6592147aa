"""An invented vendor for tests of the engine: no HTTP, and every answer is in the test's hand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from integrations.contract import Auth, Page, Provider, Shape, Stream, Window
from integrations.errors import CredentialsRefused
from integrations.models import Connection, StreamState, SyncRun
from integrations.sync.running import Options, sync
from metrics.models import DailyMetric
from metrics.records import Daily


@dataclass
class World:
    """What the vendor holds, and how it misbehaves."""

    records: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {"scores": {}, "steps": {}})
    faults: dict[str, Exception] = field(default_factory=dict)
    fault_after_pages: dict[str, int] = field(default_factory=dict)
    page_size: int = 10
    asked: list[tuple[str, Window]] = field(default_factory=list)
    good_key: str = "key-1"
    refreshes: int = 0

    def put(self, stream: str, day: date, **fields: Any) -> None:
        key = f"{stream}-{day.isoformat()}"
        self.records[stream][key] = {"id": key, "day": day.isoformat(), **fields}

    def fill(self, stream: str, start: date, days: int, value: float = 80) -> None:
        for n in range(days):
            self.put(stream, start + timedelta(days=n), score=value + n % 7)


class VendorClient:
    requests_made = 0

    def __init__(self, world: World, key: str) -> None:
        self.world, self.key = world, key

    def pages(self, stream: Stream, window: Window) -> Iterator[Page]:
        self.world.asked.append((stream.slug, window))
        self.requests_made += 1
        if self.key != self.world.good_key:
            raise CredentialsRefused("The vendor no longer accepts the key.")
        found = [
            record
            for record in self.world.records[stream.slug].values()
            if "day" not in record
            or window.start - stream.pad <= date.fromisoformat(record["day"]) <= window.end + stream.pad
        ]
        size = self.world.page_size
        pages = [found[n : n + size] for n in range(0, len(found), size)] or [[]]
        for number, page in enumerate(pages):
            fault = self.world.faults.get(stream.slug)
            if fault and number >= self.world.fault_after_pages.get(stream.slug, 0):
                raise fault
            yield Page(records=page, is_last=number == len(pages) - 1)

    def account_id(self) -> str:
        if self.key != self.world.good_key:
            raise CredentialsRefused("The vendor no longer accepts the key.")
        return "somebody"

    def close(self) -> None:
        pass


def identify(record):
    return record["id"], date.fromisoformat(record["day"])


def normaliser(metric):
    def normalise(record, context):
        if record["score"] is not None:
            yield Daily(date.fromisoformat(record["day"]), metric, float(record["score"]))

    return normalise


def provider(world: World, **fields: Any) -> Provider:
    """A vendor with two streams of daily numbers."""
    streams = tuple(
        Stream(
            slug=slug,
            label=slug.title(),
            normalise=normaliser(metric),
            identify=identify,
            shape=Shape.DOCUMENTS,
            delivers=frozenset({metric}),
            chunk_days=30,
        )
        for slug, metric in (("scores", "sleep.score"), ("steps", "activity.steps"))
    )
    values = {
        "slug": "vendor",
        "label": "Vendor",
        "auth": Auth.OAUTH,
        "streams": streams,
        "client": lambda secret, name: VendorClient(world, secret["access_token"]),
        "is_set_up": lambda name: True,
    }
    return Provider(**{**values, **fields})


# --- what tests do with it -----------------------------------------------------------------------------


def run(connection: Connection, **options: Any) -> SyncRun:
    connection.refresh_from_db()
    return sync(connection, Options(trigger="command", **options))


def rows() -> list[tuple]:
    return sorted(DailyMetric.objects.values_list("day", "metric", "source", "value"))


def state(connection: Connection, stream: str = "scores") -> StreamState:
    return StreamState.objects.get(connection=connection, stream=stream)


def today() -> date:
    return timezone.now().date()


def filled(world: World, days: int = 100) -> None:
    for stream in ("scores", "steps"):
        world.fill(stream, today() - timedelta(days=days - 1), days)
