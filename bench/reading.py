"""Years of Oura, read in one go by a fresh process."""

from datetime import timedelta

from bench.inside import answer, asked, cpu_seconds, peak_mib, seconds  # first: it sets Django up

# isort: split
from bench import tables
from integrations import registry
from integrations.models import Connection, SyncRun
from integrations.sync.running import Options, sync
from metrics.models import IntradaySeries


def main(years: int, heart_rate: bool) -> None:
    connection = Connection.objects.select_related("user").get()
    since = connection.user.today() - timedelta(days=years * 365)
    streams = {stream.slug for stream in registry.PROVIDERS["oura"].streams}
    wanted = streams if heart_rate else streams - {"heartrate"}
    options = Options(trigger=SyncRun.Trigger.COMMAND, since=since, streams=frozenset(wanted))
    runs: list[SyncRun] = []
    cpu = cpu_seconds()
    elapsed = seconds(lambda: runs.append(sync(connection, options)))
    cpu, peak, run = cpu_seconds() - cpu, peak_mib(), runs[0]
    assert run.status == SyncRun.Status.OK, (run.status, run.error, run.streams)
    # For the runs that follow the history begins here, not ten years ago.
    connection.streams.update(backfill_floor=since)
    answer(
        seconds=elapsed,
        cpu_seconds=cpu,
        requests=run.requests,
        rows=tables.rows(),
        rows_per_second=tables.rows() / elapsed,
        samples=_samples(),
        peak_mib=peak,
    )


def _samples() -> int:
    days = IntradaySeries.objects.values_list("samples", flat=True)
    return sum(len(samples["t"]) for samples in days.iterator())


main(**asked())
