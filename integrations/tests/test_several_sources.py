"""What a command says of a person with more than one source."""

import pytest

from integrations.models import Connection, SyncRun
from integrations.sync import claims

from .test_commands import EMAIL, command, quick  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(vendor_connection, quick):  # noqa: F811
    """Connections to the invented vendor and to Oura."""
    return vendor_connection, quick


def test_a_source_with_nothing_to_do_does_not_hide_how_another_went(both, oura):
    invented, _ = both
    Connection.objects.filter(pk=invented.pk).update(state="paused")
    assert command("sync_user", EMAIL)[0] == 0
    oura.fault("daily_sleep", 500)
    assert command("sync_user", EMAIL)[0] == 1
    oura.fault("*", 500)
    assert command("sync_user", EMAIL)[0] == 2


def test_where_no_source_has_anything_to_do_the_status_says_so(both):
    for connection in both:
        claims.claim(connection.pk)
    assert command("sync_user", EMAIL)[0] == 3


def test_a_stream_is_read_from_the_source_that_has_it(both):
    invented, _ = both
    assert command("sync_user", EMAIL, "--stream", "scores")[0] == 0
    assert [run.connection for run in SyncRun.objects.all()] == [invented]
    status, _, error = command("sync_user", EMAIL, "--stream", "moods")
    assert status == 3 and "no stream moods" in error
