"""A table of 20,000 rows: uploaded, looked at, saved and read by a fresh process; and once more as it was."""

from datetime import date, timedelta

from bench.inside import answer, asked, cpu_seconds, peak_mib, seconds  # first: it sets Django up

# isort: split
from accounts.models import User
from bench import tables
from integrations.models import Connection, SyncRun, TableMapping
from integrations.providers.files import reading
from integrations.sync import scheduling
from integrations.sync.running import Options, sync
from integrations.wizard import drafts, saving

FIRST = date(2010, 1, 1)
CATEGORIES = ("Rent", "Food", "Travel", "Books")


def table(rows: int) -> bytes:
    """Four lines of an account a day."""
    lines = ["Date;Payee;Category;Amount;Balance"]
    for n in range(rows):
        day, what = FIRST + timedelta(days=n // 4), CATEGORIES[n % 4]
        lines.append(f"{day:%d.%m.%Y};Payee {n % 97};{what};-{n % 900},{n % 100:02} €;{n}")
    return "\n".join(lines).encode()


def upload(user: User, content: bytes, mapping: TableMapping | None = None) -> SyncRun:
    """The four steps, and the reading that follows."""
    draft = drafts.of_upload(user, reading.read("account.csv", content), mapping)
    saving.save(draft, drafts.try_out(draft))
    connection = Connection.objects.select_related("user").get(user=user, provider="files")
    return sync(connection, Options(trigger=SyncRun.Trigger.COMMAND))


def main(rows: int) -> None:
    scheduling.enqueue = lambda *told: None  # nobody works on the queue here
    user = User.objects.create_user("tables@example.org", currency="EUR")
    runs: list[SyncRun] = []
    before = cpu_seconds()
    first = seconds(lambda: runs.append(upload(user, table(rows))))
    worked = cpu_seconds() - before
    peak, written = peak_mib(), tables.newest()
    mapping = TableMapping.objects.select_related("connection__user").get()
    again = seconds(lambda: runs.append(upload(user, table(rows), mapping)))
    for run in runs:
        assert (run.status, run.rejected) == (SyncRun.Status.OK, 0), (run.status, run.error, run.streams)
    answer(
        seconds=first,
        cpu_seconds=worked,
        records=runs[0].records,
        peak_mib=peak,
        seconds_again=again,
        changed_again=runs[1].changed + (written != tables.newest()),
    )


main(**asked())
