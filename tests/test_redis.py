"""The embedded Redis of a laptop."""

from contextlib import suppress
from pathlib import Path
from subprocess import Popen

import pytest
import redis
from celery import Celery
from kombu.exceptions import OperationalError

from healthdash.laptop import embedded_redis
from healthdash.settings.queues import broker


def test_a_queue_works_over_the_address_that_settings_hold(settings, redis_server):
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.lpush("test:queue", "one")

    assert client.rpop("test:queue") == b"one"


@pytest.mark.parametrize("binary", ["system", "pure Python"])
@pytest.mark.parametrize("folder", ["plain", "with a space", "long" * 40])
def test_it_starts_in_any_folder(tmp_path: Path, monkeypatch, binary, folder):
    if binary == "pure Python":
        monkeypatch.setattr(embedded_redis, "find_binary", lambda: None)
    place = tmp_path / folder
    place.mkdir()
    (place / "redis.sock").touch()  # left by a server that was killed

    plan = embedded_redis.plan(place)
    server = Popen(plan.command)
    try:
        embedded_redis.wait_until_it_answers(plan.url)
    finally:
        server.kill()
        server.wait()
        plan.clean()
    assert not list(place.iterdir()) or folder.startswith("long")


def persistently(ask):
    """fakeredis drops a connection now and then; like Celery's own processes, open another."""
    for _attempt in range(9):
        with suppress(redis.ConnectionError, OperationalError):
            return ask()
    return ask()


def test_celery_can_queue_and_ask_workers_through_the_pure_python_server(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded_redis, "find_binary", lambda: None)
    plan = embedded_redis.plan(tmp_path)
    server = Popen(plan.command)
    try:
        embedded_redis.wait_until_it_answers(plan.url)
        app = Celery(broker=broker(plan.url), set_as_current=False)
        persistently(lambda: app.send_task("anything", ignore_result=True))

        asked = persistently(lambda: app.control.inspect(timeout=0.2).active_queues())
        assert asked is None, "asked, and nobody is there"
        assert redis.Redis.from_url(plan.url).llen("celery") >= 1
    finally:
        server.kill()
        server.wait()


def test_a_server_that_never_answers_is_an_error(tmp_path):
    with pytest.raises(TimeoutError):
        embedded_redis.wait_until_it_answers(f"unix://{tmp_path}/none.sock", seconds=0.1)
