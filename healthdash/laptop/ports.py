"""Which ports are free, and who has one that is not."""

import contextlib
import errno
import socket
from pathlib import Path


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def problem_with(port: int) -> str | None:
    """Why the port cannot be taken, in words; None when it can."""
    if not 1 <= port <= 65535:
        return f"{port} is not a port; ports go from 1 to 65535."
    for family, host in [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]:
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
                probe.listen()
        except PermissionError:
            return f"Port {port} is reserved for root."
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} is in use{holder_of(port)}."
            # This machine has no such address (no IPv6, say); nobody can be in our way there.
    return None


def next_free(port: int) -> int:
    """The first port above that can be taken."""
    start = max(port, 8000) + 1
    return next(each for each in (*range(start, start + 500), free_port()) if not problem_with(each))


def holder_of(port: int) -> str:
    """` by NAME (process 123)` where the system lets us see it, else nothing."""
    inodes = listening_inodes(port)
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(str(each.readlink()) in inodes for each in (folder / "fd").iterdir()):
                return f" by {(folder / 'comm').read_text().strip()} (process {folder.name})"
    return ""


def listening_inodes(port: int) -> set[str]:
    """`socket:[inode]` of every socket that listens on the port."""
    lines: list[str] = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            lines += Path(table).read_text().splitlines()[1:]
    fields = [line.split() for line in lines]
    # Columns: 1 local address (hexadecimal port last), 3 state (0A: listens), 9 inode.
    return {f"socket:[{row[9]}]" for row in fields if row[3] == "0A" and row[1].endswith(f":{port:04X}")}
