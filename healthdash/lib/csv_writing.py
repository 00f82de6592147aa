"""CSV as every file of ours is written: words are text to a spreadsheet, whatever they begin with."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

FORMULA = re.compile(r"\s*[=+\-@\t\r]")
A_NUMBER = re.compile(r"[+-]?[\d.,]+%?")

Value = Any  # text, numbers, dates, True and False; None is an empty cell


class Line:
    """A file for the csv module that hands each line on instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def lines(columns: Sequence[str], rows: Iterable[Iterable[Value]], end: str = "\r\n") -> Iterator[str]:
    """The heading, then a line for each row, as they come."""
    writer = csv.writer(Line(), lineterminator=end)
    for row in chain([columns], rows):
        yield writer.writerow([cell(value) for value in row])


def cell(value: Value) -> Value:
    """What stands in the file: numbers as numbers, words that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return harmless(value) if isinstance(value, str) else value


def harmless(text: str) -> str:
    """An apostrophe before whatever would be calculated; "-5" and "+1,2%" are numbers and stay."""
    return f"'{text}" if FORMULA.match(text) and not A_NUMBER.fullmatch(text) else text
