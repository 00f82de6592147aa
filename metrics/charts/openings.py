"""How a domain's sentence begins: whole sentences for the numbers that have a verb of their own."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.catalogue import Metric
from metrics.catalogue.metric import Text


@dataclass(frozen=True, slots=True)
class Opening:
    """The same number without a usual range, against the usual, and against days of its kind."""

    alone: Text
    usual: Text = ""
    working: Text = ""
    weekend: Text = ""


OPENINGS: Mapping[str, Opening] = {
    "sleep.total": Opening(
        alone=gettext_lazy("You slept %(value)s (%(when)s)."),
        usual=gettext_lazy("You slept %(value)s (%(when)s), %(gap)s; usual for you is %(low)s to %(high)s."),
    ),
    "work.focus": Opening(
        alone=gettext_lazy("You focused %(value)s (%(when)s)."),
        working=gettext_lazy(
            "You focused %(value)s (%(when)s), %(gap)s; "
            "usual for a working day of yours is %(low)s to %(high)s."
        ),
        weekend=gettext_lazy(
            "You focused %(value)s (%(when)s), %(gap)s; "
            "usual for a weekend day of yours is %(low)s to %(high)s."
        ),
    ),
    "activity.steps": Opening(
        alone=gettext_lazy("You took %(value)s steps (%(when)s)."),
        working=gettext_lazy(
            "You took %(value)s steps (%(when)s), %(gap)s; "
            "usual for a working day of yours is %(low)s to %(high)s."
        ),
        weekend=gettext_lazy(
            "You took %(value)s steps (%(when)s), %(gap)s; "
            "usual for a weekend day of yours is %(low)s to %(high)s."
        ),
    ),
}
# By the beginning of the key: a currency stands at its end.
OPENINGS_OF_MONEY: Mapping[str, Opening] = {
    "finance.spent.": Opening(
        alone=gettext_lazy("You spent %(value)s (%(when)s)."),
        working=gettext_lazy(
            "You spent %(value)s (%(when)s), %(gap)s; "
            "usual for a working day of yours is %(low)s to %(high)s."
        ),
        weekend=gettext_lazy(
            "You spent %(value)s (%(when)s), %(gap)s; "
            "usual for a weekend day of yours is %(low)s to %(high)s."
        ),
    ),
    "finance.income.": Opening(
        alone=gettext_lazy("%(value)s came in (%(when)s)."),
        working=gettext_lazy(
            "%(value)s came in (%(when)s), %(gap)s; usual for a working day of yours is %(low)s to %(high)s."
        ),
        weekend=gettext_lazy(
            "%(value)s came in (%(when)s), %(gap)s; usual for a weekend day of yours is %(low)s to %(high)s."
        ),
    ),
}
# Of sums, whose names are as often of many ("workouts") as of one ("focus").
SUM = Opening(
    alone=gettext_lazy("Your %(metric)s came to %(value)s (%(when)s)."),
    working=gettext_lazy(
        "Your %(metric)s came to %(value)s (%(when)s), %(gap)s; "
        "usual for a working day of yours is %(low)s to %(high)s."
    ),
    weekend=gettext_lazy(
        "Your %(metric)s came to %(value)s (%(when)s), %(gap)s; "
        "usual for a weekend day of yours is %(low)s to %(high)s."
    ),
)
ANY = Opening(
    alone=gettext_lazy("Your %(metric)s was %(value)s (%(when)s)."),
    usual=gettext_lazy(
        "Your %(metric)s was %(value)s (%(when)s), %(gap)s; usual for you is %(low)s to %(high)s."
    ),
)
# A deviation is a difference already: it has no gap.
DEVIATION = Opening(
    alone=ANY.alone,
    usual=gettext_lazy("Your %(metric)s was %(value)s (%(when)s); usual for you is %(low)s to %(high)s."),
)


def opening_of(metric: Metric) -> Opening:
    if metric.is_deviation:
        return DEVIATION
    if metric.group == "money":
        return next(one for begin, one in OPENINGS_OF_MONEY.items() if metric.key.startswith(begin))
    return OPENINGS.get(metric.key, SUM if metric.aggregate == "sum" else ANY)


def so_far_of(metric: Metric) -> str:
    if metric.key == "activity.steps":
        return _("%(amount)s steps so far today. The day is compared when it is over.")
    return _("%(amount)s so far today. The day is compared when it is over.")
