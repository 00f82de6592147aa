"""The demo household: made the way a person connects, and taken away again."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from healthdash import demo
from integrations.models import Connection, Credential
from integrations.sandbox.people import ALEX, HOUSEHOLD

pytestmark = pytest.mark.django_db


def test_every_person_is_connected_through_the_consent_page(sandbox, client):
    call_command("demo")
    assert set(User.objects.values_list("email", flat=True)) == {p.email for p in HOUSEHOLD}
    assert Credential.objects.filter(connection__world="sandbox").count() >= len(HOUSEHOLD)
    assert [r.status for r in sandbox.requests("token")].count(200) >= len(HOUSEHOLD)
    assert client.login(email=ALEX.email, password=demo.PASSWORD)


def test_a_second_time_changes_nothing(sandbox):
    call_command("demo")
    before = list(Connection.objects.values_list("pk", "created_at"))
    call_command("demo")
    assert list(Connection.objects.values_list("pk", "created_at")) == before


def test_removing_it_leaves_real_people_alone(sandbox, capsys):
    call_command("demo")
    User.objects.create_user("real@example.org")
    live = User.objects.get(email=ALEX.email)
    Connection.objects.filter(user=live).update(world="live")  # somebody made the account their own
    call_command("demo", "--remove")
    assert set(User.objects.values_list("email", flat=True)) == {"real@example.org", ALEX.email}


@pytest.mark.parametrize("address", ["", "http://localhost:9"])
def test_without_a_sandbox_it_says_what_to_do(settings, address):
    settings.SANDBOX_URL = address
    with pytest.raises(CommandError, match="sandbox"):
        call_command("demo")
