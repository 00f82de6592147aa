"""`/google/…`: Google's addresses, each under the path that it has at Google."""

import json
import time
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from .. import faults as misbehaviour
from ..changes import Changes
from ..clock import Clock
from ..constants import GOOGLE_EMAIL_SCOPE, GOOGLE_PREFIX, GOOGLE_SHEETS_SCOPE
from ..faults import Fault, Faults
from ..http import Request, Response, as_json
from ..people import PEOPLE
from ..seen import Seen
from ..settings import Settings
from ..state import State
from . import consent, masks, refusals, view
from .a1 import BadRange
from .book import BOOK, Book, book_id, open_book, owner_of
from .grants import Allowed, Grants
from .oauth import OAuth, account_id
from .values import OutOfGrid, value_range

SHEETS = "/v4/spreadsheets/"
# What faults and tests call a request.
NAMES = {
    ("GET", "/o/oauth2/v2/auth"): "google_authorize",
    ("POST", "/o/oauth2/v2/auth"): "google_authorize",
    ("POST", "/token"): "google_token",
    ("POST", "/revoke"): "google_revoke",
    ("GET", "/v1/userinfo"): "userinfo",
}
VALUES = "values"


@dataclass(frozen=True, slots=True)
class Google:
    """The whole vendor."""

    clock: Clock
    state: State
    settings: Settings
    changes: Changes
    faults: Faults
    seen: Seen

    @property
    def grants(self) -> Grants:
        return Grants(self.clock, self.state, self.settings)

    @property
    def oauth(self) -> OAuth:
        return OAuth(self.grants, self.settings)

    def answer(self, request: Request) -> Response:
        path = unquote(request.path.removeprefix(GOOGLE_PREFIX))
        if shown := self._page(path, request):
            return shown
        name = NAMES.get((request.method, path), "")
        if not name and request.method == "GET" and path.startswith(SHEETS):
            name = VALUES if "/values" in path else BOOK
        if not name:
            return refusals.refusal(404)
        time.sleep(self.settings.latency)
        asked = replace(request, query={**request.query, **_said_in_path(path)})
        fault = self.faults.take(name, asked)
        response = _instead(fault) if fault else None
        if response is None:
            response = self._real(request, name, path)
            if fault:
                response = _spoilt(fault, response)
        self.seen.add(name, asked, response.status)
        return response

    def _page(self, path: str, request: Request) -> Response | None:
        """What a person looks at in a browser: everybody's sheets, and the clothes of the pages."""
        if request.method != "GET":
            return None
        if path == "/style.css":
            return consent.style()
        if path == "/":
            return view.index()
        owner = owner_of(path.removeprefix("/spreadsheets/d/").partition("/")[0])
        return view.sheet(self._book(book_id(owner))) if owner and path.startswith("/spreadsheets/") else None

    def _real(self, request: Request, name: str, path: str) -> Response:
        if name == "google_authorize":
            return self.oauth.authorize(request)
        if name == "google_token":
            return self.oauth.token(request)
        if name == "google_revoke":
            return self.oauth.revoke(request)
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        allowed = self.grants.by_access(token.strip()) if kind.lower() == "bearer" else None
        if name == "userinfo":
            return _userinfo(allowed)
        return self._sheets(request, path, allowed)

    def _sheets(self, request: Request, path: str, allowed: Allowed | None) -> Response:
        if allowed is None:
            return refusals.refusal(401)
        if not self.settings.google_sheets_api:
            return refusals.not_enabled()
        if GOOGLE_SHEETS_SCOPE not in allowed.scopes:
            return refusals.too_few_scopes()
        spreadsheet, _, rest = path.removeprefix(SHEETS).partition("/")
        book = self._book(spreadsheet)
        if book is None or book.state == "deleted":
            return refusals.refusal(404)
        if book.owner.slug != allowed.person or book.state == "unshared":
            return refusals.refusal(403)
        if book.state == "excel":
            return refusals.no_google_sheet()
        return _values(book, rest, request) if rest else _metadata(book, request)

    def _book(self, spreadsheet: str) -> Book | None:
        owner = owner_of(spreadsheet)
        return open_book(owner, self.clock, self.state, self.changes) if owner else None


def _said_in_path(path: str) -> dict[str, str]:
    """For tests: which spreadsheet a request was about."""
    spreadsheet = path.removeprefix(SHEETS).partition("/")[0]
    return {"spreadsheet": spreadsheet} if path.startswith(SHEETS) else {}


def _userinfo(allowed: Allowed | None) -> Response:
    if allowed is None or "openid" not in allowed.scopes:
        return refusals.wrong_login()
    person = PEOPLE[allowed.person]
    told: dict[str, Any] = {"sub": account_id(person), "picture": "https://example.org/nobody.png"}
    if GOOGLE_EMAIL_SCOPE in allowed.scopes:
        told |= {"email": person.email, "email_verified": True}
    return as_json(told)


def _metadata(book: Book, request: Request) -> Response:
    content = {
        "spreadsheetId": book.id,
        "properties": {
            "title": book.title,
            "locale": book.locale,
            "autoRecalc": "ON_CHANGE",
            "timeZone": str(book.owner.zone),
        },
        "sheets": [
            {
                "properties": {
                    "sheetId": sheet.gid,
                    "title": sheet.title,
                    "index": number,
                    "sheetType": "GRID",
                    "gridProperties": {"rowCount": sheet.row_count, "columnCount": sheet.column_count},
                }
            }
            for number, sheet in enumerate(book.sheets)
        ],
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }
    try:
        return as_json(masks.cut(content, masks.parse(request.query.get("fields", ""))))
    except ValueError:
        return refusals.refusal(400, "Request contains an invalid argument.")


def _values(book: Book, rest: str, request: Request) -> Response:
    """`values:batchGet` with any number of ranges, or `values/{range}` with one."""
    batch = rest == "values:batchGet"
    ranges = request.repeated.get("ranges", []) if batch else [rest.removeprefix("values/")]
    options = {
        "render": request.query.get("valueRenderOption", "FORMATTED_VALUE"),
        "dates": request.query.get("dateTimeRenderOption", "SERIAL_NUMBER"),
    }
    try:
        found = [value_range(book, asked, **options) for asked in ranges]
    except BadRange as error:
        return refusals.refusal(400, f"Unable to parse range: {error}")
    except OutOfGrid as error:
        return refusals.refusal(400, str(error))
    return as_json({"spreadsheetId": book.id, "valueRanges": found} if batch else found[0])


def _instead(fault: Fault) -> Response | None:
    """As for every vendor, with refusals in Google's envelope; `field` names a reason."""
    response = misbehaviour.instead(fault)
    if not fault.kind.isdecimal() or response is None:
        return response
    ours = refusals.refusal(int(fault.kind), reason=fault.field)
    kept = {name: value for name, value in response.headers.items() if name == "Retry-After"}
    return replace(ours, headers=kept)


def _spoilt(fault: Fault, response: Response) -> Response:
    if fault.kind != "empty" or response.status != 200:
        return misbehaviour.spoil(fault, response, "") if fault.kind != "empty" else response
    content = json.loads(response.body)
    for one in content.get("valueRanges", [content]):
        one.pop("values", None)
    return as_json(content)
