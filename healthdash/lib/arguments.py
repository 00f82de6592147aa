"""Arguments of commands, refused in a sentence where they make no sense."""

from argparse import ArgumentTypeError
from datetime import date

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)


def day(text: str) -> date:
    """A date; argparse shows the sentence when it is none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a day; write it as 2026-03-01.") from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ArgumentTypeError(f"{text} is no day on which anybody was measured.")
    return found
