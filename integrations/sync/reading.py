"""Jobs in, rows out: pages are fetched, written in order, and every failure finds its place."""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from healthdash.lib.formats import named_day
from integrations import credentials
from integrations.contract import Client
from integrations.errors import CredentialsRefused, ProviderError, RateLimited, StreamRefused, Unavailable

from . import claims
from .fetching import Arrival, Fetcher
from .jobs import Plan
from .planning import Job
from .progress import StreamProgress
from .writing import Doubted, Target, WindowWriter


class Reader:
    """Reads the jobs of one run with its connection's key. `unavailable`: the vendor failed somewhere."""

    def __init__(self, target: Target, plan: Plan, secret: Mapping[str, str]) -> None:
        self.target, self.plan, self.secret = target, plan, dict(secret)
        self.streams = plan.streams
        self.refused: set[str] = set()
        self.answered = False
        self.halt: RateLimited | None = None
        self.unavailable: Unavailable | None = None
        self.trouble: ProviderError | None = None  # the first of what concerns one collection only

    def read(self, jobs: Sequence[Job]) -> None:
        """Reads jobs. Raises the ProviderError that ends the run."""
        self._fetch(jobs)
        if self.refused and not self._key_is_good():
            self._renew_key()
            self._fetch(self._left(jobs))
            if self.refused and not self._key_is_good():
                raise self._refusal()
        if self.refused:
            self._note_refused()
            self._fetch(self._left(jobs), key_is_good=True)
            self._note_refused()
        if self.halt:
            raise self.halt

    def settle(self) -> None:
        """After everything: a vendor that never answered, or gave nothing that we can use, ends the run."""
        if self.unavailable and not self.answered:
            raise self.unavailable
        # A person's own tables are in trouble one by one, and each says what helps.
        if self.plan.options.is_whole and not self.target.provider.streams_of:
            self._refuse_nothing()

    def _refuse_nothing(self) -> None:
        tallies = [progress.tally for progress in self.streams.values()]
        if not all(tally.error or tally.note for tally in tallies) or self._has_read():
            return
        if error := self.unavailable or self.trouble:
            raise error
        if all(tally.note for tally in tallies):
            sentence = _("%(vendor)s does not share anything with us.")
            raise StreamRefused(sentence % {"vendor": self.target.provider.label})

    def _has_read(self) -> bool:
        return any(progress.done for progress in self.streams.values())

    def _left(self, jobs: Iterable[Job]) -> list[Job]:
        """What is neither read nor in trouble."""
        return [job for job in jobs if self._is_left(job, self.streams[job.stream.slug])]

    def _is_left(self, job: Job, progress: StreamProgress) -> bool:
        return job.window not in progress.done and not progress.tally.error and not progress.tally.note

    # --- the key -----------------------------------------------------------------------------------

    def _key_is_good(self) -> bool:
        """401 for a stream is a matter of scope while our key opens the account, else of the connection."""
        with closing(self._client()) as client:
            try:
                client.account_id()
            except CredentialsRefused:
                return False
            finally:
                self.target.run.requests += client.requests_made
        return True

    def _client(self) -> Client:
        return self.target.provider.client(self.secret, self.target.connection.world)

    def _renew_key(self) -> None:
        used = credentials.key_in(self.secret)
        if self.target.provider.refresh:
            latest = credentials.refresh_now(self.target.connection, used)
        else:
            latest = credentials.secret(self.target.connection)
            if credentials.key_in(latest) == used:  # else a new one was pasted meanwhile
                raise self._refusal()
        self.refused, self.secret = set(), dict(latest)

    def _refusal(self) -> CredentialsRefused:
        today = self.plan.today
        words = {"vendor": self.target.provider.label, "day": named_day(today, today)}
        return CredentialsRefused(_("%(vendor)s stopped accepting our key on %(day)s.") % words)

    def _note_refused(self) -> None:
        for progress in (self.streams[slug] for slug in self.refused):
            words = {"vendor": self.target.provider.label, "stream": progress.stream.label}
            progress.note(_("%(vendor)s does not share %(stream)s with us.") % words)
        self.refused = set()

    # --- pages -------------------------------------------------------------------------------------

    def _fetch(self, jobs: Sequence[Job], key_is_good: bool = False) -> None:
        if not jobs or self.halt:
            return
        threads = min(self.target.provider.threads or settings.SYNC_FETCH_THREADS, len(jobs))
        fetcher = Fetcher(jobs, self._client, threads, key_is_good)
        writers: dict[Job, WindowWriter] = {}
        try:
            for arrival in fetcher.arrivals(idle_seconds=claims.lasts().total_seconds() / 6):
                if isinstance(arrival, Arrival):
                    self._take(arrival, writers)
                else:
                    claims.renew(self.target.connection.pk, self.target.token)
        finally:
            self.target.run.requests += fetcher.requests

    def _take(self, arrival: Arrival, writers: dict[Job, WindowWriter]) -> None:
        job, progress = arrival.job, self.streams[arrival.job.stream.slug]
        progress.tally.requests += 1
        if arrival.error:
            writers.pop(job, None)
            self._take_error(progress, arrival.error)
            return
        assert arrival.page is not None
        self.answered = True
        writer = writers.pop(job, None) or WindowWriter(self.target, job, progress.marks.doubted)
        started = time.monotonic()
        try:
            counts = writer.write(
                arrival.page,
                on_last=lambda changed: progress.finish(
                    job,
                    self.plan.today,
                    timezone.now(),
                    clean=not writer.rejected_any,
                    changed=changed,
                    lacking=" ".join(writer.absent.values()),
                ),
            )
        except Doubted as doubt:
            self._doubt(progress, job, doubt)
            return
        progress.tally.count(counts, time.monotonic() - started)
        if arrival.page.is_last:
            self._report(job)
        else:
            writers[job] = writer

    def _report(self, job: Job) -> None:
        if self.plan.options.on_progress:
            done = sum(len(p.done) for p in self.streams.values())
            planned = sum(len(p.jobs) for p in self.streams.values())
            self.plan.options.on_progress(done, planned, job.stream.slug, job.window)

    # --- trouble -----------------------------------------------------------------------------------

    def _take_error(self, progress: StreamProgress, error: ProviderError) -> None:
        if isinstance(error, CredentialsRefused):
            self.refused.add(progress.stream.slug)
        elif isinstance(error, StreamRefused):
            self.answered, self.trouble = True, self.trouble or error
            progress.note(str(error))
        else:
            progress.fail(str(error), is_wait=isinstance(error, RateLimited))
            if isinstance(error, RateLimited):
                self.halt = error
            elif isinstance(error, Unavailable):
                self.unavailable = error
            else:
                self.answered, self.trouble = True, self.trouble or error

    def _doubt(self, progress: StreamProgress, job: Job, doubt: Doubted) -> None:
        progress.doubt(job.window)
        sentence = _(
            "%(vendor)s sent nothing for days of which we hold %(count)s records. "
            "They are kept until a second look agrees."
        )
        progress.fail(sentence % {"vendor": self.target.provider.label, "count": doubt.held})
