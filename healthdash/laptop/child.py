"""One process that the supervisor looks after."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

BIGGEST_LOG = 5_000_000
# A process that lived this long had started well; what ended it is a new matter.
STARTED_WELL = 60.0
LONGEST_WAIT = 30.0
PR_SET_PDEATHSIG = 1


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """On Linux: has the kernel signal this process when the one that started it ends, however it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


@dataclass(slots=True)
class Child:
    """A command in a process group of its own, its output in a log file."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    quietly: bool = True  # False: what it prints is for the person at the terminal
    lasting: bool = True  # False: it ends by itself
    signal_when_orphaned: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    restart_at: float | None = field(default=None)

    def start(self) -> None:
        self.started_at, self.restart_at = time.monotonic(), None
        with open_log(self.log) as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log if self.quietly else None,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(self.signal_when_orphaned),
            )

    @property
    def exit_status(self) -> int | None:
        """None while it runs."""
        return self.process.poll() if self.process else None

    def has_ended(self) -> bool:
        return self.exit_status is not None

    def note_failure(self) -> float:
        """Counts an unexpected end; returns after how many seconds to start it again."""
        lived = time.monotonic() - self.started_at
        self.failures = 1 if lived > STARTED_WELL else self.failures + 1
        wait = min(2.0 ** (self.failures - 1), LONGEST_WAIT)
        self.restart_at = time.monotonic() + wait
        return wait

    def signal(self, number: int) -> None:
        """Reaches the process and everything that it started, also after its own end."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def ask_to_end(self) -> None:
        """Only the process itself: its own children are its business."""
        if self.process and self.exit_status is None:
            self.process.terminate()

    def last_lines(self, count: int = 8) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-count:]
        return "\n".join(f"    {line}" for line in lines)


def open_log(path: Path) -> IO[bytes]:
    """The log to append to; a big one is put aside first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > BIGGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")
