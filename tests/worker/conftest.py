"""Real processes: workers and beat, with a Redis of their own and the tests' database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from celery import current_app
from django.conf import settings as project
from django.db import connection as database

from healthdash.laptop import embedded_redis
from healthdash.settings.queues import broker
from integrations import beat as beat_rows
from integrations.models import Connection
from integrations.tests import oura_world

QUICK = {"SYNC_CLAIM_SECONDS": 3, "SYNC_MESSAGE_SECONDS": 3}


class Redis:
    """An embedded server that tests may stop, start and empty."""

    def __init__(self, folder: Path) -> None:
        self.plan = embedded_redis.plan(folder)
        self.url = self.plan.url
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self.plan.command, stdout=subprocess.DEVNULL)
        embedded_redis.wait_until_it_answers(self.url)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def empty(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def queued(self, name: str) -> list[bytes]:
        with redis.Redis.from_url(self.url) as client:
            return client.lrange(name, 0, -1)


@pytest.fixture
def own_redis(tmp_path, monkeypatch) -> Iterator[Redis]:
    """What this process queues goes there too."""
    server = Redis(tmp_path)
    server.start()
    monkeypatch.setattr(project, "REDIS_URL", server.url)
    before = current_app.conf.broker_url
    use_broker(broker(server.url))
    yield server
    use_broker(before)
    server.stop()
    server.plan.clean()


def use_broker(url: str) -> None:
    current_app.conf.broker_url = current_app.conf.broker_write_url = current_app.conf.broker_read_url = url
    current_app._pool = current_app.amqp._producer_pool = None


class Processes:
    """Starts processes of the project; each in a group of its own, so that all of it can be killed."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.running: list[subprocess.Popen] = []

    def start(self, *arguments: str) -> subprocess.Popen:
        with self.log.open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def worker(self, name: str = "one") -> subprocess.Popen:
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
        queues = "default,sync.oura"
        node = f"{name}@localhost"
        return self.start("celery", "-A", "celery_app", "worker", "-Q", queues, "-c", "1", "-n", node, *quiet)

    def beat(self, *options: str) -> subprocess.Popen:
        return self.start("celery", "-A", "celery_app", "beat", "--pidfile=", *options)

    def kill(self, process: subprocess.Popen) -> None:
        """SIGKILL for it and its children: nothing of it can tidy up."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def end(self) -> None:
        for process in [each for each in self.running if each.poll() is None]:
            self.kill(process)

    def wait_until_ready(self, workers: int) -> None:
        wait_until(lambda: self.log.read_text().count(" ready.") == workers)


@pytest.fixture
def processes(own_redis, transactional_db, oura, tmp_path, settings) -> Iterator[Processes]:
    for name, value in QUICK.items():
        setattr(settings, name, value)
    started = Processes(environment(own_redis.url, oura.url), tmp_path / "processes.log")
    beat_rows.seed()
    yield started
    started.end()


def environment(redis_url: str, sandbox_url: str) -> dict[str, str]:
    """That of a process which sees this test's database, Redis and sandbox, at this test's time."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.worker.settings",
        "TEST_REDIS": redis_url,
        "SANDBOX_URL": sandbox_url,
        "TEST_DATABASE_NAME": str(database.settings_dict["NAME"]),
        "PYTHONPATH": str(project.BASE_DIR),
        **{name: str(value) for name, value in QUICK.items()},
    }


@pytest.fixture
def oura(sandbox):
    """The sandbox at the real time, which stands still there: what today holds must not grow meanwhile."""
    sandbox.set_now(datetime.now(UTC))
    return sandbox


@pytest.fixture
def connection(processes, oura) -> Connection:
    """Alex's account, due at once."""
    return oura_world.connect(oura)


def wait_until(happens: Callable[[], object], seconds: float = 90) -> None:
    """Looks again and again; a test that waits in vain says for what."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, f"it never happened: {happens}"
        time.sleep(0.1)
