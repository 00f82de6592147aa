"""Daily values through the one writer of synced values: 70 metrics, five years."""

from datetime import timedelta

from bench.inside import answer, asked, seconds  # first: it sets Django up

# isort: split
from django.utils import timezone

from accounts.models import User
from metrics import ingest
from metrics.catalogue import METRICS
from metrics.records import Daily


def main(days: int) -> None:
    user, now = User.objects.create_user("ingest@example.org"), timezone.now()
    today = now.date()
    records = [
        Daily(today - timedelta(days=back), key, float(place + back))
        for place, key in enumerate(sorted(METRICS)[:70])
        for back in range(days)
    ]
    store = lambda: ingest.store(user_id=user.pk, source="oura", records=records, now=now)  # noqa: E731
    answer(values=len(records), seconds=seconds(store), unchanged_seconds=seconds(store))


main(**asked())
