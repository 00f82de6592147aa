"""How many queries something needs."""

from collections.abc import Callable
from typing import Any

from django.db import connection


def queries(work: Callable[[], object]) -> int:
    count = 0

    def counted(execute: Callable[..., Any], *query: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*query)

    with connection.execute_wrapper(counted):
        work()
    return count
