"""Years of Rize, read by a fresh process, and once more with nothing new."""

from datetime import timedelta

from bench.inside import answer, asked, peak_mib, seconds  # first: it sets Django up

# isort: split
from integrations.models import Connection, SyncRun
from integrations.sync.running import Options, sync


def main(years: int) -> None:
    connection = Connection.objects.select_related("user").get(provider="rize")
    # Today grows while we look: what is measured ends yesterday.
    today = connection.user.today()
    since, until = today - timedelta(days=years * 365), today - timedelta(days=1)
    options = Options(trigger=SyncRun.Trigger.COMMAND, since=since, until=until)
    runs: list[SyncRun] = []
    first = seconds(lambda: runs.append(sync(connection, options)))
    peak = peak_mib()
    connection.refresh_from_db()
    again = seconds(lambda: runs.append(sync(connection, options)))
    for run in runs:
        assert run.status == SyncRun.Status.OK, (run.status, run.error, run.streams)
    answer(
        seconds=first,
        requests=runs[0].requests,
        records=runs[0].records,
        peak_mib=peak,
        seconds_again=again,
        changed_again=runs[1].changed,
    )


main(**asked())
