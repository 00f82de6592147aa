"""The four steps with a sheet of Google's: every answer as suggested, over HTTP to the sandbox."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory
from integrations.models import Connection, RawRecord, TableDraft, TableMapping
from integrations.sandbox.google.household import KEYS, TITLES
from integrations.sandbox.server import SandboxServer
from integrations.tests.tables.files import read, save, say
from metrics.models import FinanceEntry, Vital

from .test_connect import browser, connect, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return UserFactory(email="anna@example.org", timezone="Europe/Berlin")


@pytest.fixture
def client(sandbox: SandboxServer, user: User) -> Client:
    client = browser(user)
    connect(client, person="robin")
    return client


def address(sandbox: SandboxServer, person: str) -> str:
    return f"https://docs.google.com/spreadsheets/d/{sandbox.spreadsheet(person)}/edit#gid=0"


def paste(client: Client, address: str):
    return client.post(reverse("table_new"), {"provider": "google_sheets", "address": address})


def draft_of(client: Client, sandbox: SandboxServer, tab: str) -> TableDraft:
    assert paste(client, address(sandbox, "robin")).status_code == 302
    draft = TableDraft.objects.latest("pk")
    assert client.post(reverse("table_tab", args=[draft.pk]), {"tab": tab}).status_code == 302
    draft.refresh_from_db()
    return draft


def test_a_sheet_is_mapped_as_suggested_and_read(client: Client, sandbox: SandboxServer, user: User) -> None:
    for key in KEYS[:2]:
        draft = draft_of(client, sandbox, TITLES["robin"][key])
        assert say(client, draft).url == reverse("table_check", args=[draft.pk])
        mapping = save(client, draft)
    assert mapping.sheet_id == sandbox.spreadsheet("robin")
    done = read(mapping)
    assert done.requests == 3, "the tabs once, each of two tabs once"
    assert FinanceEntry.objects.filter(user=user, currency="EUR").count() > 500
    assert set(Vital.objects.values_list("metric", flat=True)) == {
        "vital.weight", "vital.systolic", "vital.diastolic", "vital.pulse",
    }  # fmt: skip


def mapped_coffee(client: Client, sandbox: SandboxServer) -> TableMapping:
    draft = draft_of(client, sandbox, TITLES["robin"]["coffee"])
    assert say(client, draft, **{"c1-kind": "own", "c1-name": "Cups"}).status_code == 302
    mapping = save(client, draft)
    read(mapping)
    return mapping


def test_a_renamed_tab_opens_for_changing_before_it_was_read_again(
    client: Client, sandbox: SandboxServer
) -> None:
    mapping = mapped_coffee(client, sandbox)
    assert mapping.tab_id
    sandbox.change("spreadsheet", person="robin", set={"coffee.title": "Espresso"})
    answer = client.post(reverse("table_edit", args=[mapping.pk]))
    draft = TableDraft.objects.latest("pk")
    assert answer.url == reverse("table_columns", args=[draft.pk])
    say(client, draft)
    after = save(client, draft)
    assert (after.tab, after.tab_id, after.tab_before) == ("Espresso", mapping.tab_id, "")


def test_in_place_of_a_deleted_tab_another_one_can_be_chosen(client: Client, sandbox: SandboxServer) -> None:
    mapping = mapped_coffee(client, sandbox)
    sandbox.change("spreadsheet", person="robin", set={"coffee.gone": True})
    read(mapping)
    assert "was deleted from" in client.get(reverse("tables")).content.decode()
    answer = client.post(reverse("table_edit", args=[mapping.pk]))
    draft = TableDraft.objects.latest("pk")
    assert answer.url == reverse("table_tab", args=[draft.pk])
    assert TITLES["robin"]["vitals"] in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "deleted"}, "was deleted"),
        ({"state": "unshared"}, "may not open this sheet"),
        ({"state": "excel"}, "most likely an Excel file"),
    ],
)
def test_what_is_wrong_with_a_sheet_stands_beside_its_address(
    client: Client, sandbox: SandboxServer, change: dict, words: str
) -> None:
    sandbox.change("spreadsheet", person="robin", set=change)
    assert words in paste(client, address(sandbox, "robin")).content.decode()
    assert not TableDraft.objects.exists()


def test_the_sheet_of_somebody_else_is_not_opened(client: Client, sandbox: SandboxServer) -> None:
    assert "may not open this sheet" in paste(client, address(sandbox, "sam")).content.decode()
    assert not TableDraft.objects.exists() and not TableMapping.objects.exists()


def test_a_key_that_ended_meanwhile_is_renewed_on_the_way(client: Client, sandbox: SandboxServer) -> None:
    sandbox.expire("robin")
    assert paste(client, address(sandbox, "robin")).status_code == 302
    sandbox.revoke("robin")
    assert "has ended our access" in paste(client, address(sandbox, "robin")).content.decode()


def test_who_has_not_connected_google_is_asked_to(sandbox: SandboxServer, client: Client) -> None:
    Connection.objects.all().delete()
    page = paste(client, address(sandbox, "robin"))
    assert page.status_code == 200 and "Google Sheets is not connected" in page.content.decode()
    assert "is connected" in said(connect(client, person="robin"))


def test_a_sheet_that_is_connected_again_with_its_numbers_kept_counts_once(
    client: Client, sandbox: SandboxServer, user: User
) -> None:
    def map_it() -> None:
        draft = draft_of(client, sandbox, TITLES["robin"]["finances"])
        say(client, draft)
        read(save(client, draft))

    def held() -> list:
        return sorted(FinanceEntry.objects.values_list("day", "direction", "amount", "category"))

    map_it()
    before = held()
    assert len(before) > 500
    client.post(reverse("connection_disconnect", args=["google_sheets"]), {"keep": "keep"})
    connect(client, person="robin")
    map_it()
    assert held() == before


def test_of_a_sheet_only_the_named_columns_are_kept_once_it_is_saved(
    client: Client, sandbox: SandboxServer
) -> None:
    Connection.objects.all().delete()
    page = client.get(reverse("connections")).content.decode()
    assert "keep of these only the columns that you name" in page
    connect(client, person="robin")
    draft = draft_of(client, sandbox, TITLES["robin"]["vitals"])
    say(client, draft, **{f"c{n}-kind": "ignore" for n in range(2, 5)})
    read(save(client, draft))
    assert not TableDraft.objects.exists()
    held = [set(record.payload["cells"]) for record in RawRecord.objects.all()]
    assert held and all(len(columns) == 2 for columns in held)
