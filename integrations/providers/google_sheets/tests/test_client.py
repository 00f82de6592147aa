"""What is asked of Google, and what its answers and refusals become."""

import pytest

from integrations.errors import BadPayload, CredentialsRefused, RateLimited, StreamRefused, Unavailable
from integrations.mapping.grid import Tab
from integrations.providers.google_sheets.addresses import spreadsheet_id
from integrations.providers.google_sheets.client import GoogleSheetsClient
from integrations.providers.google_sheets.source import open_sheet
from integrations.sandbox.constants import GOOGLE_EMAIL_SCOPE
from integrations.sandbox.server import SandboxServer

ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz-0123456789_abcde"


@pytest.fixture
def client(sandbox: SandboxServer):
    client = GoogleSheetsClient({"access_token": sandbox.google_grant("alex")["access_token"]}, "sandbox")
    yield client
    client.close()


@pytest.fixture
def mine(sandbox: SandboxServer) -> str:
    return sandbox.spreadsheet("alex")


# --- addresses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        ID,
        f"  {ID}\n",
        f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0",
        f"https://docs.google.com/spreadsheets/d/{ID}/edit?usp=sharing&gid=12#gid=12",
        f"https://docs.google.com/spreadsheets/u/1/d/{ID}",
        f"docs.google.com/spreadsheets/d/{ID}/",
        f"https://drive.google.com/file/d/{ID}/view",
        f"http://localhost:8100/google/spreadsheets/d/{ID}/edit",
    ],
)
def test_the_sheet_is_found_in_whatever_a_person_pastes(address: str) -> None:
    assert spreadsheet_id(address) == ID


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "not the address of a sheet"),
        ("my sheet", "not the address of a sheet"),
        ("https://docs.google.com/spreadsheets/", "not the address of a sheet"),
        ("https://docs.google.com/document/d/short/edit", "not the address of a sheet"),
        (f"https://docs.google.com/spreadsheets/d/e/2PACX-{ID}/pubhtml", "published copy"),
        ("../../etc/passwd?x=aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "not the address of a sheet"),
    ],
)
def test_what_is_no_address_is_told_before_anything_is_asked(
    sandbox: SandboxServer, client: GoogleSheetsClient, address: str, words: str
) -> None:
    with pytest.raises(BadPayload, match=words):
        open_sheet(client, address)
    assert sandbox.requests() == []


# --- reading -----------------------------------------------------------------------------------------


def test_a_sheet_shows_its_tabs_its_language_and_its_zone(client: GoogleSheetsClient, mine: str) -> None:
    book = open_sheet(client, mine).tabs()
    assert (book.title, book.locale, book.zone) == ("Alex's tables", "de_DE", "Europe/Berlin")
    assert [tab.title for tab in book.tabs] == ["Finances", "Vitals", "Coffee"]
    assert all(isinstance(tab, Tab) and tab.rows > 1000 and tab.columns == 26 for tab in book.tabs)


def test_the_first_rows_come_as_values_with_serial_days(
    sandbox: SandboxServer, client: GoogleSheetsClient, mine: str
) -> None:
    grid = open_sheet(client, mine).grid("Finances", 20)
    assert len(grid.rows) == 20 and grid.locale == "de_DE"
    assert grid.rows[0][:2] == ["Date", "Amount"]
    assert isinstance(grid.rows[1][0], int) and isinstance(grid.rows[1][1], float)
    assert [seen.name for seen in sandbox.requests()] == ["spreadsheet", "values"]


def test_more_rows_than_there_are_is_all_of_them(client: GoogleSheetsClient, mine: str) -> None:
    whole = client.grid(mine, "Coffee")
    assert client.grid(mine, "Coffee", 10**6).rows == whole.rows
    assert client.grid(mine, "Coffee", 1).rows == [["Date", "Cups"]]


def test_a_tab_may_be_called_anything(sandbox: SandboxServer, client: GoogleSheetsClient, mine: str) -> None:
    title = "Mum's “€/$” tab!A1, 100%"
    sandbox.change("spreadsheet", set={"coffee.title": title})
    assert client.grid(mine, title, 1).rows == [["Date", "Cups"]]


def test_an_empty_tab_is_no_rows(sandbox: SandboxServer, client: GoogleSheetsClient, mine: str) -> None:
    sandbox.fault("values", "empty")
    assert list(client.grid(mine, "Coffee").rows) == []


def test_what_goes_out_is_counted_and_holds_no_token(
    sandbox: SandboxServer, client: GoogleSheetsClient, mine: str
) -> None:
    client.grid(mine, "Coffee", 5)
    client.grid(mine, "Vitals", 5)
    assert client.requests_made == 3 == len(sandbox.requests())
    assert client.account_id().isdecimal()
    assert not any("ya29" in str(seen) for seen in sandbox.requests())


# --- refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("deleted", "was deleted, or its address is not complete"),
        ("unshared", "may not open this sheet"),
        ("excel", "most likely an Excel file"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_why_and_what_to_do(
    sandbox: SandboxServer, client: GoogleSheetsClient, mine: str, state: str, words: str
) -> None:
    sandbox.change("spreadsheet", person="alex", set={"state": state})
    with pytest.raises(BadPayload, match=words):
        open_sheet(client, mine).tabs()


def test_the_sheet_of_another_person_stays_closed(sandbox: SandboxServer, client: GoogleSheetsClient) -> None:
    with pytest.raises(BadPayload, match="may not open this sheet"):
        open_sheet(client, sandbox.spreadsheet("sam")).grid("Finances")


def test_a_project_without_the_api_is_the_operators_matter(
    sandbox: SandboxServer, client: GoogleSheetsClient, mine: str
) -> None:
    sandbox.settings.change({"google_sheets_api": False})
    with pytest.raises(Unavailable, match="API is not switched on"):
        client.book(mine)


def test_a_missing_permission_names_the_box_to_tick(sandbox: SandboxServer, mine: str) -> None:
    access = sandbox.google_grant("alex", scopes=("openid", GOOGLE_EMAIL_SCOPE))["access_token"]
    with pytest.raises(StreamRefused, match="tick “See all your Google Sheets spreadsheets”"):
        GoogleSheetsClient({"access_token": access}, "sandbox").book(mine)


def test_a_renamed_tab_is_told_with_those_that_are_there(
    sandbox: SandboxServer, client: GoogleSheetsClient, mine: str
) -> None:
    sandbox.change("spreadsheet", set={"coffee.title": "Kaffee"})
    with pytest.raises(
        BadPayload, match="no tab “Coffee” in “Alex's tables” any more.*Finances, Vitals, Kaffee"
    ):
        client.grid(mine, "Coffee")
    assert [seen.name for seen in sandbox.requests()] == ["spreadsheet"]


def test_a_million_cells_are_refused_before_any_is_read(
    sandbox: SandboxServer, client: GoogleSheetsClient, mine: str
) -> None:
    sandbox.change("spreadsheet", set={"coffee.size": [200_000, 26]})
    with pytest.raises(BadPayload, match="5,200,000 cells, and we read at most 1,000,000"):
        client.grid(mine, "Coffee")
    assert [seen.name for seen in sandbox.requests()] == ["spreadsheet"]


@pytest.mark.parametrize("name", ["x" * 5000, "%s%(tab)d", "“"])
def test_however_long_a_name_is_the_sentence_can_be_stored(
    sandbox: SandboxServer, client: GoogleSheetsClient, mine: str, name: str
) -> None:
    sandbox.change("spreadsheet", set={"coffee.title": name, "vitals.title": "y" * 300, "title": "z" * 300})
    with pytest.raises(BadPayload) as told:
        client.grid(mine, "Coffee" * 20)
    assert len(str(told.value)) <= 300


@pytest.mark.parametrize("where", ["spreadsheet", "values"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("401", CredentialsRefused),
        ("429", RateLimited),
        ("500", Unavailable),
        ("503", Unavailable),
        ("drop", Unavailable),
        ("cut", Unavailable),
        ("html", BadPayload),
        ("broken_json", BadPayload),
        ("400", BadPayload),
    ],
)
def test_google_in_trouble(
    sandbox: SandboxServer, client: GoogleSheetsClient, mine: str, where: str, fault: str, error: type
) -> None:
    sandbox.fault(where, fault)
    with pytest.raises(error) as told:
        client.grid(mine, "Coffee")
    assert type(told.value) is error
    assert "Google Sheets" in str(told.value)
    sandbox.lift()
    assert client.grid(mine, "Coffee", 2).rows


def test_google_is_not_waited_for_longer_than_is_set(
    sandbox: SandboxServer, client: GoogleSheetsClient, mine: str, settings
) -> None:
    settings.HTTP_TIMEOUT = 0.05
    sandbox.fault("values", "slow", seconds=0.15)
    with pytest.raises(Unavailable):
        client.grid(mine, "Coffee")


def test_google_says_for_how_long_to_wait(
    sandbox: SandboxServer, client: GoogleSheetsClient, mine: str
) -> None:
    sandbox.fault("values", 429, retry_after="37")
    with pytest.raises(RateLimited) as told:
        client.grid(mine, "Coffee")
    assert told.value.retry_after == 37
