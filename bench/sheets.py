"""A sheet of 20,000 rows at Google: looked at, saved and read by a fresh process; and once more as it was."""

from bench.inside import answer, asked, cpu_seconds, peak_mib, seconds  # first: it sets Django up

# isort: split
from bench import tables
from integrations.models import Connection, SyncRun
from integrations.sandbox.google.book import book_id
from integrations.sandbox.people import BENCH
from integrations.sync import scheduling
from integrations.sync.running import Options, sync
from integrations.wizard import drafts, saving

TAB = "Finances"


def map_it(connection: Connection) -> None:
    """The four steps, every answer as suggested."""
    draft = drafts.of_sheet(connection.user, connection, book_id(BENCH))
    drafts.choose_tab(draft, TAB)
    saving.save(draft, drafts.try_out(draft))


def read() -> SyncRun:
    connection = Connection.objects.select_related("user").get(provider="google_sheets")
    return sync(connection, Options(trigger=SyncRun.Trigger.COMMAND))


def main() -> None:
    scheduling.enqueue = lambda *told: None  # nobody works on the queue here
    connection = Connection.objects.select_related("user").get(provider="google_sheets")
    runs: list[SyncRun] = []

    def map_and_read() -> None:
        map_it(connection)
        runs.append(read())

    before = cpu_seconds()
    first = seconds(map_and_read)
    worked = cpu_seconds() - before
    peak, written = peak_mib(), tables.newest()
    again = seconds(lambda: runs.append(read()))
    for run in runs:
        assert (run.status, run.rejected) == (SyncRun.Status.OK, 0), (run.status, run.error, run.streams)
    answer(
        seconds=first,
        cpu_seconds=worked,
        records=runs[0].records,
        requests=runs[0].requests,
        peak_mib=peak,
        peak_mib_again=peak_mib(),
        seconds_again=again,
        changed_again=runs[1].changed + (written != tables.newest()),
    )


asked()
main()
