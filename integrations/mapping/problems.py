"""Why a cell was left out: whole sentences, each with its address."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN = 40  # characters of a cell that a sentence quotes

NOT_A_NUMBER = _('Cell %(where)s holds "%(value)s", which is not a number.')
NO_COMMA_NUMBER = _('Cell %(where)s holds "%(value)s", which is not a number with a decimal comma.')
NO_POINT_NUMBER = _('Cell %(where)s holds "%(value)s", which is not a number with a decimal point.')
AN_ERROR = _('Cell %(where)s holds the error "%(value)s" of a formula.')
A_TICK = _('Cell %(where)s holds "%(value)s", a tick box and not a number.')
TOO_LOW = _('Cell %(where)s holds "%(value)s", which is too low to be true: %(low)s %(unit)s is the least.')
TOO_HIGH = _('Cell %(where)s holds "%(value)s", which is too high to be true: %(high)s %(unit)s is the most.')
NOT_A_DATE = _('Cell %(where)s holds "%(value)s", which is not a date like %(example)s.')
NO_DAY = _('Cell %(where)s holds "%(value)s", a day that no calendar has.')
NO_DATE = _("Cell %(where)s holds no date, so its row was left out.")
NOT_A_TIME = _('Cell %(where)s holds "%(value)s", which is not a time of day.')
BELOW_ZERO = _('Cell %(where)s holds "%(value)s", which is below zero in a column that has no minus.')
OTHER_CURRENCY = _('Cell %(where)s holds "%(value)s", which is not in %(currency)s.')
NO_CURRENCY = _('Cell %(where)s holds "%(value)s", which is not a currency such as EUR.')
NO_DIRECTION = _('Cell %(where)s holds "%(value)s", which says neither spending nor income.')
TOO_LARGE = _('Cell %(where)s holds "%(value)s", a number too large to be stored.')


class CellProblem(ValueError):
    """A cell that cannot be what its column is; `words`: what the sentence needs beside where and value."""

    def __init__(self, sentence: Promise, words: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.sentence, self.words = sentence, dict(words)

    def told(self, where: str, value: str) -> str:
        return str(self.sentence) % {"where": where, "value": shorten(value), **self.words}


def shorten(value: str) -> str:
    """One line of it, as a sentence can quote it."""
    line = " ".join(value.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
