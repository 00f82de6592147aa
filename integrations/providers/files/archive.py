"""A workbook's archive, weighed before anything of it is parsed: what it unpacks to, and what that holds."""

import io
import zipfile
import zlib
from xml.parsers import expat

from django.utils.translation import gettext as _

from integrations.errors import BadPayload

from . import kinds

UNPACKED = 80 * 2**20  # bytes that a workbook may unpack to: a million cells, and their texts
RATIO, SMALL = 150, 2**20  # how much a part may grow when it is unpacked; below so many bytes nobody minds
# Parts of which a tree is made before anything else is looked at, and how many bytes one may have.
WHOLE, WHOLE_SIZE = (".rels", "workbook.xml", "styles.xml", "theme1.xml", "[Content_Types].xml"), 2 * 2**20
NAMES = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TEXTS = "haredStrings.xml"
RELEASED, HELD = 1_000_000, 300_000  # rows or texts, and other elements, which a reader keeps until the end


def check(content: bytes) -> None:
    """Raises BadPayload; zipfile never unpacks more of a part than the archive says of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if told := kinds.refusal_of_archive(archive):
                raise BadPayload(told)
            if any(_is_too_large(part) for part in archive.infolist()) or _unpacks_to(archive) > UNPACKED:
                raise BadPayload(too_much())
            for part in archive.infolist():
                if part.filename.endswith(".xml") and part.file_size > SMALL:
                    Scales(part.filename).weigh(archive, part)
    except (zipfile.BadZipFile, expat.ExpatError, ValueError, OSError, EOFError, zlib.error):
        raise BadPayload(broken()) from None


def _is_too_large(part: zipfile.ZipInfo) -> bool:
    grows = part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1)
    return grows or (part.filename.endswith(WHOLE) and part.file_size > WHOLE_SIZE)


def _unpacks_to(archive: zipfile.ZipFile) -> int:
    return sum(part.file_size for part in archive.infolist())


class Scales:
    """How many elements of a part a reader would hold at once: it lets go of a row of a sheet and of a shared
    text at its end, and of nothing else.
    """

    def __init__(self, name: str) -> None:
        self.held = self.released = self.before = 0
        self.lets_go = f"{NAMES} {'si' if name.endswith(TEXTS) else 'row' if is_sheet(name) else ''}"

    def weigh(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        with archive.open(part) as file:
            parser.ParseFile(file)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.lets_go:
            self.before = self.held
        self.held += 1
        if self.held > HELD or self.released > RELEASED:
            raise BadPayload(too_much())

    def _end(self, name: str) -> None:
        if name == self.lets_go:
            self.held, self.released = self.before, self.released + 1


def is_sheet(name: str) -> bool:
    """Whether a part goes by the name of a sheet."""
    return name.startswith("xl/worksheets/") and not name.endswith(TEXTS)


def broken() -> str:
    return _("This file is not a whole .xlsx workbook. Open it in its program and save it as .xlsx or CSV.")


def too_much() -> str:
    return _("This workbook unpacks to far more than a table of numbers needs. Save the one tab as CSV.")
