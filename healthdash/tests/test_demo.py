"""The demo household: made the way a person connects, and taken away again."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from healthdash import demo, demo_tables
from integrations.models import Connection, Credential, TableMapping
from integrations.sandbox.people import ALEX, HOUSEHOLD
from integrations.sync.running import Options, sync
from metrics.models import CustomMetric, DailyMetric, FinanceEntry

from .test_delete_account import PERSONAL

pytestmark = pytest.mark.django_db


def test_every_person_is_connected_through_the_consent_page(sandbox, client):
    call_command("demo")
    assert set(User.objects.values_list("email", flat=True)) == {p.email for p in HOUSEHOLD}
    assert Credential.objects.filter(connection__world="sandbox").count() >= len(HOUSEHOLD)
    assert [r.status for r in sandbox.requests("token")].count(200) >= len(HOUSEHOLD)
    assert client.login(email=ALEX.email, password=demo.PASSWORD)


def test_a_second_time_changes_nothing(sandbox):
    call_command("demo")
    before = [*Connection.objects.values_list("pk", "created_at"), *TableMapping.objects.values_list()]
    call_command("demo")
    after = [*Connection.objects.values_list("pk", "created_at"), *TableMapping.objects.values_list()]
    assert after == before


@pytest.mark.parametrize("person", HOUSEHOLD, ids=lambda person: person.slug)
def test_everybody_has_money_vitals_and_coffee_from_a_sheet(sandbox, person):
    user = demo._account(person)
    demo._connect(user, person, "google_sheets")
    assert demo_tables.map_tables(user, person) == 3
    connection = Connection.objects.get(user=user, provider="google_sheets")
    assert (connection.state, connection.tables.count()) == ("active", 3)
    done = sync(connection, Options(trigger="command"))
    assert (done.records > 900, not any(told["error"] for told in done.streams.values())) == (True, True)
    assert FinanceEntry.objects.filter(user=user, direction="income").exists()
    numbers = DailyMetric.objects.filter(user=user, value__isnull=False)
    assert {"vital.weight", "vital.systolic", "vital.pulse", "finance.spent.eur"} <= set(
        numbers.values_list("metric", flat=True)
    )
    own = CustomMetric.objects.get(user=user, label="Coffee")
    assert (own.unit, own.aggregate, numbers.filter(metric=own.key).count() > 300) == ("cups", "sum", True)


def test_removing_it_leaves_real_people_alone(sandbox, capsys, settings):
    call_command("demo")
    User.objects.create_user("real@example.org")
    live = User.objects.get(email=ALEX.email)
    Connection.objects.filter(user=live).update(world="live")  # somebody made the account their own
    call_command("demo", "--remove")
    assert set(User.objects.values_list("email", flat=True)) == {"real@example.org", ALEX.email}

    Connection.objects.filter(user=live).update(world="sandbox")
    settings.SANDBOX_URL = ""  # `make run` was stopped before
    call_command("demo", "--remove")
    assert [model._meta.label for model in PERSONAL if model.objects.exists()] == []


@pytest.mark.parametrize("address", ["", "http://localhost:9"])
def test_without_a_sandbox_it_says_what_to_do(settings, address):
    settings.SANDBOX_URL = address
    with pytest.raises(CommandError, match="sandbox"):
        call_command("demo")
