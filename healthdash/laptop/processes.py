"""Which processes make up the project on one machine, and how each is started."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from healthdash.laptop.child import Child

WORKER_PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Processes:
    """Makes the children; `addresses` are the variables that tell them where the others are."""

    data: Path
    addresses: Mapping[str, str]

    def child(self, name: str, *command: str, quietly: bool = True, lasting: bool = True) -> Child:
        environment = {**os.environ, **self.addresses, "PYTHONUNBUFFERED": "1"}
        log = self.data / "logs" / f"{name.replace(' ', '-')}.log"
        return Child(name, list(command), environment, log, quietly=quietly, lasting=lasting)

    def manage(self, name: str, *arguments: str, lasting: bool = False, quietly: bool = True) -> Child:
        return self.child(name, sys.executable, "manage.py", *arguments, lasting=lasting, quietly=quietly)

    def migrate(self) -> Child:
        return self.manage("migrate", "migrate", "--no-input", "--verbosity", "1")

    def collectstatic(self) -> Child:
        return self.manage("collectstatic", "collectstatic", "--no-input", "--clear", "--verbosity", "0")

    def demo(self) -> Child:
        return self.manage("demo", "demo", quietly=False)

    def sandbox(self, port: int) -> Child:
        return self.manage("sandbox", "runsandbox", "--port", str(port), lasting=True)

    def web(self, port: int) -> Child:
        """gunicorn as on a server, so that a page behaves the same here."""
        options = ["--config", "deploy/gunicorn.conf.py", "--graceful-timeout", "3"]
        return self.child(
            "web", *module("gunicorn"), "healthdash.wsgi", *options, "--bind", f"127.0.0.1:{port}"
        )

    def worker(self) -> Child:
        """One worker over the queues of all providers."""
        options = ["--concurrency", str(WORKER_PROCESSES), "--loglevel", "INFO"]
        alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        return self.child("worker", *module("healthdash.laptop.worker"), *options, *alone)

    def beat(self) -> Child:
        options = ["--pidfile=", "--loglevel", "INFO"]
        return self.child("beat", *module("celery"), "-A", "celery_app", "beat", *options)


def module(name: str) -> list[str]:
    """Started as a module: the scripts in .venv/bin do not survive a moved folder."""
    return [sys.executable, "-m", name]
