"""Redis while it answers, this process's own memory while it does not.

The cache is for speed, and for allauth's limits on tries, which all web processes should share. When
Redis is away pages must still work: limits then hold per process, which is weaker but never none.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# How long to leave a Redis alone that did not answer, so that not every page waits for it.
REST = 5.0


def degrading(name: str) -> Callable[..., Any]:
    """The cache's method of that name, answered from memory when Redis is away."""

    def call(self: "DegradingRedisCache", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self.away_until:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError as error:
                DegradingRedisCache.away_until = time.monotonic() + REST
                log.warning("The cache is this process's memory for now: Redis does not answer (%s).", error)
        return getattr(self.memory, name)(*args, **kwargs)

    return call


class DegradingRedisCache(RedisCache):
    away_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.memory = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {}})

    add = degrading("add")
    get = degrading("get")
    set = degrading("set")
    touch = degrading("touch")
    delete = degrading("delete")
    has_key = degrading("has_key")
    incr = degrading("incr")
    get_many = degrading("get_many")
    set_many = degrading("set_many")
    delete_many = degrading("delete_many")
    clear = degrading("clear")
