"""Everything of one source of one person, let go of at once."""

from django.db import transaction
from django.utils import timezone

from metrics.models import DailyMetric, IntradaySeries

from .events import TABLES


@transaction.atomic(savepoint=False)
def forget_source(*, user_id: int, source: str) -> None:
    """Delete what a source brought. What a person corrected or excluded stays, without the source's value."""
    mine = {"user_id": user_id, "source": source}
    now = timezone.now()
    IntradaySeries.objects.filter(**mine).delete()
    numbers = DailyMetric.objects.filter(**mine)
    numbers.filter(override=None, excluded=False).delete()
    numbers.update(value=None, changed_at=now)
    for model in TABLES.values():
        events = model._default_manager.filter(**mine)
        events.filter(overrides={}, excluded=False).delete()
        events.update(withdrawn=True, changed_at=now)
