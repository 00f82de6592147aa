"""Whether somebody does the work: beat, which says when, and the workers, which do it."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from celery_app import app
from healthdash.doctor.finding import Finding, ago, ok, wrong
from integrations.liveness import BEAT_IS_LATE, signs, signs_with_beat
from integrations.models import SyncRun
from integrations.registry import PROVIDERS

# A worker is heard of every minute.
WORKER_IS_LATE = timedelta(minutes=3)
SECONDS_TO_ANSWER = 1.0


def signs_of_life(answering: Collection[str]) -> Iterator[Finding]:
    """`answering`: the queues of the workers that answered just now."""
    finished = SyncRun.objects.aggregate(at=Max("finished_at"))["at"]
    worked = f"; the last sync ended {ago(finished)}" if finished else "; nothing has been synced yet"
    if answering and not worker_seen():  # started less than a minute ago
        yield ok("worker", f"answers{worked}")
    else:
        yield sign("worker", worker_seen(), WORKER_IS_LATE, worked)
    yield sign("beat", beat_seen(), BEAT_IS_LATE)


def worker_seen() -> datetime | None:
    """When a worker last took up a message, or showed that its process lives."""
    alive = signs()
    return max((at for at in (alive.worked, alive.process) if at), default=None)


def beat_seen() -> datetime | None:
    """When beat started, when it last saved its schedule, or when a worker answered its message."""
    alive = signs_with_beat()
    return max((at for at in (alive.beat, alive.worked) if at), default=None)


def sign(name: str, at: datetime | None, late: timedelta, more: str = "") -> Finding:
    if at is None:
        return wrong(name, f"never seen. Start it: `make run`, or on a server the {name} service.")
    if timezone.now() - at > late:
        return wrong(name, f"last seen {ago(at)}{more}. Start it again and look into its log.")
    return ok(name, f"last seen {ago(at)}{more}")


def queues_read() -> set[str]:
    """The queues that some worker reads: asks the workers and gives them a second to answer."""
    answers = app.control.inspect(timeout=SECONDS_TO_ANSWER).active_queues() or {}
    return {queue["name"] for each in answers.values() for queue in each}


def queues(read: Collection[str]) -> Finding:
    if unread := sorted({"default", *(f"sync.{slug}" for slug in PROVIDERS)}.difference(read)):
        names = ",".join(unread)
        return wrong("queues", f"no worker reads {names}. Start one: celery -A celery_app worker -Q {names}")
    return ok("queues", f"workers read {', '.join(sorted(read))}")
