"""What Google's errors mean, in plain words with what to do. The type decides what the engine does next."""

from collections.abc import Mapping
from typing import Any

import requests
from django.utils.translation import gettext as _

from integrations.errors import BadPayload, ProviderError, StreamRefused, Unavailable
from integrations.http import check_status, json_object

LABEL = "Google Sheets"
NOT_ENABLED = {"SERVICE_DISABLED", "accessNotConfigured"}
TOO_FEW_SCOPES = {"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"}


def check(response: requests.Response) -> None:
    """Raises the ProviderError that an answer of the Sheets API stands for; returns for a success."""
    if not response.ok and (error := _meant(response)):
        raise error
    check_status(response, LABEL)


def _meant(response: requests.Response) -> ProviderError | None:
    """What only Google's own words tell; None where the status says it all."""
    told = _error(response)
    if not told:
        return None
    if response.status_code == 403:
        return _forbidden(_reasons(told), str(told.get("message")))
    if response.status_code == 404:
        return BadPayload(
            _(
                "Google Sheets does not find this sheet: it was deleted, or its address is not complete."
                " Take it out of the bin of Google Drive, or map another sheet. Nothing you have is lost."
            )
        )
    if response.status_code == 400 and told.get("status") == "FAILED_PRECONDITION":
        return BadPayload(
            _(
                "This file lies in Google Drive and is no sheet of Google Sheets, most likely an Excel file."
                " Open it, choose File and Save as Google Sheets, and use the address of the new sheet."
            )
        )
    return None


def _forbidden(reasons: set[str], message: str) -> ProviderError:
    if reasons & NOT_ENABLED or "has not been used in project" in message:
        return Unavailable(
            _(
                "The Google Sheets API is not switched on in the Google Cloud project of this server. The"
                " person who runs it can switch it on, as docs/connect-google.md says; a few minutes later"
                " it works."
            )
        )
    if reasons & TOO_FEW_SCOPES or "insufficient authentication scopes" in message:
        return StreamRefused(unticked())
    return BadPayload(
        _(
            "The Google account that you connected may not open this sheet in Google Sheets. Ask its owner to"
            " share it with that account; reading is enough. Nothing you have is lost."
        )
    )


def unticked() -> str:
    """For somebody who gave access without the one permission that is needed."""
    return _(
        "You did not let us read Google Sheets. Connect again, and on the page of Google tick"
        " “See all your Google Sheets spreadsheets”."
    )


def ended() -> str:
    """For a refresh token that is dead."""
    return _(
        "Google Sheets has ended our access. If this happens every 7 days, the app of this server is still in"
        " “Testing” at Google, and the person who runs it can publish it."
    )


def _error(response: requests.Response) -> Mapping[str, Any]:
    """Google's envelope; empty where a proxy or somebody else answered."""
    try:
        error = json_object(response, LABEL).get("error")
    except BadPayload:
        return {}
    return error if isinstance(error, Mapping) else {}


def _reasons(error: Mapping[str, Any]) -> set[str]:
    parts = [error.get("details"), error.get("errors")]
    listed = [each for part in parts if isinstance(part, list) for each in part]
    return {str(each.get("reason")) for each in listed if isinstance(each, Mapping)}
