"""What Google Sheets has and how it is read: a stream for each table that a person mapped."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from integrations.contract import Auth, Provider
from integrations.mapping.streams import streams_of
from metrics import rollups

from . import oauth
from .client import GoogleSheetsClient
from .refusals import LABEL
from .source import open_sheet


def is_set_up(world: str) -> bool:
    """Whether this server can connect anyone in that world."""
    if world == "sandbox":
        return bool(settings.SANDBOX_URL)
    return bool(settings.GOOGLE["client_id"] and settings.GOOGLE["client_secret"])


PROVIDER = Provider(
    slug="google_sheets",
    label=LABEL,
    auth=Auth.OAUTH,
    streams=(),
    streams_of=streams_of,
    tables=open_sheet,
    client=GoogleSheetsClient,
    is_set_up=is_set_up,
    refresh=oauth.refresh,
    revoke=oauth.revoke,
    oauth_provider_class="integrations.providers.google_sheets.oauth.GoogleSheetsProvider",
    rolls_up=rollups.KEYS_OF["finance"] | rollups.KEYS_OF["vital"],
    threads=1,  # one tab in memory at a time; Google counts 60 readings a minute for each person
    set_up_doc="connect-google.md",
    set_up_note=_(
        "At Google, an app that is left in “Testing” loses everybody's access after 7 days; publish it."
    ),
    connect_note=_(
        "On the page of Google, tick “See all your Google Sheets spreadsheets”. We read only the tabs that"
        " you choose, and of these only the columns that you name."
    ),
)
