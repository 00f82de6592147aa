"""An upgrade keeps what people have: every table of the state before holds a row while it is migrated."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from healthdash.tests.test_delete_account import make

BEFORE = [
    ("accounts", "0001_initial"),
    ("integrations", "0002_connection_told_at"),
    ("journal", "0001_check_ins_and_reflections"),
    ("metrics", "0004_work_sessions"),
]
OURS = {app for app, _name in BEFORE}
Content = dict[str, dict[str, Any]]


@pytest.fixture
def before(transactional_db: None) -> Iterator[Apps]:
    """The models as they were; whatever happens, the database is as it should be afterwards."""
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    yield executor.loader.project_state(BEFORE).apps
    forward()


def forward() -> Apps:
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate(leaves)
    return executor.loader.project_state(leaves).apps


def tables(apps: Apps) -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in OURS and not model._meta.proxy:
            yield model


def content(model: type[models.Model], columns: list[str]) -> Content:
    """What its rows hold, as it is read: decrypted, and not as bytes."""
    rows = model._default_manager.order_by("pk")
    return {str(row.pk): {name: getattr(row, name) for name in columns} for row in rows}


def test_whatever_was_there_is_there_afterwards(before: Apps) -> None:
    person = before.get_model("accounts", "User").objects.create(email="anna@example.org", name="Anna ✓")
    held: dict[str, Content] = {}
    for number, model in enumerate(tables(before)):
        if model._meta.label != "accounts.User":
            make(model, person, number)
    for model in tables(before):
        columns = [field.attname for field in model._meta.concrete_fields]
        held[model._meta.label] = content(model, columns)
    assert len(held) > 20
    assert all(held.values())

    after = forward()

    for label, rows in held.items():
        columns = list(next(iter(rows.values())))
        assert content(after.get_model(label), columns) == rows, label
