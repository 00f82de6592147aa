"""What `manage.py doctor` looks at, in the order in which one thing needs the other."""

from collections.abc import Iterator

from healthdash.doctor import clocks, configuration, data, servers, webhooks, workers
from healthdash.doctor.finding import Finding, Level
from integrations.registry import PROVIDERS

__all__ = ["Finding", "Level", "examine"]


def examine() -> Iterator[Finding]:
    """Each finding says how things are and, where they are not well, what to do."""
    yield from configuration.settings_read()
    yield configuration.mail()
    database = list(servers.database())
    database_is_well = all(finding.level is Level.OK for finding in database)
    yield from database
    redis = servers.redis_server()
    yield redis
    read = workers.queues_read() if redis.level is Level.OK else set()
    if database_is_well:
        yield from workers.signs_of_life(read)
    if redis.level is Level.OK:
        yield workers.queues(read)
    if database_is_well:
        yield data.encryption_key()
        yield data.overdue()
    yield from map(configuration.provider, PROVIDERS.values())
    if database_is_well:
        yield from webhooks.webhooks()
    yield clocks.clock(database=database_is_well, redis=redis.level is Level.OK)
