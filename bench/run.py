"""Measures and prints everything.

BENCH_DATABASE_URL: a MariaDB or MySQL server beside SQLite, whose user may create databases.
BENCH_REDIS_URL: a Redis whose queue `sync.oura` may be emptied; without it an embedded one is started.
QUICK=1: one year in place of five and ten, everything once.
ONLY=shown,webhooks: only these of the parts oura, work, tables, shown, dispatch, webhooks, ingest, search.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from . import machine, places
from .figures import Figures
from .places import Place
from .processes import ROOT, Environment, Sandbox, manage, measure, redis_server, sandbox

MOST_MIB = 200


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: years of history, repetitions, connections, days of values."""

    years: int = 5
    longest: int = 10
    repeat: int = 3
    rounds: int = 2
    shows: int = 15
    connections: int = 10_000
    days: int = 1826


PARTS = ("oura", "work", "tables", "shown", "dispatch", "webhooks", "ingest", "search")
QUICK = Size(years=1, longest=2, repeat=1, rounds=1, shows=7, connections=2_000, days=365)


class Bench:
    """The measurements; each on every database before the next one."""

    def __init__(self, size: Size, short: Sequence[Place], long: Sequence[Place], vendor: Sandbox) -> None:
        self.size, self.short, self.long, self.vendor = size, short, long, vendor
        self.figures = Figures(machine.describe(), [place.vendor for place in long])

    def go(self, parts: Sequence[str]) -> None:
        for part in parts:
            getattr(self, part)()

    def oura(self) -> None:
        years, length = self.size.years, in_words(self.size.years)
        for _ in range(self.size.repeat):
            self.read(self.long, f"{length} of Oura without heart rate", years, False, at_most=10)
        self.vendor.switch("settings", latency=0.15)
        self.read(self.long, "the same with 150 ms a request", years, False, at_most=15)
        self.vendor.switch("settings", latency=0.0)
        self.read(self.long, f"{length} of Oura with heart rate", years, True, at_most=40)
        self.nothing_new()

    def shown(self) -> None:
        """Pages and figures, with one year and with many behind them."""
        self.read(self.short, "1 year with heart rate", 1, True)
        self.read(self.long, f"{in_words(self.size.longest)} with heart rate", self.size.longest, True)
        self.every_source()
        self.pages()
        self.charts()
        self.first_load()

    def read(
        self, where: Sequence[Place], what: str, years: int, heart_rate: bool, at_most: float | None = None
    ) -> None:
        for place in where:
            say(f"{what} into {place.vendor}")
            place.empty()
            measure(place.environment, "connecting")
            found = measure(place.environment, "reading", years=years, heart_rate=heart_rate)
            self._add(what, place, "seconds", found["seconds"], at_most)
            self._add(what, place, "of these, processor seconds of ours", found["cpu_seconds"])
            self._add(what, place, "requests", found["requests"])
            if heart_rate:
                self._add(what, place, "heart-rate samples", found["samples"])
            self._add(what, place, "rows", found["rows"])
            self._add(what, place, "rows per second", found["rows_per_second"])
            self._add(what, place, "peak memory, MiB", found["peak_mib"], MOST_MIB)

    def work(self) -> None:
        what = "2 years of Rize"
        for place in self.long:
            say(f"{what} into {place.vendor}")
            place.empty()
            measure(place.environment, "connecting", provider="rize")
            found = measure(place.environment, "working", years=2)
            self._add(what, place, "seconds", found["seconds"], 10)
            self._add(what, place, "requests", found["requests"])
            self._add(what, place, "records", found["records"])
            self._add(what, place, "peak memory, MiB", found["peak_mib"], MOST_MIB)
            self._add(what, place, "read again: seconds", found["seconds_again"])
            self._add(what, place, "read again: records changed", found["changed_again"], 0)

    def tables(self) -> None:
        what = "a table of 20,000 rows: uploaded, tried out, saved and read"
        for place in self.long:
            say(f"{what}, {place.vendor}")
            place.empty()
            found = measure(place.environment, "uploading", rows=20_000)
            self._add(what, place, "seconds", found["seconds"], 10)
            self._add(what, place, "of these, processor seconds of ours", found["cpu_seconds"])
            self._add(what, place, "rows", found["records"])
            self._add(what, place, "peak memory, MiB", found["peak_mib"], MOST_MIB)
            self._add(what, place, "uploaded again as it was: seconds", found["seconds_again"])
            self._add(what, place, "uploaded again as it was: rows changed", found["changed_again"], 0)
        self.sheet()

    def sheet(self) -> None:
        what = "a Google sheet of 20,000 rows: tried out, saved and read"
        for place in self.long:
            say(f"{what}, {place.vendor}")
            place.empty()
            measure(place.environment, "connecting", provider="google_sheets")
            found = measure(place.environment, "sheets")
            self._add(what, place, "seconds", found["seconds"], 10)
            self._add(what, place, "of these, processor seconds of ours", found["cpu_seconds"])
            self._add(what, place, "rows", found["records"])
            self._add(what, place, "requests of a reading", found["requests"])
            self._add(what, place, "peak memory, MiB", found["peak_mib"], MOST_MIB)
            self._add(what, place, "read again: seconds", found["seconds_again"])
            self._add(what, place, "read again: rows changed", found["changed_again"], 0)

    def nothing_new(self) -> None:
        what = "a daily sync with nothing new, warm worker"
        for place in self.long:
            say(f"{what}, {place.vendor}")
            found = measure(place.environment, "nothing_new", times=9)
            self._add(what, place, "milliseconds", found["ms"], 200)
            self._add(what, place, "requests", found["requests"])
            self._add(what, place, "queries", found["queries"])
            self._add(what, place, "rows of data written", found["rows_written"], 0)

    def every_source(self) -> None:
        """What pages and figures are measured with: the other sources beside Oura, as many years of them."""
        for years, where in {1: self.short, self.size.longest: self.long}.items():
            for place in where:
                say(f"{in_words(years)} of every other source into {place.vendor}")
                measure(place.environment, "every_source", years=years)

    def charts(self) -> None:
        what = f"figures over {self.size.longest} years"
        for place in self.long:
            say(f"{what}, {place.vendor}")
            for name, found in measure(place.environment, "charts", times=self.size.shows).items():
                slow = {"ms": (f"{name}: milliseconds", 60), "again_ms": (f"{name}: again (304), ms", 10)}
                for figure, (label, most) in slow.items():
                    self.figures.add(what, label, place.vendor, *found[figure], at_most=most)
                self._add(what, place, f"{name}: KiB", found["kib"], 150)

    def first_load(self) -> None:
        what = "first visit of Today in Chromium, nothing kept, processor 4 times slower"
        for place in self.long:
            say(f"{what}, {place.vendor}")
            found = measure(place.environment, "first_load", times=self.size.repeat + 2)
            if not found:
                print("Chromium is not measured: there is none on the PATH.", file=sys.stderr)
                return
            largest = ("milliseconds to the largest paint", found["paint_ms"], 1000)
            first = ("KiB received, compressed", found["first_kib"], 650)
            scrolled = ("KiB with every chart scrolled into view", found["with_charts_kib"], 650)
            for label, values, most in (largest, first, scrolled):
                self.figures.add(what, label, place.vendor, *values, at_most=most)

    def pages(self) -> None:
        """Both lengths of history in turn, so that a busy moment of the machine meets both."""
        what = "pages, server time"
        lengths = {1: self.short, self.size.longest: self.long}
        for _ in range(self.size.rounds):
            for years, where in lengths.items():
                for place in where:
                    say(f"pages with {in_words(years)}, {place.vendor}")
                    for name, found in measure(place.environment, "pages", times=self.size.shows).items():
                        self.figures.add(
                            what, f"{name}, {years} y: milliseconds", place.vendor, *found["ms"], at_most=40
                        )
                        self._add(what, place, f"{name}, {years} y: queries", found["queries"], 12)
        self._ratios(what)

    def _ratios(self, what: str) -> None:
        for name in ("Today", "Sleep", "Metric"):
            for place in self.long:
                long = self.figures.value(what, f"{name}, {self.size.longest} y: milliseconds", place.vendor)
                short = self.figures.value(what, f"{name}, 1 y: milliseconds", place.vendor)
                if long and short:
                    self._add(what, place, f"{name}: {self.size.longest} years / 1 year", long / short, 1.2)

    def dispatch(self) -> None:
        what = f"dispatch_due with {self.size.connections:,} due connections"
        for place in self.short:
            say(f"{what}, {place.vendor}")
            place.empty()
            found = measure(place.environment, "dispatching", connections=self.size.connections)
            self._add(what, place, "seconds until all are queued", found["seconds"], 5)

    def webhooks(self) -> None:
        what = "200 webhook events at once, over HTTP"
        for place in self.short:
            say(f"{what}, {place.vendor}")
            place.empty()
            found = measure(place.environment, "webhooks", events=200, rounds=self.size.repeat)
            self._add(what, place, "milliseconds, median", found["median"])
            self._add(what, place, "milliseconds, 95th percentile", found["p95"], 100)
            self._add(what, place, "of the processor, each, milliseconds", found["cpu_ms"])
            self._add(what, place, "runs that they led to", found["runs"])
            self._add(what, place, "requests of these", found["requests"])
            self._add(what, place, "runs at once, of one connection", found["at_once"], 1)

    def ingest(self) -> None:
        what = f"ingest of {self.size.days * 70:,} daily values"
        for place in self.short:
            say(f"{what}, {place.vendor}")
            place.empty()
            found = measure(place.environment, "ingesting", days=self.size.days)
            self._add(what, place, "seconds, all new", found["seconds"])
            self._add(what, place, "seconds, unchanged", found["unchanged_seconds"])

    def search(self) -> None:
        days = self.size.longest * 365
        for texts, kind in ((False, "a line a day"), (True, "a line and a reflection a day")):
            what = f"search in {in_words(self.size.longest)} of diary, {kind}"
            for place in self.short:
                say(f"{what}, {place.vendor}")
                place.empty()
                measure(place.environment, "searching", write=days, texts=texts)
                for _ in range(self.size.repeat):
                    found = measure(place.environment, "searching")
                    self._add(what, place, "entries", found["entries"])
                    self._add(what, place, "milliseconds, first in a process", found["first_ms"], 300)
                    self._add(what, place, "of these, processor ms", found["first_cpu_ms"])
                    self._add(what, place, "milliseconds, again", found["again_ms"], 300)

    def _add(self, what: str, place: Place, figure: str, value: float, at_most: float | None = None) -> None:
        self.figures.add(what, figure, place.vendor, value, at_most=at_most)


def in_words(years: int) -> str:
    return "1 year" if years == 1 else f"{years} years"


def say(what: str) -> None:
    print(f"[load {machine.load():4.1f}] {what} …", file=sys.stderr, flush=True)


def environment(folder: Path, redis_url: str) -> Environment:
    """An installation of its own, without anything of the one that is here."""
    others = {"DATABASE_URL", "DB_NAME", "PUBLIC_URL", "ALLOWED_HOSTS", "MAKEFLAGS", "MAKELEVEL"}
    return {
        **{name: value for name, value in os.environ.items() if name not in others},
        "DOTENV": os.devnull,
        "DJANGO_SETTINGS_MODULE": "healthdash.settings.local",
        "SECRET_KEY": "only-for-benchmarks",
        "ENCRYPTION_KEY": "only-for-benchmarks-too",
        "DATA_DIR": str(folder),
        "REDIS_URL": redis_url,
        "LOG_LEVEL": "WARNING",
        "SYNC_MAX_OUTSTANDING": "1000000",
    }


def main() -> None:
    parts = os.environ.get("ONLY", ",".join(PARTS)).split(",")
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"ONLY takes {', '.join(PARTS)}; not {', '.join(sorted(unknown))}.")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="healthdash-bench-")))
        url = os.environ.get("BENCH_REDIS_URL") or stack.enter_context(redis_server(folder))
        common = environment(folder, url)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        vendor = stack.enter_context(sandbox(folder, {**common, "DATABASE_URL": "sqlite://:memory:"}, now))
        common["SANDBOX_URL"] = vendor.url
        names = ["short", "long"]
        found = [stack.enter_context(places.sqlite(folder, common, names))]
        if mariadb := os.environ.get("BENCH_DATABASE_URL"):
            found.append(stack.enter_context(places.mariadb(mariadb, common, names)))
        else:
            print("MariaDB is not measured: BENCH_DATABASE_URL names no server.", file=sys.stderr)
        manage({**common, "DATABASE_URL": "sqlite://:memory:"}, "collectstatic", "--no-input")
        size = QUICK if os.environ.get("QUICK") else Size()
        bench = Bench(size, [each["short"] for each in found], [each["long"] for each in found], vendor)
        bench.go(parts)
    report(bench.figures)


def report(figures: Figures) -> None:
    about = figures.machine
    print(
        f"\n{about['machine']}, Python {about['python']}; load {about['load']} before, {machine.load()} after"
    )
    print(f"Medians; “!” is above the aim.\n\n{figures.table()}\n")
    print(f"Written to {figures.write(ROOT / 'bench' / 'results').relative_to(ROOT)}.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
