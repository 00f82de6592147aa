"""A table that is mapped otherwise while it is being read."""

from dataclasses import replace

import pytest

from integrations.models import Connection, TableMapping
from integrations.providers.files import reading
from integrations.sync import jobs
from integrations.sync.running import Options, sync
from integrations.wizard import drafts, saving
from metrics.models import Vital

pytestmark = pytest.mark.django_db

POUND = 0.45359237


def weigh_in(draft, unit):
    columns = draft.answers.columns
    said = [replace(one, unit=unit) if one.kind == "vital.weight" else one for one in columns]
    drafts.answer(draft, replace(draft.answers, columns=tuple(said)))
    return saving.save(draft, drafts.try_out(draft))[0]


def run():
    return sync(Connection.objects.get(), Options())


def weights():
    return [round(value, 3) for value in Vital.objects.order_by("start").values_list("value", flat=True)]


@pytest.fixture
def mapping(owner):
    upload = reading.read("weight.csv", b"Date,Weight\n2026-11-01,160\n2026-11-02,161\n")
    mapping = weigh_in(drafts.of_upload(owner, upload), "kg")
    run()
    assert weights() == [160, 161]
    return mapping


def test_a_unit_that_is_changed_counts_from_the_next_reading(mapping):
    weigh_in(drafts.of_mapping(mapping), "lb")
    assert run().changed == 2
    assert weights() == [round(160 * POUND, 3), round(161 * POUND, 3)]
    assert run().changed == 0


def test_a_unit_that_is_changed_while_the_table_is_read_counts_from_the_next_reading(mapping, monkeypatch):
    plan = jobs.Plan.__init__

    def planned(self, *arguments):
        plan(self, *arguments)
        monkeypatch.setattr(jobs.Plan, "__init__", plan)
        weigh_in(drafts.of_mapping(TableMapping.objects.get()), "lb")

    monkeypatch.setattr(jobs.Plan, "__init__", planned)
    run()
    connection = Connection.objects.get()
    assert connection.next_sync_at <= connection.last_success_at
    run()
    assert weights() == [round(160 * POUND, 3), round(161 * POUND, 3)]
    assert run().changed == 0
