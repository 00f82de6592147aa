"""One cell as a day, the day that stands in it: no zone is ever applied."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import months, problems
from .cells import shown
from .grid import Cell, is_blank
from .problems import CellProblem

ORIGIN = date(1899, 12, 30)  # the day 0 of spreadsheets
YEARS = range(1970, 2200)
CENTURY = 1970  # from here on two digits of a year count
FIRST, LAST = (date(1970, 1, 1) - ORIGIN).days, (date(2199, 12, 31) - ORIGIN).days

YEAR, MONTH, DAY = r"(?P<year>\d{4}|\d\d)", r"(?P<month>\d\d?)", r"(?P<day>\d\d?)"
NAME = r"(?P<name>[^\W\d_]{3,12})\.?"
# How people write a date. A time of day may follow.
FORMATS: dict[str, str] = {
    "YYYY-MM-DD": r"(?P<year>\d{4})-" + MONTH + "-" + DAY,
    "DD.MM.YYYY": DAY + r"\.\s?" + MONTH + r"\.\s?" + YEAR,
    "DD/MM/YYYY": DAY + "/" + MONTH + "/" + YEAR,
    "MM/DD/YYYY": MONTH + "/" + DAY + "/" + YEAR,
    "DD-MM-YYYY": DAY + "-" + MONTH + "-" + YEAR,
    "MM-DD-YYYY": MONTH + "-" + DAY + "-" + YEAR,
    "YYYY/MM/DD": r"(?P<year>\d{4})/" + MONTH + "/" + DAY,
    "YYYY.MM.DD": r"(?P<year>\d{4})\." + MONTH + r"\." + DAY,
    "YYYYMMDD": r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    "DD MON YYYY": DAY + rf"(?:st|nd|rd|th|er|º)?[\s./-]*(?:de\s+)?{NAME},?[\s/-]*(?:del?\s+)?" + YEAR,
    "MON DD, YYYY": NAME + r"[\s/-]*" + DAY + r"(?:st|nd|rd|th)?[\s,/-]+" + YEAR,
}
# The same day in each of them.
EXAMPLES: dict[str, str | Promise] = {
    "YYYY-MM-DD": "2026-03-24",
    "DD.MM.YYYY": "24.03.2026",
    "DD/MM/YYYY": "24/03/2026",
    "MM/DD/YYYY": "03/24/2026",
    "DD-MM-YYYY": "24-03-2026",
    "MM-DD-YYYY": "03-24-2026",
    "YYYY/MM/DD": "2026/03/24",
    "YYYY.MM.DD": "2026.03.24",
    "YYYYMMDD": "20260324",
    "DD MON YYYY": _("24 Mar 2026"),
    "MON DD, YYYY": _("Mar 24, 2026"),
}
CLOCK = r"(?P<hour>\d\d?)[:.h](?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
AFTER = rf"(?:(?:[T,]|\s)\s*(?:at\s+)?{CLOCK}\s*(?P<offset>Z|UTC|[+-]\d\d:?\d\d)?)?"
WEEKDAY = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
PATTERNS = {name: re.compile(rf"{WEEKDAY}{text}\.?{AFTER}") for name, text in FORMATS.items()}
A_CLOCK = re.compile(CLOCK)


def moment(cell: Cell, form: str) -> tuple[date, time | None] | None:
    """The day in a cell, and the time of day if it has one; None for a blank cell. A text may say how far
    from UTC that time is; it knows its zone then.

    A date cell and a serial number are days in any case; text has to be written as in `form`.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, datetime):
        return _known(cell.date()), cell.time().replace(tzinfo=None) if cell.time() != time() else None
    if isinstance(cell, date):
        return _known(cell), None
    if isinstance(cell, bool | time):
        raise _no_date(form)
    if isinstance(cell, int | float):
        return _of_number(cell, form)
    assert isinstance(cell, str)
    if cell.strip().startswith("#"):
        raise CellProblem(problems.AN_ERROR)
    return _of_text(cell.strip(), form)


def _of_number(cell: int | float, form: str) -> tuple[date, time | None]:
    if form == "YYYYMMDD" and float(cell).is_integer() and 19_700_101 <= cell <= 21_991_231:
        return _of_text(str(int(cell)), form)
    if not FIRST <= cell < LAST + 1:
        raise _no_date(form)
    return from_serial(cell)


def from_serial(value: float) -> tuple[date, time | None]:
    """Days since 1899-12-30, and the fraction of the day."""
    seconds = round((value - int(value)) * 86_400)
    day = ORIGIN + timedelta(days=int(value) + seconds // 86_400)
    return day, _clock(seconds % 86_400) if seconds % 86_400 else None


def _clock(seconds: int) -> time:
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _of_text(text: str, form: str) -> tuple[date, time | None]:
    found = PATTERNS[form].fullmatch(text) if form in PATTERNS else None
    if found is None:
        raise _no_date(form)
    month = _month_of(found)
    if month is None:
        raise _no_date(form)
    try:
        day = date(_year_of(found), month, int(found["day"]))
    except ValueError:
        raise CellProblem(problems.NO_DAY) from None
    return _known(day), _time_of(found).replace(tzinfo=_zone_of(found)) if found["hour"] else None


def _year_of(found: "re.Match[str]") -> int:
    """Two digits are of the hundred years in which anybody's table can be: 98 is over, 45 is to come."""
    year = int(found["year"])
    return year if len(found["year"]) > 2 else CENTURY + (year - CENTURY) % 100


def _month_of(found: "re.Match[str]") -> int | None:
    named = found.groupdict()
    return months.NUMBERS.get(months.plain(named["name"])) if "name" in named else int(named["month"])


def _zone_of(found: "re.Match[str]") -> timezone | None:
    offset = found["offset"]
    if not offset:
        return None
    if offset in ("Z", "UTC"):
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    if hours > 14 or minutes > 59:
        raise CellProblem(problems.NOT_A_TIME)
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if offset[0] == "-" else away)


def _known(day: date) -> date:
    if day.year not in YEARS:
        raise CellProblem(problems.NO_DAY)
    return day


def _no_date(form: str) -> CellProblem:
    return CellProblem(problems.NOT_A_DATE, (("example", str(EXAMPLES.get(form, EXAMPLES["YYYY-MM-DD"]))),))


def time_of_day(cell: Cell) -> time | None:
    """The time in a cell of its own: 07:30, 7:30 pm, or the fraction of a day. None for a blank cell."""
    if is_blank(cell):
        return None
    if isinstance(cell, datetime):
        return cell.time().replace(tzinfo=None)
    if isinstance(cell, time):
        return cell.replace(tzinfo=None)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell < 1:
        return _clock(min(round(cell * 86_400), 86_399))
    found = A_CLOCK.fullmatch(shown(cell).strip()) if isinstance(cell, str) else None
    if found is None:
        raise CellProblem(problems.NOT_A_TIME)
    return _time_of(found)


def _time_of(found: "re.Match[str]") -> time:
    hour, half = int(found["hour"]), (found["half"] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        raise CellProblem(problems.NOT_A_TIME)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        raise CellProblem(problems.NOT_A_TIME) from None
