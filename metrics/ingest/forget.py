"""Everything of one source of one person, let go of at once."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from metrics.models import DailyMetric, IntradaySeries
from metrics.tables import TABLES

from .daily import UNTOUCHED


@transaction.atomic(savepoint=False)
def forget_source(*, user_id: int, source: str) -> dict[str, set[date]]:
    """Delete what a source brought. What a person corrected or excluded stays, without the source's value.

    Returns, per table, the days whose numbers have to be rolled up again: those of the events that stay, and
    every day of money, whose numbers belong to all sources together.
    """
    mine = {"user_id": user_id, "source": source}
    now = timezone.now()
    IntradaySeries.objects.filter(**mine).delete()
    numbers = DailyMetric.objects.filter(**mine)
    numbers.filter(UNTOUCHED).delete()
    numbers.update(value=None, from_correction=False, changed_at=now)
    return {table: _forget_events(table, mine, now) for table in TABLES}


def _forget_events(table: str, mine: Mapping[str, Any], now: datetime) -> set[date]:
    events = TABLES[table]._default_manager.filter(**mine)
    shared = set(events.values_list("day", flat=True)) if table == "finance" else set()
    events.filter(overrides={}, excluded=False).delete()
    events.update(withdrawn=True, changed_at=now)
    return shared | set(events.values_list("day", flat=True))
