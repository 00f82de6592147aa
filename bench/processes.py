"""Processes of a measurement: each measured thing in a fresh one, vendors and Redis beside it."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from healthdash.laptop import embedded_redis, ports

ROOT = Path(__file__).resolve().parent.parent
Environment = dict[str, str]


def measure(environment: Environment, module: str, **asked: Any) -> dict[str, Any]:
    """What `python -m bench.<module>` prints as its last line, from a process of its own."""
    answer = _run(environment, "-m", f"bench.{module}", json.dumps(asked))
    found: dict[str, Any] = json.loads(answer.splitlines()[-1])
    return found


def manage(environment: Environment, *command: str) -> None:
    _run(environment, "manage.py", *command, "--verbosity", "0", "--skip-checks")


def _run(environment: Environment, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        sys.exit(f"`python {' '.join(command)}` failed; its words are above.")
    return done.stdout


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The address of an embedded server, started for the run."""
    plan = embedded_redis.plan(folder)
    server = subprocess.Popen(plan.command, stdout=subprocess.DEVNULL)
    try:
        embedded_redis.wait_until_it_answers(plan.url)
        yield plan.url
    finally:
        _end(server)
        plan.clean()


class Sandbox:
    """The vendor, a process of its own whose clock stands still, so that nothing new ever comes."""

    def __init__(self, url: str) -> None:
        self.url = url

    def switch(self, name: str, **values: Any) -> None:
        body = json.dumps(values).encode()
        asked = urllib.request.Request(f"{self.url}/control/{name}", data=body, method="POST")  # noqa: S310
        urllib.request.urlopen(asked, timeout=10).close()  # noqa: S310


@contextmanager
def sandbox(folder: Path, environment: Environment, now: str) -> Iterator[Sandbox]:
    port = ports.free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "manage.py", "runsandbox", "--port", str(port)]
    command += ["--state", str(folder / "sandbox.sqlite3")]
    server = subprocess.Popen(
        command, cwd=ROOT, env={**environment, "SANDBOX_URL": url}, stdout=subprocess.DEVNULL
    )
    try:
        vendor = Sandbox(url)
        _wait_for(vendor, now)
        yield vendor
    finally:
        _end(server)


def _wait_for(vendor: Sandbox, now: str) -> None:
    for _ in range(150):
        try:
            return vendor.switch("clock", now=now)
        except OSError:
            time.sleep(0.1)
    sys.exit("The sandbox does not answer.")


@contextmanager
def ended(server: subprocess.Popen[bytes]) -> Iterator[None]:
    """The process runs for the time of the block."""
    try:
        yield
    finally:
        _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait()
