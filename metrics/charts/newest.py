"""The sentence that a metric's page opens with where its newest number has no range to be held to."""

from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.catalogue import Metric
from metrics.reading import last_whole_day

from .openings import opening_of
from .summary import Hero, hero, noun, reading
from .trend import TrendData
from .words import value_text


def hero_of(data: TrendData) -> Hero | None:
    """The newest number of the window with what it is compared to; words and yes or no have no distances."""
    if not data.metric.is_quantity:
        return None
    found = reading(data.metric, data.values, data.window, data.today, data.prefs)
    return hero(found) if found else None


def newest_sentence(data: TrendData) -> str:
    last = min(data.window.end, last_whole_day(data.metric, data.today))
    days = [day for day in data.known if data.window.start <= day <= last]
    if not days:
        return _("No day that is over has a value in these %(days)s days.") % {"days": data.window.length}
    day = max(days)
    when = formats.day_label(day, data.today, night=data.metric.is_of_night)
    if data.metric.is_yes_no:
        return answer_sentence(data.metric, data.known[day] > 0) % {"tag": data.metric.label, "when": when}
    words = {"metric": noun(data.metric), "when": when}
    words["value"] = value_text(data.metric, data.known[day], data.prefs)
    return str(opening_of(data.metric).alone) % words


def answer_sentence(tag: Metric, is_yes: bool) -> str:
    if is_yes:
        return _("You said yes to “%(tag)s” (%(when)s).")
    return _("You said no to “%(tag)s” (%(when)s).")
