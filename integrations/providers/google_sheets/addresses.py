"""Where Google is in each world, and which sheet an address means."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

from integrations.errors import BadPayload, Unavailable
from integrations.sandbox import constants as sandbox

# An id stands behind /d/ in every address of a file, "/d/e/" begins that of a published copy.
_IN_ADDRESS = re.compile(r"/d/(?!e/)([A-Za-z0-9_-]{20,100})")
_BARE = re.compile(r"[A-Za-z0-9_-]{20,100}")


def sheets_url(world: str) -> str:
    """Where the Sheets API of that world is. Raises Unavailable for a sandbox that is switched off."""
    return _in(world, settings.GOOGLE["sheets_url"], "")


def userinfo_url(world: str) -> str:
    """Where Google says whose token it is. Raises as above."""
    return _in(world, settings.GOOGLE["userinfo_url"], "/v1/userinfo")


def _in(world: str, live: str, path: str) -> str:
    if world != "sandbox":
        return live.rstrip("/")
    if not settings.SANDBOX_URL:
        raise Unavailable(_("The sandbox is switched off on this server."))
    return f"{settings.SANDBOX_URL}{sandbox.GOOGLE_PREFIX}{path}"


def spreadsheet_id(address: str) -> str:
    """The id in what a person pasted: a sheet's address, or the id itself. Raises BadPayload."""
    text = address.strip()
    if _BARE.fullmatch(text):
        return text
    if found := _IN_ADDRESS.search(text):
        return found[1]
    if "/d/e/" in text:
        raise BadPayload(
            _(
                "This is the address of a published copy, which Google Sheets does not let us read as a"
                " table. Open the sheet itself and copy the address that your browser shows."
            )
        )
    raise BadPayload(
        _(
            "This is not the address of a sheet in Google Sheets. Open the sheet and copy the whole address"
            " that your browser shows; it has /spreadsheets/d/ in it."
        )
    )
