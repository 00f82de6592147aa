"""What a provider declares. The engine reads these values and knows no vendor."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Protocol

from django.utils.functional import Promise

from metrics.records import Record

from .mapping.source import TableSource

JSON = Mapping[str, Any]


class Auth(Enum):
    """How a person gives us access."""

    OAUTH = "oauth"
    API_KEY = "api_key"
    NONE = "none"  # nothing to give: what is read is here already


class Shape(Enum):
    """How a stream's records are named and windowed."""

    DOCUMENTS = "documents"  # each record has an id (or a day that serves as one) and belongs to a day
    SERIES = "series"  # samples without ids: one raw record per UTC day
    SNAPSHOT = "snapshot"  # no window: every reading returns the whole collection


@dataclass(frozen=True, slots=True)
class Window:
    """Days to be read, both ends included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a window. `records` are the vendor's JSON objects as received.

    `absent`: what could not be read this time (a metric, or a table of events), with the sentence that says
    why. What it names stays as it is; the rest of the window is stored, and the run is partial.
    `learnt`: what the client found out about a stream that a person made, for `Provider.learn`.
    """

    records: Sequence[JSON]
    is_last: bool
    absent: Mapping[str, str] = field(default_factory=dict)
    learnt: Any = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a normaliser may know beside the record: nothing that needs a database."""

    zone: str = "UTC"  # the person's, for the rare record that has an instant and no day


@dataclass(frozen=True, slots=True)
class EventScope:
    """Which events a stream owns: `table` as in the record's class, `kind` where streams share a table.

    `prefix`: what the external ids of its events begin with, where streams share table and kind.
    """

    table: str
    kind: str | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A part of a record that was left out; the rest of it is stored. A normaliser yields it beside values.

    `problem` is a whole sentence for the person. It may quote the value, so both are kept encrypted.
    """

    where: str
    problem: str | Promise
    value: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Absent:
    """What a record was received without, because its source had lost it: a metric, or a table of events.
    What is held of it is not withdrawn."""

    what: str


Outcome = Record | Refused | Absent


@dataclass(frozen=True, slots=True)
class Stream:
    """One collection of a vendor, and how its records become ours.

    `identify` gives a record's (external id, day), day None for a snapshot without days; it raises
    KeyError, TypeError or ValueError for a record that has neither. `normalise` is pure and turns a record
    into values; it yields nothing for a record that says nothing (a placeholder, an unfinished night) and
    raises the same errors for one that it cannot understand.
    For a series `identify` is not used: `split` gives a sample's UTC day and a name that orders it within the
    day and tells it from others (overlapping pages repeat samples), and the engine hands `normalise` one
    `{"day": "2026-03-01", "samples": [...]}` per day, the samples in the order of their names.
    `data` is what the client must know of a stream that a person made; it holds no secret. Fields in
    `unhashed` are kept and never make a record a changed one; another `meaning`, what a person said of the
    stream, makes all of them changed ones.
    """

    slug: str
    label: str | Promise
    normalise: Callable[[JSON, Context], Iterable[Outcome]]
    identify: Callable[[JSON], tuple[str, date | None]] | None = None
    split: Callable[[JSON], tuple[date, str]] | None = None
    shape: Shape = Shape.DOCUMENTS
    scope: str | None = None  # the granted scope it needs; None: any
    delivers: frozenset[str] = frozenset()  # keys of daily numbers that come ready-made
    families: frozenset[str] = frozenset()  # what keys of the person's own metrics begin with
    events: tuple[EventScope, ...] = ()
    series_kind: str | None = None
    pad: timedelta = timedelta(days=2)  # asked for on both sides of a window, and trimmed afterwards
    chunk_days: int = 90  # of one back-fill request
    sets_floor: bool = False  # its earliest record says since when there can be data
    data: Any = field(default=None, compare=False, repr=False)
    unhashed: frozenset[str] = frozenset()
    meaning: str = ""


class Client(Protocol):
    """HTTP to one vendor for one connection. One per fetch thread; no database in it."""

    def pages(self, stream: Stream, window: Window) -> Iterator[Page]:
        """The pages of a window, padded as the stream says. Raises a ProviderError."""

    def account_id(self) -> str:
        """The vendor's id of the account behind the credentials; proves that they work."""

    def close(self) -> None:
        """Gives the connections back."""

    @property
    def requests_made(self) -> int:
        """How many HTTP requests went out."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an OAuth token answer holds. `expires_in` in seconds; scopes None where it does not say."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False, default="")
    expires_in: float | None = None
    scopes: tuple[str, ...] | None = None
    token_url: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that a person pasted. It has no end that we know of, and nothing renews it."""

    api_key: str = field(repr=False)


Grant = Tokens | Key


@dataclass(frozen=True, slots=True)
class News:
    """What a vendor's event says: something of an account is new, changed or gone. It holds no data.

    `stream` is the slug of ours that reads it, "" for data that we do not read. `whole` is the event itself:
    one that says the same in every part is the same one, come again.
    """

    account_id: str
    stream: str
    whole: JSON
    object_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What one subscription is about, in the vendor's words."""

    data_type: str
    event_type: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription as the vendor keeps it."""

    id: str
    topic: Topic
    callback_url: str
    expires_at: datetime


class SubscriptionUnknown(Exception):
    """The vendor has no subscription of that id."""


class SubscriptionThere(Exception):
    """The vendor has a subscription to that topic already."""


class SubscriptionAPI(Protocol):
    """Our app's subscriptions with a vendor. Every method may raise a ProviderError."""

    def all(self) -> list[Subscription]:
        """Those that there are."""

    def create(self, topic: Topic, callback_url: str, token: str) -> Subscription:
        """Subscribes; the vendor asks the address for the token meanwhile. Raises SubscriptionThere."""

    def update(self, id: str, topic: Topic, callback_url: str, token: str) -> Subscription:
        """Points one to an address. Raises SubscriptionUnknown."""

    def renew(self, id: str) -> Subscription:
        """Makes one last longer. Raises SubscriptionUnknown."""

    def delete(self, id: str) -> None:
        """Ends one. Raises SubscriptionUnknown."""

    def close(self) -> None:
        """Gives the connection back."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """How a vendor tells our app that something is new.

    `why_off(world)` is "" where this server may be told, else a sentence for the operator.
    `challenge(query)` gives the token and the body that proves that we hold it, None where nothing is asked.
    `is_genuine(headers, body, world)` checks the vendor's signature over the bytes as they came; `read(body)`
    raises KeyError, TypeError or ValueError. `along`: streams that no event names, read with those that have
    events.
    """

    topics: tuple[Topic, ...]
    why_off: Callable[[str], str]
    challenge: Callable[[Mapping[str, str]], tuple[str, JSON] | None]
    is_genuine: Callable[[Mapping[str, str], bytes, str], bool]
    read: Callable[[bytes], News]
    api: Callable[[str], SubscriptionAPI]
    along: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    command: str = ""  # with which the operator looks after the subscriptions


@dataclass(frozen=True, slots=True)
class Provider:
    """One vendor, complete.

    `client(secret, world)` makes a Client; `refresh(secret, world, token_url)` and
    `revoke(secret, world)` talk to the vendor's OAuth server and are None for API keys.
    `rolls_up` are the daily keys that are computed from this provider's events. `threads` bounds how many
    requests may be under way at once for one person (None: the setting does). `begins`: no history before.
    `every_hours` is None where nothing is ever due by itself. `streams_of` gives the streams that a person
    made with their connection, `load` what the client needs of one of them and only the database has: it is
    asked for before the threads begin. `learn(stream, learnt)` keeps what its last page brought of that kind,
    in the page's transaction. `tables(client, address)` opens a table for a mapping.
    """

    slug: str
    label: str | Promise
    auth: Auth
    streams: tuple[Stream, ...]
    client: Callable[[Mapping[str, str], str], Client]
    is_set_up: Callable[[str], bool]
    refresh: Callable[[Mapping[str, str], str, str], Tokens] | None = None
    revoke: Callable[[Mapping[str, str], str], None] | None = None
    normalise_scopes: Callable[[Iterable[str]], frozenset[str]] = frozenset
    oauth_provider_class: str | None = None  # dotted path of the allauth class
    rolls_up: frozenset[str] = frozenset()
    every_hours: int | None = 2
    threads: int | None = None
    begins: date | None = None
    # Per stream, whether a record says that its day was spent without the device.
    not_worn: Mapping[str, Callable[[JSON], bool]] = field(default_factory=dict)
    # Per stream, for how many seconds the device was off over a night: from the record of the day before and
    # that of the day. 0 where it was worn, or where they do not say.
    off_over_night: Mapping[str, Callable[[JSON, JSON], float]] = field(default_factory=dict)
    webhook: Webhook | None = None
    set_up_doc: str = ""  # a page of docs/ that takes an operator through registering the app
    set_up_note: str | Promise = ""  # what an operator must not miss there
    connect_note: str | Promise = ""  # what a person must not miss on the vendor's page
    connect_help: str | Promise = ""  # what that page may say instead, and what to do then
    streams_of: Callable[[Any], tuple[Stream, ...]] | None = None
    load: Callable[[Stream], Any] | None = None
    learn: Callable[[Stream, Any], None] | None = None
    tables: Callable[[Client, str], TableSource] | None = None

    def streams_for(self, connection: Any) -> tuple[Stream, ...]:
        """The streams of one connection: the vendor's, or those that its person made."""
        return self.streams_of(connection) if self.streams_of else self.streams

    def stream(self, slug: str) -> Stream:
        """The stream of that name. Raises KeyError."""
        return {stream.slug: stream for stream in self.streams}[slug]
