"""Two hundred events at once, sent to a server process as a vendor sends them, and the syncs they lead to."""

import json
import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from bench.inside import answer, asked  # first: it sets Django up

# isort: split
from django.conf import settings
from django.urls import reverse

from bench.processes import ROOT, ended
from healthdash import demo
from healthdash.laptop import ports
from integrations.models import Connection, SyncRun, WebhookEvent
from integrations.sandbox.constants import OURA_CLIENT_SECRET
from integrations.sandbox.oura.account import account_id
from integrations.sandbox.oura.webhooks import signed
from integrations.sandbox.people import HOUSEHOLD
from integrations.sync import scheduling
from integrations.sync.running import Options, sync
from integrations.webhooks.selectors import waiting

DATA_TYPES = ("sleep", "daily_sleep", "daily_readiness", "daily_activity", "daily_stress")
LONGEST = 120  # seconds until all is read
WARMING = -1  # a round that is not measured


def main(events: int, rounds: int) -> None:
    connect()
    found: list[float] = []
    used = 0.0
    with server() as (port, pid), worker():
        warm(port, events)
        for number in range(rounds):
            before = cpu_seconds(pid)
            found += all_at_once(port, [event(number, n) for n in range(events)])
            used += cpu_seconds(pid) - before
            read_all()
    kept = WebhookEvent.objects.exclude(object_id__startswith=f"document-{WARMING}-").count()
    assert kept == events * rounds, "none was lost"
    runs = list(SyncRun.objects.filter(trigger=SyncRun.Trigger.WEBHOOK).order_by("started_at"))
    assert all(run.status == SyncRun.Status.OK for run in runs), [(run.status, run.error) for run in runs]
    answer(
        ms=[round(1000 * seconds, 1) for seconds in found],
        median=median(found) * 1000,
        p95=quantiles(found, n=20)[-1] * 1000,
        cpu_ms=1000 * used / len(found),
        runs=len(runs) / rounds,
        requests=sum(run.requests for run in runs) / rounds,
        at_once=most_at_once(runs),
    )


def connect() -> None:
    """The household, read once, so that every event is about something known."""
    for person in HOUSEHOLD:
        demo._connect(demo._account(person), person, "oura")
    Connection.objects.update(queued_until=None)
    for connection in Connection.objects.select_related("user"):
        sync(connection, Options(trigger=SyncRun.Trigger.COMMAND, windows=0))
    Connection.objects.update(queued_until=None, next_sync_at=None)


def event(round_number: int, number: int) -> bytes:
    """A whole request, ready to be sent."""
    person = HOUSEHOLD[number % len(HOUSEHOLD)]
    body = {
        "event_type": "update",
        "data_type": DATA_TYPES[number % len(DATA_TYPES)],
        "object_id": f"document-{round_number}-{number}",
        "event_time": datetime.now(UTC).isoformat(),
        "user_id": account_id(person),
    }
    raw = json.dumps(body).encode()
    headers = {
        "Host": "localhost",
        "Content-Length": str(len(raw)),
        **signed(raw, OURA_CLIENT_SECRET, str(int(time.time()))),
    }
    lines = [f"POST {reverse('webhook', args=['oura', 'sandbox'])} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + raw


def all_at_once(port: int, requests: list[bytes]) -> list[float]:
    """Seconds that each took, from opening its own connection to the end of the answer.

    As a proxy does it, which keeps its connections. By hand: the caller's own work is part of every figure.
    """
    began, took = time.perf_counter(), [0.0] * len(requests)
    answered = [b""] * len(requests)
    with selectors.DefaultSelector() as waiting_for:
        for number in range(len(requests)):
            caller = socket.socket()
            caller.setblocking(False)
            caller.connect_ex(("127.0.0.1", port))
            waiting_for.register(caller, selectors.EVENT_WRITE, number)
        while waiting_for.get_map():
            for key, ready in waiting_for.select():
                number = key.data
                assert isinstance(key.fileobj, socket.socket)
                if ready & selectors.EVENT_WRITE:
                    key.fileobj.sendall(requests[number])
                    waiting_for.modify(key.fileobj, selectors.EVENT_READ, number)
                    continue
                part = key.fileobj.recv(4096)
                assert part, "the server hung up before it had answered"
                answered[number] += part
                if is_whole(answered[number]):
                    took[number] = time.perf_counter() - began
                    waiting_for.unregister(key.fileobj)
                    key.fileobj.close()
    assert all(each.startswith(b"HTTP/1.1 200") for each in answered), answered[:1]
    return took


def is_whole(answer: bytes) -> bool:
    """Whether as much has come as was announced."""
    head, _, body = answer.partition(b"\r\n\r\n")
    announced = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return announced != b"" and len(body) >= int(announced)


def warm(port: int, events: int) -> None:
    """A server whose threads have answered before, as they always have."""
    for number in range(len(HOUSEHOLD)):
        all_at_once(port, [event(WARMING, number)])
    for _ in range(2):
        all_at_once(port, [event(WARMING, number) for number in range(events)])
    read_all()


def read_all() -> None:
    """Beat's minute, every half second, until nothing waits."""
    until = time.monotonic() + LONGEST
    while waiting("oura").exists() or Connection.objects.exclude(claimed_until=None).exists():
        scheduling.dispatch_due()
        time.sleep(0.5)
        assert time.monotonic() < until, "not read in time"


def most_at_once(runs: list[SyncRun]) -> int:
    """The most runs of one connection that were under way at the same moment."""
    return max(
        sum(
            other.connection_id == run.connection_id
            and other.started_at <= run.started_at < (other.finished_at or run.started_at)
            for other in runs
        )
        for run in runs
    )


def cpu_seconds(pid: int) -> float:
    """What a process and its children have used of the processors so far."""
    family = [str(pid), *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    fields = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in family]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server() -> Iterator[tuple[int, int]]:
    """gunicorn as it is deployed: its port and the id of its process."""
    port = ports.free_port()
    options = ["--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", "healthdash.wsgi", *options]
    process = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, env=dict(os.environ))
    with ended(process):
        for _ in range(150):
            try:
                all_at_once(port, [event(WARMING, 0)])
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid


@contextmanager
def worker() -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "-A", "celery_app", "worker", "--queues", "sync.oura"]
    command += ["--concurrency", "2", "--loglevel", "warning"]
    with ended(subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL)):
        yield


assert settings.SANDBOX_URL
main(**asked())
