"""gspread's requests through our own session: bounded, counted, and raising nothing but ProviderErrors."""

from typing import Any

import requests
from gspread.http_client import HTTPClient
from gspread.urls import SPREADSHEETS_API_V4_BASE_URL

from healthdash.lib.http import Session
from integrations.http import Vendor

from .refusals import LABEL, check

PATH = "/v4/spreadsheets"


class SheetsTransport(HTTPClient):
    """gspread knows the API's paths and parameters. The session brings the token, so that google-auth with a
    refresh of its own stays out: one place renews keys, and it is not here."""

    def __init__(self, session: Session, base: str) -> None:
        super().__init__(auth=None, session=session)  # type: ignore[arg-type]
        self._vendor, self._base = Vendor(LABEL, session), base

    def request(self, method: str, endpoint: str, *args: Any, **options: Any) -> requests.Response:
        named = dict(zip(("params", "data", "json", "files", "headers"), args, strict=False)) | options
        url = f"{self._base}{PATH}{endpoint.removeprefix(SPREADSHEETS_API_V4_BASE_URL)}"
        response = self._vendor.send(method.upper(), url, **named)
        check(response)
        return response
