"""What the larger components take: plain values, already in words. Pages fill them, templates draw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from .formats.common import Part
from .svg import RangeBar, Sparkline

Level = Literal["none", "growing", "early", "usual", "low", "high", "lowest", "highest"]


@dataclass(frozen=True)
class Action:
    """A link of a menu; `post` makes it a form's button, `sheet` names the panel that it opens in."""

    label: str
    url: str
    icon: str = ""
    post: bool = False
    sheet: str = ""


@dataclass(frozen=True)
class StatusLine:
    """What needs the person: the fact, its consequence, and one thing to do about it."""

    fact: str
    consequence: str = ""
    kind: str = "attention"  # or failed, in-order, quiet
    url: str = ""
    action: str = ""
    post: bool = False


@dataclass(frozen=True)
class Tile:
    """One number against the person's usual. No `number`: an en dash, and `words` is the reason."""

    label: str
    domain: str
    url: str
    when: str  # "last night", "yesterday", "Sat 21 Nov"
    spoken: str  # the whole tile as one sentence
    number: Sequence[Part] = ()
    level: Level = "none"
    words: str = ""
    range_bar: RangeBar | None = None
    sparkline: Sparkline | None = None
    corrected: bool = False
    covered: bool = False  # the number must then not be given at all
    menu: Sequence[Action] = ()
    key: str = ""  # tells it from the others of a page that fills in place: the focus then stays on it

    @property
    def menu_id(self) -> str:
        """Of what opens the menu: where the keyboard goes on after one of its acts."""
        return f"more-{self.key}" if self.key else ""

    @property
    def is_extreme(self) -> bool:
        return self.level in ("lowest", "highest")

    @property
    def mark(self) -> str:
        """The icon before the words; the diamond of an extreme is drawn, not an icon."""
        return {"low": "arrow-down", "high": "arrow-up", "usual": "circle"}.get(self.level, "")


@dataclass(frozen=True)
class Column:
    """A day of a strip: its page, its weekday's initial and its name in full."""

    day: date
    initial: str
    label: str
    url: str = ""
    today: bool = False


@dataclass(frozen=True)
class Cell:
    """A day in a row of a strip. `step` is 1 to 5, None where nothing is known."""

    step: int | None
    text: str  # "7 h 28 min, high for you" or "nothing recorded"
    corrected: bool = False
    excluded: bool = False
    is_due: bool = True  # False: nothing is missing yet


@dataclass(frozen=True)
class Row:
    """A metric of a strip, a cell for each column."""

    label: str
    domain: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Strip:
    """Days across, metrics down."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Fact:
    """A line of a receipt."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class TableCell:
    """A cell of a table. `was` is the source's value under a corrected one."""

    text: str
    url: str = ""
    number: bool = True
    was: str = ""
    corrected: bool = False
    excluded: bool = False


@dataclass(frozen=True)
class TableHead:
    """The head of a column."""

    text: str
    number: bool = True


@dataclass(frozen=True)
class Table:
    """Rows of cells under heads; the first cell of a row is its head."""

    caption: str
    heads: Sequence[TableHead]
    rows: Sequence[Sequence[TableCell]]


CoverState = Literal["data", "none", "not-worn", "failed", "excluded", "unread", "empty"]

# What a day's mark says, beside the mark and in the legend alike.
COVER_WORDS: Mapping[CoverState, str | Promise] = {
    "data": gettext_lazy("data"),
    "none": gettext_lazy("the source sent nothing"),
    "not-worn": gettext_lazy("not worn"),
    "failed": gettext_lazy("we failed"),
    "excluded": gettext_lazy("excluded"),
    "unread": gettext_lazy("not read yet"),
    "empty": gettext_lazy("not connected yet"),
}


@dataclass(frozen=True)
class Cover:
    """A stretch of days of a source."""

    state: CoverState
    label: str  # "March 2025: data on 29 of 31 days"
