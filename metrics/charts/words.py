"""Words and numbers that several charts and pages say."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.catalogue import Metric

UNITS_IN_TICKS = {"s", "clock", "level", "count", "score", ""}


def source_label(source: str) -> str:
    """A source as a person calls it."""
    own = {"manual": _("you"), "journal": _("your journal"), "derived": _("worked out here")}
    return own.get(source) or source.replace("_", " ").title()


def date_words(day: date, today: date) -> str:
    """A date that stands alone: "Tue 17 Nov", with the year if it is another."""
    return date_format(day, "D j M" if day.year == today.year else "D j M Y")
