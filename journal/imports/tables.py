"""Tables: any CSV whose columns the person explains, and Daylio's, whose columns are known."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User

from . import checks
from .found import Day, Found, Refusal, Refused, Said, Words

SCALES = ("mood", "energy", "stress")
FIELDS = ("date", *SCALES, "tags", "line", "title", "text")
DAYLIO = {"date": "full_date", "mood": "mood", "tags": "activities", "title": "note_title", "text": "note"}
DAYLIO_DATES = "%Y-%m-%d"

FORMATS = {
    "%Y-%m-%d": gettext_lazy("2026-11-22"),
    "%d.%m.%Y": gettext_lazy("22.11.2026"),
    "%d/%m/%Y": gettext_lazy("22/11/2026, the day first"),
    "%m/%d/%Y": gettext_lazy("11/22/2026, the month first"),
    "%d-%m-%Y": gettext_lazy("22-11-2026, the day first"),
    "%m-%d-%Y": gettext_lazy("11-22-2026, the month first"),
    "%Y/%m/%d": gettext_lazy("2026/11/22"),
    "%d %b %Y": gettext_lazy("22 Nov 2026"),
    "%d %B %Y": gettext_lazy("22 November 2026"),
    "%b %d, %Y": gettext_lazy("Nov 22, 2026"),
    "%B %d, %Y": gettext_lazy("November 22, 2026"),
}
A_TIME = re.compile(r"(?:T| +|, *)\d{1,2}[:.]\d{2}.*")
BREAK = re.compile(r"<br */?>", re.IGNORECASE)
BETWEEN_TAGS = re.compile(r" *[|;,] *")

Row = Sequence[Any]  # the line in the file, then a cell for each column


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the columns mean: a field's column by its name, and what a cell's word means on a scale.

    `words` has a number from 1 to 5, or None for a word that is left out, by scale and word in small letters.
    """

    columns: Mapping[str, Sequence[str]]
    date_format: str
    words: Mapping[str, Mapping[str, int | None]] = field(default_factory=dict)


def is_daylio(columns: Sequence[str]) -> bool:
    return {"full_date", "mood", "activities"} <= set(columns)


def read(columns: Sequence[str], rows: Sequence[Row], mapped: Mapped, user: User) -> Found:
    """The days of a table; several rows of one day become one (`merged`)."""
    places = {
        name: [columns.index(column) for column in mapped.columns.get(name, ()) if column in columns]
        for name in FIELDS
    }
    by_day: dict[date, list[_Entry]] = {}
    refused: list[Refusal] = []
    for line, *cells in rows:
        try:
            entry = _entry({name: [cells[at] for at in places[name]] for name in FIELDS}, mapped, user)
        except Refused as why:
            refused.append(Refusal(_("Line %(line)s") % {"line": line}, str(why)))
        else:
            by_day.setdefault(entry.day, []).append(entry)
    return Found([merged(day, by_day[day]) for day in sorted(by_day)], refused)


@dataclass(slots=True)
class _Entry:
    """One row."""

    day: date
    scales: dict[str, int]
    tags: list[str]
    line: str
    words: Words | None


def _entry(cells: Mapping[str, Sequence[str]], mapped: Mapped, user: User) -> _Entry:
    day = checks.day(read_date("".join(cells["date"][:1]), mapped.date_format), user)
    scales = {}
    for scale in SCALES:
        value = _value(scale, "".join(cells[scale][:1]), mapped)
        if value is not None:
            scales[scale] = value
    tags = [checks.tag_name(name) for cell in cells["tags"] for name in split_tags(cell)]
    line = checks.words(" ".join(cells["line"]), checks.LONGEST_LINE)
    title = checks.words(" ".join(" ".join(cells["title"]).split()), checks.LONGEST_TITLE)
    text = checks.words(BREAK.sub("\n", "\n\n".join(cells["text"])), checks.LONGEST_TEXT)
    words = Words(title, text) if title or text else None
    if not (scales or tags or line or words):
        raise Refused(_("It says nothing that could be brought in."))
    return _Entry(day, scales, tags, line, words)


def _value(scale: str, cell: str, mapped: Mapped) -> int | None:
    word = cell.strip().casefold()
    if not word:
        return None
    known = mapped.words.get(scale, {})
    if word not in known:
        raise Refused(_("It is not said what “%(word)s” means.") % {"word": cell.strip()[:40]})
    return known[word]


def merged(day: date, entries: Sequence[_Entry]) -> Day:
    """One day of several rows: the mean of each scale (a half counts up), every tag that is in any of them,
    the lines one below the other, and each text as a reflection of its own."""
    found = Day(day)
    for scale in SCALES:
        values = [one.scales[scale] for one in entries if scale in one.scales]
        if values:
            found.scales[scale] = int(sum(values) / len(values) + 0.5)
    found.answers = {tag: Said() for one in entries for tag in one.tags}
    found.text = "\n".join(dict.fromkeys(one.line for one in entries if one.line))
    found.reflections = [one.words for one in entries if one.words]
    return found


def split_tags(cell: str) -> list[str]:
    """The tags of a cell: with " | " between them, as Daylio writes, else semicolons or commas."""
    between = next((mark for mark in "|;," if mark in cell), None)
    parts = cell.split(between) if between else [cell]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def read_date(cell: str, date_format: str) -> date | None:
    """The date of a cell, which may go on with a time of day; None where it is no date of that form."""
    text = A_TIME.sub("", " ".join(cell.split()))
    try:
        return datetime.strptime(text, date_format).date() if text.isascii() else None
    except ValueError:
        return None


def fitting_formats(cells: Sequence[str]) -> list[str]:
    """The forms that the most dates of a column could have; several where day and month cannot be told apart.

    A few cells may be no dates at all: their rows are refused later, one by one.
    """
    given = {cell for cell in cells if cell.strip()}
    fits = {form: sum(read_date(cell, form) is not None for cell in given) for form in FORMATS}
    most = max(fits.values())
    return [form for form, count in fits.items() if count == most and count * 2 > len(given)]
