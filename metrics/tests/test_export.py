"""Numbers leave as they are stored, and as they stand."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from .factories import DAY, DailyMetricFactory

pytestmark = pytest.mark.django_db


def export(*args):
    out = io.StringIO()
    call_command("export_metrics", *args, stdout=out)
    return out.getvalue()


def test_a_csv_tells_the_sources_value_from_the_persons():
    row = DailyMetricFactory(override=25_000.5)
    DailyMetricFactory(user=row.user, metric="sleep.hrv", value=50.0, excluded=True)
    DailyMetricFactory()
    hrv, total = csv.DictReader(io.StringIO(export(row.user.email)))
    assert total == {
        "day": "2026-03-01",
        "metric": "sleep.total",
        "source": "oura",
        "value": "27000.0",
        "override": "25000.5",
        "excluded": "false",
        "effective": "25000.5",
    }
    assert (hrv["value"], hrv["excluded"], hrv["effective"]) == ("50.0", "true", "")


def test_json_lines_keep_null_apart_from_zero():
    row = DailyMetricFactory(value=0.0)
    DailyMetricFactory(user=row.user, source="other", value=None, override=1.0)
    second, first = map(json.loads, export(row.user.email.upper(), "--format", "jsonl").splitlines())
    assert (first["value"], first["override"], first["effective"]) == (0.0, None, 0.0)
    assert (second["value"], second["effective"]) == (None, 1.0)


def test_both_ends_of_the_range_are_included():
    row = DailyMetricFactory()
    day = row.day.isoformat()
    assert len(export(row.user.email, "--since", day, "--until", day).splitlines()) == 2
    assert len(export(row.user.email, "--since", "2026-03-02").splitlines()) == 1


def test_an_unknown_person_is_one_clear_sentence():
    with pytest.raises(CommandError, match=r"There is no user nobody@example\.org\."):
        export("nobody@example.org")


@pytest.mark.parametrize("nonsense", ["yesterday", "2026-02-30", "0001-01-01"])
def test_a_day_that_is_none_is_refused_in_a_sentence(nonsense):
    with pytest.raises(CommandError, match="is not a day|no day on which"):
        call_command("export_metrics", "anybody@example.org", f"--since={nonsense}")


def test_years_come_out_whole_and_in_order():
    user = DailyMetricFactory().user
    days = [DAY - timedelta(days=n) for n in range(180, 1_200, 181)]
    for day in days:
        DailyMetricFactory(user=user, day=day)
    exported = [json.loads(line)["day"] for line in export(user.email, "--format", "jsonl").splitlines()]
    assert exported == [day.isoformat() for day in (*reversed(days), DAY)]
