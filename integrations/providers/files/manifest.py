"""Uploaded tables as a source. Nothing is due by itself: a file changes when somebody uploads a newer one."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from integrations.contract import Auth, Provider, Stream
from integrations.mapping.grid import Grid
from integrations.mapping.streams import TableData, streams_of
from integrations.models import UploadedTable
from metrics import rollups

from .client import FilesClient


def is_set_up(world: str) -> bool:
    """There is nothing to set up, and no sandbox of it."""
    return world == "live"


def load(stream: Stream) -> TableData:
    """What a stream is read from, with the rows of its newest file."""
    table: TableData = stream.data
    upload = UploadedTable.objects.filter(mapping_id=table.mapping).first()
    return replace(table, grid=Grid.from_json(upload.content) if upload else None)


PROVIDER = Provider(
    slug="files",
    label=_("Uploaded tables"),
    auth=Auth.NONE,
    streams=(),
    streams_of=streams_of,
    load=load,
    client=FilesClient,
    is_set_up=is_set_up,
    rolls_up=rollups.KEYS_OF["finance"] | rollups.KEYS_OF["vital"],
    every_hours=None,
    threads=1,
)
