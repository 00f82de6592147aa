"""A row of the strip for all tags at once: how many were answered with yes, and which."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from healthdash.lib import svg
from healthdash.lib.components import Cell, Row
from metrics.catalogue import Metric
from metrics.selectors import Value

from .tiles import Days

Answers = Mapping[date, Mapping[str, Value]]


def tags_row(
    series: Mapping[str, Days], own: Mapping[str, Metric], days: Sequence[date], today: date
) -> Row | None:
    """None for a person who answered no tag in these days."""
    tags = sorted((one for one in own.values() if one.is_yes_no), key=lambda one: str(one.label).casefold())
    said = {
        day: {str(tag.label): value for tag in tags if (value := series.get(tag.key, {}).get(day))}
        for day in days
    }
    if not any(said.values()):
        return None
    borders = svg.cuts([len(yes_of(found)) for found in said.values() if answered(found)])
    return Row(_("Tags"), "journal", [cell(said[day], borders, is_today=day == today) for day in days])


def answered(found: Mapping[str, Value]) -> int:
    return sum(value.value is not None for value in found.values())


def yes_of(found: Mapping[str, Value]) -> list[str]:
    return [label for label, value in found.items() if value.value]


def cell(found: Mapping[str, Value], borders: Sequence[float], *, is_today: bool) -> Cell:
    count, yes = answered(found), yes_of(found)
    if not count and found:
        return Cell(None, _("left out by you"), excluded=True)
    if not count:
        return Cell(None, _("nothing yet") if is_today else _("nothing recorded"), is_due=not is_today)
    none = ngettext("none of %(count)s tag", "none of %(count)s tags", count) % {"count": count}
    step = svg.step(len(yes), borders)
    words = {"value": ", ".join(yes) or none, "step": step}
    if any(value.corrected for value in found.values()):
        text = _("%(value)s, corrected by you, step %(step)s of 5 for you") % words
        return Cell(step, text, corrected=True)
    return Cell(step, _("%(value)s, step %(step)s of 5 for you") % words)
