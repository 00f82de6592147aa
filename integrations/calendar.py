"""The coverage calendar of a source: a year, its months as rows, a mark for each day."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import ngettext

from healthdash.lib.components import COVER_WORDS, Cover, CoverState
from healthdash.lib.formats import short_day

from . import coverage
from .contract import Window
from .models import Connection


@dataclass(frozen=True, slots=True)
class Month:
    """A row of the calendar."""

    label: str
    days: list[tuple[date, Cover]]


@dataclass(frozen=True, slots=True)
class Year:
    """What the page shows, and the other years that there are, the latest first."""

    year: int
    years: list[int]
    months: list[Month]


def year_of(connection: Connection, year: int | None) -> Year:
    """One year of a source; the present one where there is nothing of the asked one."""
    today, first = connection.user.today(), coverage.first_day(connection)
    years = list(range(today.year, first.year - 1, -1))
    year = year if year in years else today.year
    window = Window(date(year, 1, 1), min(date(year, 12, 31), today))
    states = coverage.days_of(connection, window)
    rows = [
        Month(
            date_format(part.start, "F"),
            [
                (day, cover(day, states[day], today))
                for day in (part.start + n * coverage.DAY for n in range(part.end.day))
            ],
        )
        for part in coverage.months(window)
    ]
    return Year(year, years, rows)


def cover(day: date, state: CoverState, today: date) -> Cover:
    return Cover(state, f"{short_day(day, today)}: {COVER_WORDS[state]}")


@dataclass(frozen=True, slots=True)
class YearAtAGlance:
    """A whole year, its frame there from the first moment, and how much of it has data."""

    year: int
    cells: list[Cover]
    days: int

    @property
    def label(self) -> str:
        sentence = ngettext(
            "%(year)s: %(days)d day of %(all)d has data.",
            "%(year)s: %(days)d days of %(all)d have data.",
            self.days,
        )
        return sentence % {"year": self.year, "days": self.days, "all": len(self.cells)}


def years_at_a_glance(connection: Connection) -> list[YearAtAGlance]:
    """The years of a source, the latest first, in the queries of one window; from the first that holds
    something other than silence, for a vendor may be asked for years before its person came."""
    today, first = connection.user.today(), coverage.first_day(connection)
    states = coverage.days_of(connection, Window(date(first.year, 1, 1), today))
    found: dict[int, list[Cover]] = {}
    for day, state in sorted(states.items()):
        found.setdefault(day.year, []).append(cover(day, state, today))
    while len(found) > 1 and all(cell.state == "none" for cell in found[min(found)]):
        del found[min(found)]
    return [
        YearAtAGlance(year, cells, sum(cell.state == "data" for cell in cells))
        for year, cells in reversed(found.items())
    ]
