"""`/healthz` (the process answers) and `/readyz` (database, migrations and Redis do too)."""

import functools
from collections.abc import Callable, Iterator

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

Problem = str | None


class HealthCheckMiddleware:
    """First of all, so that redirects and the host check cannot turn a load balancer away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path == "/readyz":
            return readiness()
        return self.get_response(request)


def readiness() -> HttpResponse:
    """200, or 503 with one line for each thing that is wrong. No address, name or password in it."""
    wrong = list(problems())
    body = "".join(f"{problem}\n" for problem in wrong) or "ready\n"
    response = HttpResponse(body, content_type="text/plain", status=503 if wrong else 200)
    response["Cache-Control"] = "no-store"
    return response


def problems() -> Iterator[str]:
    database = database_problem()
    # A database that does not answer cannot be asked for its migrations.
    for problem in (database, None if database else migrations_problem(), redis_problem()):
        if problem:
            yield problem


def database_problem() -> Problem:
    error = database_error()
    return f"database: does not answer ({type(error).__name__})" if error else None


def database_error() -> DatabaseError | None:
    """For the operator alone: its text may hold names and addresses."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return error
    return None


def migrations_problem() -> Problem:
    """Asked until nothing is missing; the code of a running process does not change after that."""
    try:
        all_applied()
    except DatabaseError as error:
        return f"migrations: cannot be read ({type(error).__name__})"
    except MigrationsMissing as missing:
        return f"migrations: {missing.args[0]} not applied; run `manage.py migrate`"
    return None


class MigrationsMissing(Exception):
    """Says how many."""


@functools.cache
def all_applied() -> None:
    """Raises MigrationsMissing, and is then asked again; an answer without error is remembered."""
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MigrationsMissing(len(plan))


def redis_problem() -> Problem:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)
    try:
        client.ping()
    except redis.RedisError as error:
        return f"redis: does not answer ({type(error).__name__})"
    finally:
        client.close()
    return None
