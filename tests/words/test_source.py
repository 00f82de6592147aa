"""What templates and scripts hold, also in the branches that no test walks."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import Lexer, Token, TokenType

from .brackets import NOT_WORDS, SPOKEN

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "templates").rglob("*")
    if path.suffix in {".html", ".txt"}
)
# Shown to staff alone, with invented numbers.
STYLE_GUIDE = {"styleguide.html", "_guide.html", "_guide_receipt.html"}
SCRIPTS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "static" / "js").glob("*.js"))

A_TAG = "\0"  # stands where a template's tag or variable is
WORD = re.compile(r"[^\W\d_]{2}")
PROSE = re.compile(r"^[A-Z][a-z]|(?<![\w-])[a-z]{2,}[.,:;]? [a-z]{2,}(?![\w-])")
MARKED = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")
FORMATS = re.compile(r"""\|(?:date|default|join|slice|yesno|add):(?:"[^"]*"|'[^']*')""")
LITERAL = re.compile(r""""([^"]*)"|'([^']*)'""")
# Comments, and blocks that fill an attribute.
FOR_PAGES = re.compile(
    r"{% comment.*?endcomment %}|{% block (?:body_?class|referrer) %}.*?{% endblock.*?%}", re.DOTALL
)
TRANSLATED = {"translate", "trans", "load", "extends", "comment"}


def outside_of_messages(source: str) -> tuple[str, list[str]]:
    """The text of a template beside its messages, and the words that it hands on untranslated."""
    text, handed = "", list[str]()
    inside = False
    for token in Lexer(FOR_PAGES.sub("", source)).tokenize():
        name = token.contents.split()[0] if token.contents.strip() else ""
        if name in {"blocktranslate", "endblocktranslate"}:
            inside = name == "blocktranslate"
        elif token.token_type is TokenType.TEXT:
            text += "" if inside else token.contents
        else:
            text += "" if inside else A_TAG
            handed += [] if name in TRANSLATED else words_of(token)
    return text, handed


def words_of(token: Token) -> list[str]:
    """Literals of a tag that read like words."""
    if token.token_type is TokenType.COMMENT:
        return []
    plain = FORMATS.sub("", MARKED.sub("", token.contents))
    found = [one or other for one, other in LITERAL.findall(plain)]
    return [one for one in found if PROSE.search(one)]


def said_in(text: str) -> list[str]:
    """The words between tags of HTML, and in the attributes that are read out."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", "", text, flags=re.DOTALL)
    found = re.findall(rf"(?:{'|'.join(SPOKEN)})=\"([^\"]*)\"", text)
    found += re.split(r"<[^>]*>", text)
    pieces = [NOT_WORDS.sub("", re.sub(r"&\w+;", "", piece)) for one in found for piece in one.split(A_TAG)]
    return [piece.strip() for piece in pieces if WORD.search(piece)]


@pytest.mark.parametrize("path", [path for path in TEMPLATES if Path(path).name not in STYLE_GUIDE])
def test_no_template_holds_a_word_beside_its_messages(path: str) -> None:
    text, handed = outside_of_messages((ROOT / path).read_text())
    assert said_in(text) == []
    assert handed == []


# What a browser, not a person, is told.
FOR_MACHINES = re.compile(
    r"(?:new Error|console\.warn|querySelector(?:All)?|closest|matches|matchMedia|setRequestHeader)\(.*"
    r"|event\.key\b.*|TYPING = .*"
)


@pytest.mark.parametrize("path", SCRIPTS)
def test_no_script_says_a_word_of_its_own(path: str) -> None:
    """What a script shows comes from the page, which a template wrote."""
    source = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", (ROOT / path).read_text(), flags=re.DOTALL)
    literals = [one for line in source.splitlines() for one in literals_of(FOR_MACHINES.sub("", line))]
    assert [one for one in literals if PROSE.search(one)] == []
    assert not re.search(r"\b(?:alert|confirm|prompt)\(", source)


def literals_of(line: str) -> list[str]:
    return [next(filter(None, one), "") for one in re.findall(r'"([^"]*)"|\'([^\']*)\'|`([^`]*)`', line)]
