"""Every word of ours goes through translation: a made-up language brackets it and shows what was missed."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils.translation import trans_real
from django.utils.translation.trans_real import CONTEXT_SEPARATOR

from healthdash.lib.formats import common, days
from metrics.tests.years import live

from .test_every_address import NOT_FOUND, OF_ONES_OWN, WORDS, addresses, owner  # noqa: F401

pytestmark = pytest.mark.django_db

# What a person wrote, names of makers and units, which are the same in every language.
NOT_WORDS = re.compile(
    rf"{WORDS}|My secret tag|Mine alone|food|card|The Owner|owner@example\.org"
    r"|healthdash|Oura|Rize|Google Sheets|Google|CSV|JSON|Markdown|UTC|E-mail"
    r"|\b(bpm|ms|kg|km|kcal|min|h|s|mmHg|mmol/L|mg/dL|lb|mi|EUR|GBP|USD)\b"
)
SPOKEN = ("aria-label", "title", "alt", "placeholder", "aria-description")
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


class Text(HTMLParser):
    """What stands on a page outside of brackets, in its order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth, self.silent, self.names, self.bare = 0, 0, False, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "select":
            self.names = dict(attrs).get("name") in LISTS_OF_NAMES
        self.silent += tag in SILENT
        for name, value in attrs:
            if name in SPOKEN and value:
                self.bare += outside(value, 0)[0]

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
    return [piece.strip() for piece in left if re.search(r"[^\W\d_]{2}", piece)], depth


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Not through `translation.override`, which would look the language up again when it ends."""
    forget_words()
    brackets = Bracketing()
    monkeypatch.setitem(trans_real._translations, "en-gb", brackets)
    monkeypatch.setattr(trans_real, "_default", brackets)
    monkeypatch.setattr(trans_real._active, "value", brackets, raising=False)
    yield
    forget_words()


def forget_words() -> None:
    """What is remembered by the language's name, which the made-up one shares."""
    for remembered in (common._said, days._short_day):
        remembered.cache_clear()


@pytest.mark.parametrize("name", sorted(NOT_FOUND | OF_ONES_OWN))
def test_no_word_is_left_out(owner, addresses, bracketed, name):  # noqa: F811
    live(owner, days=12, until=owner.today())
    client = Client()
    client.force_login(owner)
    answer = client.get(addresses[name])
    if answer.status_code != 200 or "html" not in answer["Content-Type"]:
        return
    page = Text()
    page.feed(answer.content.decode())
    assert page.bare == []
