"""What happens to the data of a source that is disconnected."""

from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from metrics import ingest, rollups


@transaction.atomic
def forget_source(*, user_id: int, source: str, zone: ZoneInfo) -> None:
    """Delete everything a source brought but what a person put right, which goes on counting."""
    for table, days in ingest.forget_source(user_id=user_id, source=source).items():
        rollups.roll_up(
            user_id=user_id,
            source=source,
            days=days,
            zone=zone,
            keys=rollups.keys_of(source, table),
            now=timezone.now(),
        )
