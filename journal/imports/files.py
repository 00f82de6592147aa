"""A file that was just sent: which kind it is, and what its columns probably mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.lib import csv_reading
from journal import selectors

from . import meaning, own, tables
from .found import Found, Refused
from .tables import Mapped

DAYLIO, TABLE, OWN = "daylio", "table", "own"
BOUNDS = csv_reading.Bounds(size=8 * 2**20, rows=20_000, columns=100, cell=100_000)

# Headings in which a field is recognised, in small letters.
HEADINGS = {
    "date": ("date", "day", "full_date", "datum", "timestamp"),
    "mood": ("mood", "rating", "feeling", "stimmung"),
    "energy": ("energy",),
    "stress": ("stress",),
    "tags": ("tags", "activities", "labels"),
    "line": ("line", "summary", "comment"),
    "title": ("title", "note_title"),
    "text": ("text", "note", "notes", "entry", "journal", "content"),
}


def read(name: str, content: bytes) -> dict[str, Any]:
    """What is kept of a file, encrypted, until it is brought in. Raises Refused."""
    name = name.replace("\0", "")[-100:].encode(errors="replace").decode()
    try:
        text, _encoding = csv_reading.decode(content, BOUNDS)
        if text.lstrip().startswith("{"):
            return {"kind": OWN, "name": name, "journal": own.parse(text)}
        sheet = csv_reading.read(content, BOUNDS)
    except csv_reading.Refused as why:
        raise Refused(str(why)) from None
    if not sheet.rows:
        raise Refused(_("The file has a heading and no row below it."))
    kind = DAYLIO if tables.is_daylio(sheet.columns) else TABLE
    rows = [[row.line, *row.cells] for row in sheet.rows]
    return {"kind": kind, "name": name, "columns": list(sheet.columns), "rows": rows}


def sample(file: Mapping[str, Any], column: str) -> str:
    """What stands in a column: the first cell of it that holds anything."""
    at = 1 + file["columns"].index(column)
    return next((row[at].strip() for row in file["rows"] if row[at].strip()), "")


def cells(file: dict[str, Any], columns: Sequence[str]) -> list[str]:
    """All cells of these columns."""
    places = [1 + file["columns"].index(name) for name in columns if name in file["columns"]]
    return [row[at] for at in places for row in file["rows"]]


def suggested(file: dict[str, Any], user: User) -> dict[str, Any]:
    """The options that a page begins with, to be changed by the person."""
    if file["kind"] == OWN:
        return {}
    columns: dict[str, list[str]] = {}
    if file["kind"] == DAYLIO:
        columns = {field: [name] for field, name in tables.DAYLIO.items() if name in file["columns"]}
    else:
        for field, headings in HEADINGS.items():
            known = [name for name in file["columns"] if name.casefold() in headings]
            columns[field] = known if field == "tags" else known[:1]
        columns["date"] = columns["date"] or _columns_of_dates(file)[:1]
    return {
        "columns": columns,
        "date_format": _only_format(file, columns),
        "words": words_suggested(file, columns, user),
    }


def _only_format(file: dict[str, Any], columns: dict[str, list[str]]) -> str:
    """How the dates are written; empty where day and month could be either, which is not guessed."""
    if file["kind"] == DAYLIO:
        return tables.DAYLIO_DATES
    formats = tables.fitting_formats(cells(file, columns.get("date", ())))
    return formats[0] if len(formats) == 1 else ""


def _columns_of_dates(file: dict[str, Any]) -> list[str]:
    """Columns that hold dates, whatever they are called; a few rows are enough to see it."""
    few = {**file, "rows": file["rows"][:50]}
    return [name for name in file["columns"] if tables.fitting_formats(cells(few, [name]))]


def words_suggested(file: dict[str, Any], columns: dict[str, list[str]], user: User) -> dict[str, Any]:
    """What is known of the words of each scale's column; the others are asked for."""
    settings, found = selectors.settings_of(user), {}
    for scale in tables.SCALES:
        words = meaning.words_of(cells(file, columns.get(scale, [])))
        known = meaning.suggested(words, scale, settings)
        found[scale] = {word: value for word, value in known.items() if value is not None}
    return found


def chosen(
    file: dict[str, Any], before: dict[str, Any], options: dict[str, Any], user: User
) -> dict[str, Any]:
    """The options of a person; for a scale that is in another column now, the words of that one."""
    if file["kind"] == OWN:
        return options
    fresh = words_suggested(file, options["columns"], user)
    moved = [
        scale for scale in tables.SCALES if options["columns"].get(scale) != before["columns"].get(scale)
    ]
    return {
        **options,
        "date_format": options["date_format"] or _only_format(file, options["columns"]),
        "words": {**options["words"], **{scale: fresh[scale] for scale in moved}},
    }


def understood(file: dict[str, Any], options: dict[str, Any], user: User) -> Found:
    """The days of a file. Raises Refused where the options do not say enough."""
    if file["kind"] == OWN:
        return own.read(file["journal"], user)
    if not options["columns"].get("date"):
        raise Refused(_("Say which column holds the date."))
    if options["date_format"] not in tables.FORMATS:
        raise Refused(_("Say how its dates are written."))
    mapped = Mapped(options["columns"], options["date_format"], options["words"])
    return tables.read(file["columns"], file["rows"], mapped, user)
