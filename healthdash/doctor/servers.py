"""The database and Redis."""

from collections.abc import Iterator

from django.db import connection

from healthdash import health
from healthdash.doctor.finding import Finding, ok, wrong


def database() -> Iterator[Finding]:
    if error := health.database_error():
        yield wrong("database", f"does not answer: {error}. See that it runs; correct DATABASE_URL or DB_*.")
        return
    version = ".".join(str(part) for part in connection.get_database_version())
    yield ok("database", f"{connection.display_name} {version} answers")
    if problem := health.migrations_problem():
        yield wrong("migrations", what(problem))
    else:
        yield ok("migrations", "all applied")


def redis_server() -> Finding:
    if problem := health.redis_problem():
        return wrong(
            "redis",
            f"{what(problem)}. Start it (`make run` brings its own) or correct REDIS_URL; "
            "until then nothing is synced, and pages work.",
        )
    return ok("redis", "answers")


def what(problem: str) -> str:
    """The problem without the name in front of it."""
    return problem.partition(": ")[2]
