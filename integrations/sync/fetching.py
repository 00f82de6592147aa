"""Fetch threads: HTTP only, no database. Pages come out of one bounded queue, in order within a window."""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from integrations.contract import Client, Page
from integrations.errors import BadPayload, CredentialsRefused, ProviderError, RateLimited, Unavailable

from .planning import Job

# So many requests in a row without an answer: the vendor is down, not the collection.
GIVE_UP_AFTER = 2


@dataclass(frozen=True, slots=True)
class Arrival:
    """A page of a job, or the error that ended it."""

    job: Job
    page: Page | None = None
    error: ProviderError | None = None


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing came for a while: time to renew the claim."""


class Fetcher:
    """Reads jobs in a few threads. At most two pages per thread are in memory at any moment."""

    def __init__(
        self, jobs: Sequence[Job], make_client: Callable[[], Client], threads: int, key_is_good: bool = False
    ) -> None:
        self._jobs = iter(jobs)
        self._make_client = make_client
        self._arrivals: queue.Queue[Arrival | None] = queue.Queue(maxsize=threads)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._broken: set[str] = set()
        self._answered = key_is_good
        self._unanswered = 0
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]
        self.requests = 0

    def arrivals(self, idle_seconds: float) -> Iterator[Arrival | Idle]:
        """Everything that comes in, until all threads have ended."""
        for thread in self._threads:
            thread.start()
        running = len(self._threads)
        try:
            while running:
                try:
                    arrival = self._arrivals.get(timeout=idle_seconds)
                except queue.Empty:
                    yield Idle()
                    continue
                if arrival is None:
                    running -= 1
                else:
                    yield arrival
        finally:
            self._drain()

    def _drain(self) -> None:
        """Lets threads end that wait for room in the queue, when the reader left early."""
        self._stop.set()
        while any(thread.is_alive() for thread in self._threads):
            try:
                self._arrivals.get(timeout=0.05)
            except queue.Empty:
                continue

    def _next_job(self) -> Job | None:
        with self._lock:
            if self._stop.is_set():
                return None
            return next((job for job in self._jobs if job.stream.slug not in self._broken), None)

    def _work(self) -> None:
        clients: list[Client] = []
        try:
            while job := self._next_job():
                self._fetch(clients, job)
        finally:
            for client in clients:
                client.close()
                with self._lock:
                    self.requests += client.requests_made
            self._arrivals.put(None)

    def _fetch(self, clients: list[Client], job: Job) -> None:
        try:
            if not clients:
                clients.append(self._make_client())
            for page in clients[0].pages(job.stream, job.window):
                self._answered, self._unanswered = True, 0
                self._arrivals.put(Arrival(job, page=page))
                if self._stop.is_set():
                    return
        except ProviderError as error:
            self._note(job, error)
            self._arrivals.put(Arrival(job, error=error))
        except Exception as error:  # a bug in a provider must not look like the end of its data
            self._broken.add(job.stream.slug)
            words = {"stream": job.stream.label, "error": type(error).__name__}
            problem = BadPayload(_("Reading %(stream)s failed on our side (%(error)s).") % words)
            problem.__cause__ = error
            self._arrivals.put(Arrival(job, error=problem))

    def _note(self, job: Job, error: ProviderError) -> None:
        with self._lock:
            self._broken.add(job.stream.slug)
            self._unanswered += isinstance(error, Unavailable)
            refused = isinstance(error, CredentialsRefused) and not self._answered
            if isinstance(error, RateLimited) or refused or self._unanswered >= GIVE_UP_AFTER:
                self._stop.set()
