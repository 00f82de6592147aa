"""The cache is Redis while it answers; limits on tries hold, per process, while it does not."""

import logging

import pytest
from redis.exceptions import ConnectionError as RedisIsAway

from healthdash.lib.cache import DegradingRedisCache

NOWHERE = {"OPTIONS": {"socket_connect_timeout": 0.1}, "TIMEOUT": 60}


@pytest.fixture(autouse=True)
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DegradingRedisCache, "away_until", 0.0)


@pytest.fixture
def without_redis() -> DegradingRedisCache:
    cache = DegradingRedisCache("redis://127.0.0.1:1/0", NOWHERE)
    cache.memory.clear()
    return cache


@pytest.fixture
def with_redis(redis_server: str) -> DegradingRedisCache:
    cache = DegradingRedisCache(redis_server, {"KEY_PREFIX": "test-cache", "TIMEOUT": 60})
    yield cache
    cache.delete_many(["a", "b", "lock", "n"])


@pytest.mark.parametrize("name", ["with_redis", "without_redis"])
def test_it_keeps_what_it_is_given(name: str, request: pytest.FixtureRequest) -> None:
    cache: DegradingRedisCache = request.getfixturevalue(name)
    assert cache.get("a", "none") == "none"
    cache.set("a", [1.5], 60)
    assert cache.get("a") == [1.5]
    assert cache.add("lock", True) is True
    assert cache.add("lock", True) is False
    cache.set_many({"a": 1, "n": 1})
    assert cache.incr("n") == 2
    assert cache.get_many(["a", "b"]) == {"a": 1}
    assert cache.get_or_set("b", lambda: 3) == 3
    assert "b" in cache
    cache.delete("b")
    assert cache.get("b") is None


def test_two_processes_share_one(with_redis: DegradingRedisCache, redis_server: str) -> None:
    with_redis.set("a", 1)
    assert DegradingRedisCache(redis_server, {"KEY_PREFIX": "test-cache"}).get("a") == 1


def test_a_redis_that_does_not_answer_is_asked_once_and_then_left_alone(
    without_redis: DegradingRedisCache, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            without_redis.get("a")
    assert len(caplog.records) == 1


def test_it_comes_back(with_redis: DegradingRedisCache, monkeypatch: pytest.MonkeyPatch) -> None:
    with_redis.set("a", "in redis")
    with monkeypatch.context() as broken:

        def fail(*_: object, **__: object) -> None:
            raise RedisIsAway

        broken.setattr("django.core.cache.backends.redis.RedisCache.get", fail)
        assert with_redis.get("a") is None
    monkeypatch.setattr(DegradingRedisCache, "away_until", 0.0)
    assert with_redis.get("a") == "in redis"
