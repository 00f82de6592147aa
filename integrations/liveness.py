"""Who of those that do the fetching is alive, and what stands still when nothing is fetched."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db import DatabaseError, connections
from django.db.models import Max
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from .models import Heartbeat

logger = logging.getLogger(__name__)

# Beat queues the dispatch every minute; after so long without one, nothing is fetched.
SILENCE = timedelta(minutes=5)
# Beat saves its schedule every three minutes.
BEAT_IS_LATE = timedelta(minutes=10)
PULSE_SECONDS = 60.0

BEAT, WORKER, PROCESS = "beat", "worker", "worker process"


class Stopped(Enum):
    """What stands still."""

    CLOCK = "clock"  # beat: nobody says when to fetch
    WORKERS = "workers"  # nobody fetches
    QUEUE = "queue"  # both are alive, and still nothing is taken up


@dataclass(frozen=True, slots=True)
class Signs:
    """When each was last heard of. `worked`: a worker took up a message, which beat or a page had sent."""

    worked: datetime | None = None
    process: datetime | None = None
    beat: datetime | None = None

    def is_working(self, now: datetime) -> bool:
        return is_recent(self.worked, now, SILENCE)

    def stopped(self, now: datetime) -> Stopped:
        """What is to blame when a sync is late."""
        beats = is_recent(self.beat, now, BEAT_IS_LATE)
        if self.is_working(now):
            return Stopped.QUEUE
        if is_recent(self.process, now, SILENCE):
            return Stopped.QUEUE if beats else Stopped.CLOCK
        return Stopped.WORKERS


def signs() -> Signs:
    """One query."""
    at = dict(Heartbeat.objects.values_list("name", "at"))
    return Signs(worked=at.get(WORKER), process=at.get(PROCESS), beat=at.get(BEAT))


def signs_with_beat() -> Signs:
    """The same with what beat itself has saved: a query more, for when something is late."""
    found = signs()
    saved = PeriodicTask.objects.aggregate(at=Max("last_run_at"))["at"]
    heard = max((at for at in (saved, found.beat) if at), default=None)
    return Signs(worked=found.worked, process=found.process, beat=heard)


def is_recent(at: datetime | None, now: datetime, within: timedelta) -> bool:
    return at is not None and now - at <= within


def heard_of(name: str) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


class Pulse(threading.Thread):
    """A worker's own sign of life. It needs no message, so it goes on when beat has stopped."""

    def __init__(self) -> None:
        super().__init__(name="pulse", daemon=True)
        self._over = threading.Event()

    def run(self) -> None:
        while True:
            beat_once()
            if self._over.wait(PULSE_SECONDS):
                return

    def stop(self) -> None:
        self._over.set()


def beat_once() -> None:
    """Trouble with the database is not this thread's to tell: the syncs tell it."""
    try:
        heard_of(PROCESS)
    except DatabaseError:
        logger.warning("No sign of life could be left.")
    finally:
        connections.close_all()
