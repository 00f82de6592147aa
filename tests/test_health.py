"""`/healthz` and `/readyz`, as a load balancer asks for them."""

import pytest
from django.db import DatabaseError, connection

from healthdash import health


@pytest.fixture(autouse=True)
def forget_migrations():
    health.all_applied.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_both_answer_whatever_the_host_and_the_scheme(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get(path, headers={"host": "10.0.0.7:8000"})

    assert response.status_code == 200


def test_the_process_is_well_without_a_database(client):
    """Not marked for the database: a query would fail the test."""
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_a_lost_redis_is_named_without_its_password(client, settings):
    settings.REDIS_URL = "redis://:hunter2@127.0.0.1:1/0"

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content == b"redis: does not answer (ConnectionError)\n"


@pytest.mark.django_db
def test_a_lost_database_is_named_without_its_address(client, monkeypatch):
    def refuse():
        raise DatabaseError("Access denied for user 'root'@'secret-host'")

    monkeypatch.setattr(connection, "cursor", refuse)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content == b"database: does not answer (DatabaseError)\n"


@pytest.mark.django_db
def test_missing_migrations_are_counted_until_they_are_applied(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'integrations'")
    assert client.get("/readyz").content.startswith(b"migrations: ")
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_being_ready_costs_one_query_once_migrations_are_known(client, django_assert_num_queries):
    client.get("/readyz")

    with django_assert_num_queries(1):
        assert client.get("/readyz").status_code == 200
