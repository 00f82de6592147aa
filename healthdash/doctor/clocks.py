"""Whether this machine, the database and Redis agree on the time: schedules and claims depend on it."""

from datetime import UTC, datetime, timedelta

import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from healthdash.doctor.finding import Finding, ok, wrong

ALLOWED = timedelta(seconds=5)


def clock(*, database: bool, redis: bool) -> Finding:
    """Asks those servers that answer."""
    times = {}
    if database and connection.vendor == "mysql":  # SQLite has no clock of its own
        times["the database"] = database_time()
    if redis:
        times["Redis"] = redis_time()
    off = {name: abs(at - timezone.now()) for name, at in times.items()}
    bad = [f"{name}'s differs by {by.total_seconds():.0f} s" for name, by in off.items() if by > ALLOWED]
    if bad:
        return wrong("clock", f"{' and '.join(bad)}. Let every machine take its time from the network (NTP).")
    return ok("clock", f"{timezone.now():%Y-%m-%d %H:%M} UTC{', as elsewhere' if times else ''}")


def database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT UTC_TIMESTAMP(6)")
        at: datetime = cursor.fetchone()[0]
    return at.replace(tzinfo=UTC)


def redis_time() -> datetime:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)
    try:
        seconds, microseconds = client.time()
    finally:
        client.close()
    return datetime.fromtimestamp(seconds + microseconds / 1e6, UTC)
