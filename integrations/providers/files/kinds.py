"""What a file is that is no table of ours, told by how it begins, and what its person can do about it."""

import re
import zipfile

from django.utils.translation import gettext as _

LOOKED_AT = 4096  # bytes in which a text says what it is
OLE = b"\xd0\xcf\x11\xe0"  # how Office kept its files before 2007, and keeps those with a password today
ZIP = b"PK\x03\x04"
PACKED = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
WEB_PAGE = re.compile(rb"<(?:!doctype html|html|head|body|meta|style|table)\b", re.IGNORECASE)
OLD_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
WORKBOOK = re.compile(r"\.xl[a-z]{1,2}$", re.IGNORECASE)


def is_called_workbook(name: str) -> bool:
    """Whether a file's name says that it is a workbook; what it is may be something else."""
    return WORKBOOK.search(name) is not None


def refusal(content: bytes) -> str:
    """Why a file is not read, for what is known by its first bytes; "" for what may be a table."""
    if content.startswith(OLE):
        return _old_office(content)
    if content.startswith(b"%PDF"):
        return _("This is a PDF document. Ask where it is from for a CSV or XLSX file, and upload that.")
    if content.startswith(PACKED):
        return _("This is a packed archive. Unpack it, and upload the CSV or XLSX file in it.")
    if content.startswith(PICTURES):
        return _("This is a picture, and not a text file or a workbook. Upload the table itself.")
    begins = content[:LOOKED_AT].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe")
    if begins.lstrip().startswith(b"<") and WEB_PAGE.search(begins):
        return _(
            "This is a web page, whatever its name says. Open it in your spreadsheet program, save it as"
            " .xlsx or CSV, and upload that."
        )
    if OLD_XML in begins:
        return _("This is a workbook in XML, as old programs write it. Save it as .xlsx or CSV.")
    return ""


def _old_office(content: bytes) -> str:
    """Names within these files are in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _("This workbook is locked with a password. Save it without one, and upload that.")
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book\0")):
        return _("This is an old .xls workbook. Open it in its program and save it as .xlsx or CSV.")
    return _(
        "This is a document of an old Office, and no .xlsx workbook. Save the table as .xlsx or CSV, and"
        " upload that."
    )


def refusal_of_archive(archive: zipfile.ZipFile) -> str:
    """Why a zip archive is no workbook; "" for one that is. Only its names are looked at."""
    names = archive.namelist()
    if "xl/workbook.xml" in names:
        return ""
    if "xl/workbook.bin" in names:
        return _("This is a binary .xlsb workbook. Open it in its program and save it as .xlsx or CSV.")
    if "content.xml" in names and "mimetype" in names:
        return _("This is an OpenDocument file, such as .ods. Save it as .xlsx or CSV, and upload that.")
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        return _("This is a text or slides of Office, and not an .xlsx workbook. Save its table as CSV.")
    if any(name.endswith(".iwa") for name in names):
        return _("This is a file of Apple's Numbers or Pages. Export it there as Excel (.xlsx) or CSV.")
    if any(name.lower().endswith((".csv", ".xlsx")) for name in names):
        return _("This is a zip archive with a table in it. Unpack it, and upload the CSV or XLSX file.")
    return _("This is a zip archive, and not an .xlsx workbook. Save the table as .xlsx or CSV.")
