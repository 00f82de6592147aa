"""What the pages of the steps show."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from healthdash.lib.formats import short_day
from integrations.contract import Provider
from integrations.mapping.cells import shown
from integrations.mapping.dry_run import DryRun
from integrations.mapping.grid import Grid, letter
from integrations.models import Connection
from metrics.charts.trend import trend

from . import figures, keeping
from .drafts import OpenDraft
from .forms import AddressForm
from .selectors import TableEntry

PREVIEWED = 20  # rows
WIDEST = 60  # characters of a cell
LISTED = 50  # refused cells
DRAWN = 6  # charts


@dataclass(frozen=True, slots=True)
class SheetSource:
    """A vendor of sheets; `connection` is None where the person has to connect it first."""

    provider: Provider
    connection: Connection | None
    form: AddressForm

    @property
    def is_connected(self) -> bool:
        return self.connection is not None and self.connection.state != Connection.State.NEEDS_RECONNECT


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows as they stand: the letters of the columns, and numbered rows of cells."""

    letters: Sequence[str]
    rows: Sequence[tuple[int, bool, Sequence[str]]]  # (number, is the row of headers, cells)


def preview(grid: Grid, header_row: int) -> Preview:
    width = max((len(row) for row in grid.rows[:PREVIEWED]), default=0)
    rows = [
        (n + 1, n + 1 == header_row, [short(shown(grid.cell(n, place))) for place in range(width)])
        for n in range(min(PREVIEWED, len(grid.rows)))
    ]
    return Preview([letter(place) for place in range(width)], rows)


def short(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def tab_choices(draft: OpenDraft) -> list[tuple[str, str]]:
    return [(tab["title"], _tab_words(tab["title"], tab["rows"])) for tab in draft.tabs]


def _tab_words(title: str, rows: int) -> str:
    words = ngettext("%(title)s, %(count)s row", "%(title)s, %(count)s rows", rows)
    return words % {"title": title or _("The table"), "count": rows}


def what_is_stored(found: DryRun, user: User) -> str:
    """What stands above the charts: how many rows, and how many of these in part only."""
    if not found.stored or found.first is None or found.last is None:
        return _("Nothing would be stored of this table as it is.")
    words = {
        "stored": found.stored,
        "rows": found.rows,
        "first": short_day(found.first, user.today()),
        "last": short_day(found.last, user.today()),
    }
    if found.first == found.last:
        told = (
            ngettext(
                "%(stored)s of %(rows)s row would be stored, of %(first)s.",
                "%(stored)s of %(rows)s rows would be stored, of %(first)s.",
                found.rows,
            )
            % words
        )
    elif found.stored == found.rows:
        told = _("All %(rows)s rows would be stored, from %(first)s to %(last)s.") % words
    else:
        told = _("%(stored)s of %(rows)s rows would be stored, from %(first)s to %(last)s.") % words
    return f"{told} {_in_part(found)}".rstrip()


def _in_part(found: DryRun) -> str:
    if not found.in_part:
        return ""
    return ngettext(
        "%(count)s of them has a cell that cannot be read, and is stored without it.",
        "%(count)s of them have a cell that cannot be read, and are stored without it.",
        found.in_part,
    ) % {"count": found.in_part}


def what_goes_on(draft: OpenDraft, found: DryRun) -> str:
    """What was kept of a table that is this one; "" where there is none."""
    count = keeping.count(draft.user, draft.row.provider, found)
    if not count:
        return ""
    return ngettext(
        "%(count)s value is kept of these days, from when this table was read before. It goes on in this"
        " table, and is counted once.",
        "%(count)s values are kept of these days, from when this table was read before. They go on in this"
        " table, and are counted once.",
        count,
    ) % {"count": count}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the draft."""

    title: str
    domain: str
    sentence: str
    figure_url: str
    table_url: str


def charts(draft: OpenDraft, found: DryRun) -> list[Chart]:
    """One for each number, the fullest first."""
    address = reverse("table_figure", args=[draft.row.pk])
    answers, made = draft.settled, []
    for key, days in sorted(found.series.items(), key=lambda item: -len(item[1]))[:DRAWN]:
        metric = figures.metric_of(answers, key)
        asked = urlencode({"metric": key})
        made.append(
            Chart(
                title=_chart_title(metric.label, metric.unit if metric.group == "money" else ""),
                domain=metric.domain,
                sentence=trend(figures.data_of(metric, days, draft.user)).summary,
                figure_url=f"{address}?{asked}",
                table_url=f"{address}?{asked}&format=table",
            )
        )
    return made


def _chart_title(label: object, currency: str) -> str:
    return f"{label}, {currency}" if currency else str(label)


def left_out_words(entry: TableEntry) -> str:
    """How many cells the last reading left out, and what brings them in."""
    words = {"left": entry.left_out, "rows": entry.rows}
    if not entry.left_out:
        return _("Every cell of its columns could be read.")
    return (_left_of_file if entry.is_upload else _left_of_sheet)(entry.left_out, entry.rows > 1) % words


def _left_of_file(count: int, of_rows: bool) -> str:
    if of_rows:
        return ngettext(
            "%(left)s cell in %(rows)s rows was left out; correct it in the file and upload it again.",
            "%(left)s cells in %(rows)s rows were left out; correct them in the file and upload it again.",
            count,
        )
    return ngettext(
        "%(left)s cell was left out; correct it in the file and upload it again.",
        "%(left)s cells were left out; correct them in the file and upload it again.",
        count,
    )


def _left_of_sheet(count: int, of_rows: bool) -> str:
    if of_rows:
        return ngettext(
            "%(left)s cell in %(rows)s rows was left out; correct it in the sheet and the next run reads it.",
            "%(left)s cells in %(rows)s rows were left out; correct them in the sheet and the next run reads "
            "them.",
            count,
        )
    return ngettext(
        "%(left)s cell was left out; correct it in the sheet and the next run reads it.",
        "%(left)s cells were left out; correct them in the sheet and the next run reads them.",
        count,
    )
