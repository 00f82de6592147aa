"""What Google Sheets has and how it is read: a stream for each table that a person mapped."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from integrations.contract import Auth, Provider, Stream
from integrations.mapping.grid import Tab
from integrations.mapping.streams import TableData, streams_of
from integrations.models import TableMapping
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


def learn(stream: Stream, tab: Tab) -> None:
    """Keeps which tab a mapping means, so that it is found under another name; and the name that it had."""
    table: TableData = stream.data
    if (table.tab, table.tab_id) == (tab.title, tab.id):
        return
    found = {"tab_id": tab.id}
    if table.tab != tab.title:
        found |= {"tab": tab.title, "tab_before": table.tab}
    # Unless the person chose another tab while this one was read.
    TableMapping.objects.filter(pk=table.mapping, tab=table.tab, tab_id=table.tab_id).update(**found)


PROVIDER = Provider(
    slug="google_sheets",
    label=LABEL,
    auth=Auth.OAUTH,
    streams=(),
    streams_of=streams_of,
    learn=learn,
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
        " you choose, and keep of these only the columns that you name; a table that you begin and do not"
        " save is forgotten after a day."
    ),
    connect_help=_(
        "“Google hasn't verified this app”: choose Advanced, then Go to; it is your own server that asks."
        " “Access blocked”: the person who runs this server has to name you as a test user at Google, or"
        " publish the app; docs/connect-google.md says how."
    ),
)
