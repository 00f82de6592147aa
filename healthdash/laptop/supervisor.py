"""Starts processes, starts them again when they fail, and ends them all."""

import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from types import FrameType

from healthdash.laptop.child import Child

MOST_FAILURES = 5
# A sync that is cut short is done again when its claim has run out.
SECONDS_TO_END = 5.0


class Stop(BaseException):
    """The person, or the system, wants everything to end."""


class Failed(Exception):
    """Something does not work and starting it again does not help; the message is for the person."""


class Supervisor:
    def __init__(self) -> None:
        self.children: list[Child] = []

    def start(self, *children: Child) -> None:
        for child in children:
            self.children.append(child)
            child.start()

    def finish(self, *children: Child) -> None:
        """Starts commands that end by themselves and waits for all of them. Raises Failed."""
        self.start(*children)
        for child in children:
            self.wait_for(child.has_ended, seconds=600)
            self.children.remove(child)
            if child.exit_status:
                raise Failed(f"{child.name} failed:\n{child.last_lines()}\n    More in {child.log}.")

    def wait_for(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Looks after the children until the condition holds; False when it never did."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            self.look()
            time.sleep(0.1)
        return True

    def look(self) -> None:
        """Starts again what has ended and was not meant to. Raises Failed when that keeps happening."""
        for child in self.children:
            if not child.lasting:
                continue
            if child.restart_at is not None:
                if time.monotonic() >= child.restart_at:
                    child.start()
            elif child.exit_status is not None:
                self.restart_later(child)

    def restart_later(self, child: Child) -> None:
        child.signal(signal.SIGKILL)  # what it may have left behind
        wait = child.note_failure()
        what = f"{child.name} ended unexpectedly (status {child.exit_status}):\n{child.last_lines()}"
        if child.failures >= MOST_FAILURES:
            raise Failed(f"{what}\n    That was the {child.failures}th time; more in {child.log}.")
        print(f"{what}\n    Starting it again in {wait:.0f} s.", flush=True)

    def end(self) -> None:
        """Ends all children, the first started last: the queue outlives the workers."""
        for group in (self.children[1:], self.children[:1]):
            for child in group:
                child.ask_to_end()
            self.wait_for_end(group)
            for child in group:
                child.signal(signal.SIGKILL)

    def wait_for_end(self, children: list[Child]) -> None:
        end = time.monotonic() + SECONDS_TO_END
        while any(child.exit_status is None for child in children) and time.monotonic() < end:
            time.sleep(0.05)

    def kill(self) -> None:
        for child in self.children:
            child.signal(signal.SIGKILL)


@contextlib.contextmanager
def ending_on_signals(supervisor: Supervisor) -> Iterator[None]:
    """The first Ctrl-C (or SIGTERM, or a closed terminal) ends everything in order, the second at once."""

    def at_once(number: int, frame: FrameType | None) -> None:
        supervisor.kill()

    def in_order(number: int, frame: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, at_once)
        raise Stop

    for each in SIGNALS:
        signal.signal(each, in_order)
    try:
        yield
    finally:
        for each in SIGNALS:
            signal.signal(each, at_once)
        supervisor.end()


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
