"""A made-up language that says every message in ⟦brackets⟧, and what then stands outside of them."""

import re
from html.parser import HTMLParser

from django.utils.translation import trans_real
from django.utils.translation.trans_real import CONTEXT_SEPARATOR

# What a person wrote, addresses, names of makers and units, which are the same in every language.
NOT_WORDS = re.compile(
    r"https?://\S+|Words for nobody else|My secret tag|Mine alone|food|card|The Owner"
    r"|[\w.+-]+@example\.org|☃\.csv"
    r"|healthdash|Oura|Rize|Google Sheets|Google|CSV|JSON|Markdown|UTC|E-mail"
    r"|\b(bpm|ms|kg|km|kcal|min|h|s|mmHg|mmol/L|mg/dL|lb|st|mi|EUR|GBP|USD|[A-Z2-7]{32})\b"
)
WORD = re.compile(r"[^\W\d_]{2}")
SPOKEN = ("aria-label", "title", "alt", "placeholder", "aria-description", "hx-confirm", "hx-prompt")
# What a script shows one day, among the addresses and keys that it works with.
KEPT_FOR_SCRIPTS = re.compile(r"\b[A-Z][a-z]|[a-z]{2} [a-z]{2}|⟦")
LISTS_OF_NAMES = ("timezone", "currency")
SILENT = ("script", "style", "template")


class Bracketing(trans_real.DjangoTranslation):
    """Says every message in brackets."""

    def __init__(self) -> None:
        self._catalog = {}

    def gettext(self, message: str) -> str:
        # A message with a context arrives behind it; an answer that holds the separator would count as none.
        return f"⟦{message.rpartition(CONTEXT_SEPARATOR)[2]}⟧" if message else ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class Page(HTMLParser):
    """What stands on a page outside of brackets, in its order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.depth, self.silent, self.names, self.bare = 0, 0, False, list[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "select":
            self.names = dict(attrs).get("name") in LISTS_OF_NAMES
        self.silent += tag in SILENT
        for name, value in attrs:
            if value and (name in SPOKEN or name.startswith("data-") and KEPT_FOR_SCRIPTS.search(value)):
                self.bare += bare(value)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        self.names = self.names and tag != "select"

    def handle_data(self, data: str) -> None:
        if not (self.silent or self.names):
            found, self.depth = outside(data, self.depth)
            self.bare += found


def outside(text: str, depth: int) -> tuple[list[str], int]:
    """The words outside of brackets, and how deep in them the text ends."""
    bare = [""]
    for character in text:
        depth += {"⟦": 1, "⟧": -1}.get(character, 0)
        if depth == 0 and character != "⟧":
            bare[-1] += character
        elif bare[-1]:
            bare.append("")
    left = [NOT_WORDS.sub("", piece) for piece in bare]
    return [piece.strip() for piece in left if WORD.search(piece)], depth


def cut(depth: int) -> list[str]:
    """A message of which a part was taken: another language has other letters there."""
    return ["a message that was cut"] if depth else []


def bare(text: str) -> list[str]:
    """The words of a text that no message holds."""
    found, depth = outside(text, 0)
    return [*found, *cut(depth)]


def bare_on(html: str) -> list[str]:
    """The same of a whole page."""
    page = Page(html)
    return [*page.bare, *cut(page.depth)]


def beside(own: re.Pattern[str], html: str) -> list[str]:
    """The same, but for words that are of somebody's own in this place."""
    return [text for text in bare_on(html) if WORD.search(own.sub("", text))]
