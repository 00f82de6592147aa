"""Values that stayed when their table was let go of: where it is mapped anew, none is counted twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import User
from integrations.mapping.dry_run import DryRun, Mark
from integrations.mapping.spec import MONEY
from integrations.models import TableMapping
from metrics import ingest
from metrics.ingest import KeptEvent

TABLES = ("vital", "finance")


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier table brought of one number, or of money, within the days of the one that is mapped."""

    table: str
    kind: str
    events: list[KeptEvent]


def count(user: User, source: str, found: DryRun) -> int:
    """How many values an earlier mapping of the table left behind."""
    return sum(len(known.events) for known in _known(user, source, found))


def take_over(mapping: TableMapping, found: DryRun, *, is_new: bool) -> Mapping[str, set[date]]:
    """Hands them over to the new mapping, whose next reading settles what the table no longer has.

    A second copy of them is withdrawn, and so is each that an older mapping has by itself already. Returns
    per table of events the days that changed.
    """
    connection, now = mapping.connection, timezone.now()
    changed: dict[str, set[date]] = defaultdict(set)
    adopted: set[str] = set() if is_new else {MONEY, *found.series}
    for known in _known(connection.user, connection.provider, found):
        if known.kind in adopted:
            changed[known.table] |= ingest.drop_events(table=known.table, events=known.events, now=now)
        else:
            ingest.adopt_events(table=known.table, events=known.events, prefix=mapping.prefix)
        adopted.add(known.kind)
    return changed


def _known(user: User, source: str, found: DryRun) -> Iterator[Known]:
    """Those that are of the same table, the latest mapping's first."""
    mappings = TableMapping.objects.filter(connection__user=user, connection__provider=source)
    living = [mapping.prefix for mapping in mappings]
    for table in TABLES:
        groups: dict[tuple[int, str], list[KeptEvent]] = defaultdict(list)
        for event in ingest.kept_events(user_id=user.pk, source=source, table=table, living=living):
            groups[_number(event.prefix), _mark(table, event)[0]].append(event)
        for (_age, kind), events in sorted(groups.items(), reverse=True):
            if within := _of_the_same(table, kind, events, found.marks):
                yield Known(table, kind, within)


def _of_the_same(
    table: str, kind: str, events: list[KeptEvent], marks: Mapping[Mark, int]
) -> list[KeptEvent]:
    """Those within the days of the table, if most of them, and most of its own, are the same: two accounts
    may share a rent, but not most of their lines."""
    days, theirs = [event.said["day"] for event in events], [mark for mark in marks if mark[0] == kind]
    if not theirs:
        return []
    first = max(min(days), min(day for _kind, day, _what in theirs))
    last = min(max(days), max(day for _kind, day, _what in theirs))
    within = [event for event in events if first <= event.said["day"] <= last]
    kept = Counter(_mark(table, event) for event in within)
    now = Counter({mark: marks[mark] for mark in theirs if first <= mark[1] <= last})
    return within if 2 * (kept & now).total() > max(kept.total(), now.total()) else []


def _mark(table: str, event: KeptEvent) -> Mark:
    said = event.said
    if table == "vital":
        return said["metric"], said["day"], None
    return MONEY, said["day"], (said["currency"], said["amount"])


def _number(prefix: str) -> int:
    return int(prefix[:-1]) if prefix[:-1].isdecimal() else 0
