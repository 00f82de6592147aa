"""A spreadsheet in a browser, and the addresses of all of them: what a person copies into the wizard."""

from html import escape

from ..constants import GOOGLE_PREFIX
from ..http import Response
from ..people import OFFERED
from . import household
from .book import Book, Sheet, book_id
from .cells import formatted
from .consent import html

SHOWN = 25  # of the first lines, and of the last


def index() -> Response:
    """Everybody's sheet."""
    links = (
        f'<a href="{address(book_id(person))}">{escape(household.title(person))}</a> of {person.name}'
        for person in OFFERED
    )
    rows = "".join(f"<li>{link}</li>" for link in links)
    return html("Google Sheets sandbox", f"<p>Open one and copy its address.</p><ul>{rows}</ul>")


def address(spreadsheet: str) -> str:
    return f"{GOOGLE_PREFIX}/spreadsheets/d/{spreadsheet}/edit"


def sheet(book: Book | None) -> Response:
    """The tabs as their owner sees them, the middle left out."""
    if book is None or book.state == "deleted":
        return html("Sorry, the file you have requested does not exist.", "", 404)
    return html(book.title, "".join(_tab(each, book.locale) for each in book.sheets))


def _tab(tab: Sheet, locale: str) -> str:
    numbered = list(enumerate(tab.lines, 1))
    if len(numbered) > 2 * SHOWN:
        numbered = [*numbered[:SHOWN], (0, ("…",)), *numbered[-SHOWN:]]
    rows = "".join(
        f"<tr><th>{number or ''}</th>{''.join(f'<td>{escape(formatted(c, locale))}</td>' for c in line)}</tr>"
        for number, line in numbered
    )
    return f"<h2>{escape(tab.title)}</h2><table>{rows}</table>"
