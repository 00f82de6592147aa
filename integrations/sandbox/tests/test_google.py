"""The sandbox's Google: its OAuth, its Sheets API, and `gspread` itself on top of both."""

import base64
import hashlib
from datetime import timedelta
from statistics import mean
from urllib.parse import parse_qsl, urlsplit

import gspread
import pytest
import requests
from gspread.exceptions import APIError, SpreadsheetNotFound, WorksheetNotFound

from integrations.sandbox.constants import (
    GOOGLE_CLIENT_ID,
    GOOGLE_CLIENT_SECRET,
    GOOGLE_EMAIL_SCOPE,
    GOOGLE_SHEETS_SCOPE,
)
from integrations.sandbox.google.body import cups, weight
from integrations.sandbox.google.spending import entries
from integrations.sandbox.life import is_after_short_night
from integrations.sandbox.people import ALEX, SAM
from integrations.sandbox.server import SandboxServer

from .helpers import NOON
from .test_rize import DAYS

CALLBACK = "http://localhost:8000/accounts/google_sheets/login/callback/"
CLIENT = {"client_id": GOOGLE_CLIENT_ID, "client_secret": GOOGLE_CLIENT_SECRET}
SCOPES = ("openid", GOOGLE_EMAIL_SCOPE, GOOGLE_SHEETS_SCOPE)
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
QUERY = {
    "response_type": "code",
    "client_id": GOOGLE_CLIENT_ID,
    "redirect_uri": CALLBACK,
    "state": "s1",
    "scope": f"openid email {GOOGLE_SHEETS_SCOPE}",
    "access_type": "offline",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


class HTTPClient(gspread.HTTPClient):
    """gspread as it is, but for the address."""

    base = ""

    def request(self, method, endpoint, *args, **options):
        return super().request(
            method, endpoint.replace("https://sheets.googleapis.com", self.base), *args, **options
        )


@pytest.fixture
def client(server):
    return gspread_of(server, server.google_grant("alex")["access_token"])


def gspread_of(server, access):
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {access}"
    client = gspread.authorize(None, http_client=HTTPClient, session=session)
    client.http_client.base = f"{server.url}/google"
    return client


def authorize(server: SandboxServer, form: dict | None = None, **query: str) -> requests.Response:
    return requests.request(
        "GET" if form is None else "POST",
        f"{server.url}/google/o/oauth2/v2/auth",
        params={**QUERY, **query},
        data=form,
        allow_redirects=False,
        timeout=10,
    )


def came_back(answer: requests.Response) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(CALLBACK)
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def token(server: SandboxServer, **form: str) -> requests.Response:
    return requests.post(f"{server.url}/google/token", data={**CLIENT, **form}, timeout=10)


def exchange(server: SandboxServer, code: str, **form: str) -> requests.Response:
    values = {"redirect_uri": CALLBACK, "code_verifier": VERIFIER, **form}
    return token(server, grant_type="authorization_code", code=code, **values)


def refresh(server: SandboxServer, refresh_token: str) -> requests.Response:
    return token(server, grant_type="refresh_token", refresh_token=refresh_token)


# --- OAuth -------------------------------------------------------------------------------------------


def test_a_person_allows_and_what_is_ticked_is_granted(server):
    page = authorize(server)
    assert "See all your Google Sheets spreadsheets" in page.text and "hasn’t verified" in page.text
    assert "<script" not in page.text and 'name="scope" value' in page.text and "checked" in page.text

    form = {"person": "robin", "scope": [GOOGLE_SHEETS_SCOPE], "decision": "allow"}
    back = came_back(authorize(server, form))
    tokens = exchange(server, back["code"]).json()

    assert (back["state"], back["scope"]) == ("s1", " ".join(SCOPES))
    assert tokens["scope"].split() == list(SCOPES)
    assert (tokens["expires_in"], tokens["token_type"]) == (3599, "Bearer")
    assert tokens["access_token"].startswith("ya29.") and tokens["refresh_token"].startswith("1//")


def test_an_unticked_scope_is_not_granted_and_signing_in_cannot_be_unticked(server):
    back = came_back(authorize(server, {"person": "sam", "decision": "allow"}))
    access = exchange(server, back["code"]).json()["access_token"]

    assert back["scope"].split() == ["openid", GOOGLE_EMAIL_SCOPE]
    with pytest.raises(PermissionError) as refused:
        gspread_of(server, access).open_by_key(server.spreadsheet("sam"))
    assert "insufficient authentication scopes" in str(refused.value.__cause__)


def test_a_person_refuses(server):
    back = came_back(authorize(server, {"person": "sam", "decision": "refuse"}))
    assert back == {"error": "access_denied", "state": "s1"}


def test_who_is_no_tester_never_comes_back(server):
    server.settings.change({"google_app": "testing", "google_testers": ["alex"]})
    assert authorize(server, {"person": "sam"}).status_code == 403
    assert came_back(authorize(server, {"person": "alex"}))["code"]


@pytest.mark.parametrize(
    "query",
    [
        {"client_id": "someone"},
        {"redirect_uri": "/here"},
        {"scope": "openid everything"},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
    ],
)
def test_a_wrong_request_ends_on_the_page_of_google(server, query):
    assert authorize(server, **query).status_code == 400


def test_a_code_works_once_for_its_address_and_with_its_verifier(server):
    code = came_back(authorize(server, auto="1"))["code"]
    assert exchange(server, code, code_verifier="").json()["error_description"] == "Missing code verifier."
    assert exchange(server, code, code_verifier="w" * 43).json()["error"] == "invalid_grant"
    assert exchange(server, code, redirect_uri=CALLBACK + "x").json()["error"] == "redirect_uri_mismatch"
    assert exchange(server, code).status_code == 200
    assert exchange(server, code).json()["error"] == "invalid_grant"


def test_a_code_is_good_for_ten_minutes(server):
    code = came_back(authorize(server, auto="1"))["code"]
    server.set_now(NOON + timedelta(minutes=10))
    assert exchange(server, code).json()["error"] == "invalid_grant"


def test_only_offline_access_brings_a_refresh_token(server):
    code = came_back(authorize(server, auto="1", access_type="online"))["code"]
    assert "refresh_token" not in exchange(server, code).json()


def test_a_wrong_app_is_told_so(server):
    assert token(server, client_id="x").status_code == 401
    assert token(server, client_secret="x").json() == {  # noqa: S106
        "error": "invalid_client",
        "error_description": "Unauthorized",
    }
    assert token(server, grant_type="password").json()["error"] == "unsupported_grant_type"


def test_a_refresh_token_stays_the_same_and_works_again(server):
    first = server.google_grant("alex")
    again = [refresh(server, first["refresh_token"]).json() for _ in range(2)]
    assert all("refresh_token" not in answer for answer in again)
    assert len({first["access_token"], *(answer["access_token"] for answer in again)}) == 3


def test_an_access_token_lasts_an_hour(server):
    tokens = server.google_grant("alex")
    server.set_now(NOON + timedelta(seconds=3600))
    assert whose(server, tokens["access_token"]).status_code == 401
    assert whose(server, refresh(server, tokens["refresh_token"]).json()["access_token"]).status_code == 200


def test_an_app_in_testing_loses_its_people_after_a_week(server):
    server.settings.change({"google_app": "testing"})
    code = came_back(authorize(server, auto="1"))["code"]
    tokens = exchange(server, code).json()
    assert tokens["refresh_token_expires_in"] == "604800"
    server.set_now(NOON + timedelta(days=6, hours=23))
    assert refresh(server, tokens["refresh_token"]).status_code == 200
    server.set_now(NOON + timedelta(days=7))
    assert refresh(server, tokens["refresh_token"]).json() == {
        "error": "invalid_grant",
        "error_description": "Token has been expired or revoked.",
    }


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_ends_both_tokens(server, which):
    tokens = server.google_grant("alex")
    url = f"{server.url}/google/revoke"
    assert requests.post(url, data={"token": tokens[which]}, timeout=10).status_code == 200
    assert whose(server, tokens["access_token"]).status_code == 401
    assert refresh(server, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert requests.post(url, data={"token": tokens[which]}, timeout=10).status_code == 400


def whose(server, access):
    return requests.get(
        f"{server.url}/google/v1/userinfo", headers={"Authorization": f"Bearer {access}"}, timeout=10
    )


def test_an_account_has_a_number_of_its_own(server):
    found = {whose(server, server.google_grant(who)["access_token"]).json()["sub"] for who in ("alex", "sam")}
    assert len(found) == 2 and all(number.isdecimal() for number in found)


def test_keys_of_another_vendor_open_nothing(server):
    assert whose(server, server.grant("alex")["access_token"]).status_code == 401


# --- Sheets ------------------------------------------------------------------------------------------


def test_gspread_opens_a_sheet_and_reads_its_tabs(server, client):
    book = client.open_by_key(server.spreadsheet("alex"))
    assert (book.title, book.locale, book.timezone) == ("Alex's tables", "de_DE", "Europe/Berlin")
    assert [tab.title for tab in book.worksheets()] == ["Finances", "Vitals", "Coffee"]
    assert book.worksheet("Coffee").row_values(1) == ["Date", "Cups"]
    with pytest.raises(WorksheetNotFound):
        book.worksheet("Money")


def read(client, server, ranges, person="alex", **params):
    answer = client.http_client.values_batch_get(
        server.spreadsheet(person),
        ranges,
        params={"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"} | params,
    )
    return [one.get("values") for one in answer["valueRanges"]]


def test_values_are_numbers_and_serial_days_and_short_of_their_empty_ends(server, client):
    [rows] = read(client, server, ["'Finances'!A1:Z2000"])
    assert rows[0] == ["Date", "Amount", "Currency", "Category", "Account", "Note", "Note"]
    assert isinstance(rows[1][0], int) and isinstance(rows[1][1], float)
    assert rows[1][0] == 45696 == (NOON.date() - timedelta(days=400) - DAYS[0]).days + 45292
    assert {len(row) for row in rows} >= {0, 5, 7}, "ragged, and a blank line at the turn of the year"
    assert all(row == [] or row[-1] != "" for row in rows)


def test_shown_values_are_in_the_words_of_the_locale(server, client):
    shown = read(client, server, ["Finances!A2:B2"], valueRenderOption="FORMATTED_VALUE")[0][0]
    assert shown[0] == "08.02.2025" and "," in shown[1]
    dates = read(client, server, ["Finances!A2:A2"], dateTimeRenderOption="FORMATTED_STRING")[0]
    assert dates == [["08.02.2025"]]
    sam = gspread_of(server, server.google_grant("sam")["access_token"])
    [[[day, _, amount]]] = read(sam, server, ["Finances!A2:C2"], "sam", valueRenderOption="FORMATTED_VALUE")
    assert day == "08/02/2025" and amount.startswith("€")


def test_several_ranges_are_one_request_and_an_empty_one_has_no_values(server, client):
    server.sandbox.seen.clear()
    first, rows, empty = read(client, server, ["Coffee!A1:B1", "'Coffee'!2:3", "Vitals!M1:N5"])
    assert first == [["Date", "Cups"]] and len(rows) == 2 and empty is None
    assert [seen.name for seen in server.requests()] == ["values"]


@pytest.mark.parametrize("asked", ["Nowhere!A1:B2", "'Coffee'!", "Coffee!A1:B2:C3", ""])
def test_a_range_that_cannot_be_read_is_refused(server, client, asked):
    with pytest.raises(APIError) as refused:
        read(client, server, [asked])
    assert refused.value.error["status"] == "INVALID_ARGUMENT"


def test_metadata_comes_as_far_as_it_is_asked_for(server, client):
    wanted = "properties(title,locale),sheets.properties(title,gridProperties/rowCount)"
    found = client.http_client.fetch_sheet_metadata(server.spreadsheet("alex"), params={"fields": wanted})
    assert found["properties"] == {"title": "Alex's tables", "locale": "de_DE"}
    assert set(found["sheets"][0]["properties"]) == {"title", "gridProperties"}
    assert set(found["sheets"][0]["properties"]["gridProperties"]) == {"rowCount"}
    assert set(found) == {"properties", "sheets"}


def refusal(client, spreadsheet):
    with pytest.raises(APIError) as refused:
        client.http_client.fetch_sheet_metadata(spreadsheet)
    error = refused.value.error
    return refused.value.code, error["status"], [one["reason"] for one in error.get("details", [])]


def test_a_sheet_that_is_gone_or_somebody_elses_or_no_sheet(server, client):
    mine = server.spreadsheet("alex")
    assert refusal(client, server.spreadsheet("sam")) == (403, "PERMISSION_DENIED", [])
    assert refusal(client, "1nothing") == (404, "NOT_FOUND", [])
    for state, expected in (
        ("deleted", (404, "NOT_FOUND", [])),
        ("unshared", (403, "PERMISSION_DENIED", [])),
        ("excel", (400, "FAILED_PRECONDITION", [])),
    ):
        server.unchange()
        server.change("spreadsheet", person="alex", set={"state": state})
        assert refusal(client, mine) == expected
    with pytest.raises(APIError, match="not supported for this document"):
        client.open_by_key(mine)
    server.unchange()
    server.change("spreadsheet", person="alex", hide=True)
    with pytest.raises(SpreadsheetNotFound):
        client.open_by_key(mine)


def test_a_project_without_the_api_says_so(server, client):
    server.settings.change({"google_sheets_api": False})
    assert refusal(client, server.spreadsheet("alex")) == (403, "PERMISSION_DENIED", ["SERVICE_DISABLED"])


def test_faults_come_in_the_words_of_google(server, client):
    server.fault("values", 429, retry_after="7")
    with pytest.raises(APIError) as refused:
        read(client, server, ["Coffee!A1:B1"])
    assert (refused.value.error["status"], refused.value.response.headers["Retry-After"]) == (
        "RESOURCE_EXHAUSTED",
        "7",
    )
    server.lift()
    server.fault("values", "empty")
    assert read(client, server, ["Coffee!A1:B1"]) == [None]
    server.lift()
    server.fault("values", "broken_json")
    with pytest.raises(ValueError):
        read(client, server, ["Coffee!A1:B1"])


def test_a_sheet_is_changed_as_its_owner_would(server, client):
    server.change("coffee", person="alex", day="2026-03-10", set={"Cups": "72,4kg"})
    server.change("coffee", person="alex", day="2026-03-11", hide=True)
    before = read(client, server, ["Coffee!A1:C500"])[0]
    server.change(
        "spreadsheet",
        person="alex",
        set={"coffee.title": "Kaffee", "coffee.headers.Cups": "Mugs", "coffee.order": [1, None, 0]},
    )
    after = read(client, server, ["Kaffee!A1:C500"])[0]
    assert after[0] == ["Mugs", "", "Date"]
    assert [row[2] for row in after[1:]] == [row[0] for row in before[1:]]
    assert "72,4kg" in [row[0] for row in after]
    serial = (NOON.date().replace(day=11) - DAYS[0]).days + 45292
    assert serial not in [row[2] for row in after[1:]] and serial - 1 in [row[2] for row in after[1:]]


def test_a_sheet_can_be_of_any_size_and_lose_a_tab(server, client):
    server.change("spreadsheet", set={"coffee.size": [1_000_000, 26], "vitals.gone": True})
    tabs = client.open_by_key(server.spreadsheet("alex")).worksheets()
    assert [(tab.title, tab.row_count) for tab in tabs if tab.title == "Coffee"] == [("Coffee", 1_000_000)]
    assert "Vitals" not in [tab.title for tab in tabs]


def test_a_person_finds_their_sheet_in_a_browser(server):
    listed = requests.get(f"{server.url}/google/", timeout=10).text
    assert server.spreadsheet("robin") in listed
    shown = requests.get(
        f"{server.url}/google/spreadsheets/d/{server.spreadsheet('robin')}/edit", timeout=10
    ).text
    assert "Finanzen" in shown and "Betrag" in shown and "<script" not in shown


# --- What is planted ---------------------------------------------------------------------------------


def spent(person, day):
    return -sum(e.amount for e in entries(person, day) if e.amount < 0 and e.category != "Rent")


@pytest.mark.parametrize("person", [ALEX, SAM])
def test_week_ends_cost_more_and_a_salary_comes_once_a_month(person):
    free = [spent(person, d) for d in DAYS if d.weekday() >= 5]
    working = [spent(person, d) for d in DAYS if d.weekday() < 5]
    assert mean(free) > 1.8 * mean(working)
    paid = [d for d in DAYS for e in entries(person, d) if e.category == "Salary"]
    assert len(paid) == len({(d.year, d.month) for d in paid}) >= 26
    assert all(d.weekday() < 5 for d in paid)


def test_alex_pays_in_dollars_when_away():
    currencies = {e.currency for d in DAYS for e in entries(ALEX, d)}
    assert currencies == {"EUR", "USD"}
    assert {e.currency for d in DAYS for e in entries(SAM, d)} == {"EUR"}


def test_a_short_night_makes_coffee_and_a_year_moves_weight():
    tired = [cups(ALEX, d) for d in DAYS if is_after_short_night(ALEX, d) and cups(ALEX, d) is not None]
    rested = [cups(ALEX, d) for d in DAYS if not is_after_short_night(ALEX, d) and cups(ALEX, d) is not None]
    assert mean(tired) > mean(rested) + 1
    winter = mean(weight(ALEX, d) for d in DAYS if d.month == 1)
    summer = mean(weight(ALEX, d) for d in DAYS if d.month == 7)
    assert winter - summer > 1.5


def test_a_line_typed_twice_is_taken_out_two_days_later(server, client):
    server.set_now(NOON.replace(day=6))
    twice = read(client, server, ["Finances!A1:G2000"])[0]
    server.set_now(NOON.replace(day=7, hour=23))
    access = server.google_grant("alex")["access_token"]
    once = read(gspread_of(server, access), server, ["Finances!A1:G2000"])[0]
    assert [row for row in twice if row not in once] == [] and len(twice) > len(set(map(str, twice)))
    fifth = (NOON.date().replace(day=5) - DAYS[0]).days + 45292
    assert sum(row[:1] == [fifth] for row in twice) == sum(row[:1] == [fifth] for row in once) + 1
