"""Feel first: until a person has said how rested they feel, the day's scores are not in the page at all."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from healthdash.lib import formats
from healthdash.lib.components import Tile

from .tiles import Reading

QUESTION = "#feel-first"


def covered(found: Sequence[Reading]) -> dict[str, Any]:
    """*Today* without a number: panels in place of tiles, no sentence about them, no strip, no trend."""
    return {
        "sentence": _("How rested do you feel?"),
        "tiles": [panel(reading) for reading in found],
        "is_covered": True,
    }


def panel(reading: Reading) -> Tile:
    metric = reading.metric
    label = str(metric.short_label)
    return Tile(
        label=label,
        domain=metric.domain,
        url=QUESTION,
        when=formats.day_label(reading.day, reading.today, reading.prefs, night=metric.is_of_night),
        spoken=_("%(label)s: answer first, or show anyway") % {"label": label},
        covered=True,
        key=metric.key,
    )
