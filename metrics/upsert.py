"""Many rows in one statement: the only place that knows how SQLite and MySQL differ here.

Django's `bulk_create(update_conflicts=True)` takes two to three times as long for the same rows.
"""

import time
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connection, models, transaction

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M", bound=models.Model)

# MySQL and MariaDB: lock wait timeout, and chosen as a deadlock's victim. SQLite: another writer is at it.
RETRYABLE = {1205, 1213}
ATTEMPTS = 5


def upsert(
    model: type[models.Model],
    *,
    columns: Sequence[str],
    key: Sequence[str],
    update: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Insert rows; where one with the same natural key exists, write its `update` columns instead.

    `columns`, `key` and `update` are attribute names of the model ("user_id"); `rows` hold one value per
    column, ready for the database (see `adapters`). Rows go in in the order of their key, so that two
    writers wait for each other rather than deadlock.
    """
    if not rows:
        return
    at = [columns.index(name) for name in key]
    ordered = sorted(rows, key=lambda row: tuple(row[i] for i in at))
    with connection.cursor() as cursor:
        cursor.executemany(_statement(model, tuple(columns), tuple(key), tuple(update)), ordered)


def _statement(
    model: type[models.Model], columns: tuple[str, ...], key: tuple[str, ...], update: tuple[str, ...]
) -> str:
    quote = connection.ops.quote_name

    def quoted(names: Sequence[str]) -> list[str]:
        return [quote(column_of(model, name)) for name in names]

    # Nothing but placeholders between the brackets: with a constant there, mysqlclient sends row by row.
    insert = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(quoted(columns))}) "  # noqa: S608  (names of our own models, quoted)
        f"VALUES ({', '.join(['%s'] * len(columns))}) "
    )
    if connection.vendor == "mysql":
        assignments = ", ".join(f"{column} = VALUES({column})" for column in quoted(update))
        return f"{insert}ON DUPLICATE KEY UPDATE {assignments}"
    assignments = ", ".join(f"{column} = excluded.{column}" for column in quoted(update))
    return f"{insert}ON CONFLICT ({', '.join(quoted(key))}) DO UPDATE SET {assignments}"


def column_of(model: type[models.Model], name: str) -> str:
    """The column behind a field of a model."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field) and field.column
    return field.column


def adapters(model: type[models.Model], columns: Sequence[str]) -> list[Callable[[Any], Any]]:
    """Per column, what turns a Python value into one that `upsert` can send."""

    def adapter(name: str) -> Callable[[Any], Any]:
        field = model._meta.get_field(name)
        return lambda value: field.get_db_prep_save(value, connection)  # type: ignore[union-attr]

    return [adapter(name) for name in columns]


def retry_on_deadlock(function: Callable[P, T]) -> Callable[P, T]:
    """Run a function in a transaction of its own, again when the database chose it as a deadlock's victim.

    The function must be safe to repeat. Inside another transaction it runs once: after a deadlock the
    whole of that one is gone, so only its owner can repeat it.
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        attempts = 1 if connection.in_atomic_block else ATTEMPTS
        for attempt in range(1, attempts + 1):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except OperationalError as error:
                if attempt == attempts or not is_retryable(error):
                    raise
                time.sleep(0.05 * 2**attempt)
        raise AssertionError("unreachable")

    return wrapper


def is_retryable(error: OperationalError) -> bool:
    """Whether the same transaction may well succeed when it is repeated."""
    code = error.args[0] if error.args else None
    return code in RETRYABLE or "database is locked" in str(error)


def locked(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """The same rows, locked until the transaction ends, where the database has row locks.

    SQLite has none and needs none: its transactions take the lock on the whole file as they begin.
    """
    return rows.select_for_update() if connection.features.has_select_for_update else rows
