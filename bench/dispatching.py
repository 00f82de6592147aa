"""Queueing ten thousand connections whose time has come."""

from bench.inside import answer, asked, seconds  # first: it sets Django up

# isort: split
import redis
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from integrations.models import Connection
from integrations.sync.scheduling import dispatch_due, queue_of


def main(connections: int) -> None:
    people = [User(email=f"{number}@example.org", password="!") for number in range(connections)]  # noqa: S106
    User.objects.bulk_create(people, batch_size=1000)
    now = timezone.now()
    Connection.objects.bulk_create(
        (
            Connection(user_id=pk, provider="oura", next_sync_at=now)
            for pk in User.objects.values_list("pk", flat=True)
        ),
        batch_size=1000,
    )
    server, queue = redis.Redis.from_url(settings.REDIS_URL), queue_of("oura")
    server.delete(queue)
    took = seconds(dispatch_due)
    queued = server.llen(queue)
    server.delete(queue)
    assert queued == connections, queued
    answer(seconds=took, queued=queued)


main(**asked())
