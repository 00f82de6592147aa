"""The daily sync of a running worker, when the vendor has nothing new."""

from statistics import median

from bench.inside import answer, asked, seconds  # first: it sets Django up

# isort: split
from bench.counting import queries
from bench.tables import newest
from integrations.models import Connection, SyncRun
from integrations.tasks import sync_connection


def main(times: int) -> None:
    pk = Connection.objects.values_list("pk", flat=True).get()

    def daily() -> None:
        sync_connection(pk, SyncRun.Trigger.SCHEDULE)

    for _ in range(3):  # the first one looks back 30 days, as once a week; then the process is warm
        daily()
    before = newest()
    took = [seconds(daily) for _ in range(times)]
    run = SyncRun.objects.filter(connection=pk).latest("pk")
    assert run.status == SyncRun.Status.OK, (run.status, run.error, run.streams)
    answer(
        ms=median(took) * 1000,
        requests=run.requests,
        queries=queries(daily),
        rows_written=run.changed + (newest() != before),
    )


main(**asked())
