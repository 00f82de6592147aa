"""What *Today* reads of a person's numbers: the usual ones at once, and all others where those are few."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from metrics import catalogue, selectors
from metrics.catalogue import METRICS, Metric
from metrics.layout import USUAL, Layout
from metrics.models import CustomMetric

from .last_night import WAKETIME
from .tiles import CANDIDATES, HISTORY, Days, held_lately, spark_days

# What takes the places that the candidates leave empty; "" is the rest of the catalogue.
NEXT = ("finance.spent.", "vital.", "", "custom.", "finance.income.", catalogue.TAG)
# The scores that a score is made of stand nowhere by themselves.
OTHERS = tuple(key for key in METRICS if key not in CANDIDATES and ".contributor." not in key)
# Whose keys no list holds.
FAMILIES = ("finance.", "custom.", catalogue.TAG)


@dataclass(frozen=True, slots=True)
class Held:
    """Numbers since `start`. `candidates` may stand on the page by themselves, the first ones first.

    `whole`: the keys of which all these days are read. Of tags, only the days of the strip may be.
    """

    series: Mapping[str, Days]
    own: Mapping[str, Metric]
    candidates: Sequence[str]
    whole: frozenset[str]
    start: date

    def days(self, key: str, since: date) -> Days | None:
        """All days of a number since then; None where they are not read."""
        return self.series[key] if key in self.whole and since >= self.start else None


def read_held(user: User, arranged: Layout) -> Held:
    """In two queries; one more where places stay empty, and one less where nothing is the person's own."""
    today = user.today()
    start = today - timedelta(days=HISTORY)
    asked = {*CANDIDATES, WAKETIME, spent(user), *arranged.pinned}
    tags = {catalogue.TAG: spark_days(today)[0]}
    series = selectors.daily(user=user, metrics=list(asked), start=start, end=today, families=tags)
    if len(arranged.shown(held_lately(series, today))) < USUAL:
        families = dict.fromkeys(FAMILIES, start)
        more = selectors.daily(user=user, metrics=OTHERS, start=start, end=today, families=families)
        series |= more
        asked |= more.keys()
    own = own_metrics(user, {*series, arranged.trend})
    return Held(series, own, (*CANDIDATES, *in_order(asked, own, user)), frozenset(asked), start)


def spent(user: User) -> str:
    return f"finance.spent.{user.currency.lower()}"


def in_order(keys: Iterable[str], own: Mapping[str, Metric], user: User) -> list[str]:
    """What comes after the candidates; of money, the person's own currency first."""
    places = {key: at for at, key in enumerate(METRICS)}

    def place(key: str) -> tuple[int, bool, int, str]:
        family = next((at for at, name in enumerate(NEXT) if name and key.startswith(name)), NEXT.index(""))
        is_foreign = not key.endswith(f".{user.currency.lower()}")
        label = str(own[key].label).casefold() if key in own else key
        return family, is_foreign, places.get(key, 0), label

    return sorted(set(keys) - set(CANDIDATES), key=place)


def own_metrics(user: User, keys: Iterable[str]) -> dict[str, Metric]:
    """The person's own metrics among these."""
    asked = [key for key in keys if key and not catalogue.is_declared(key)]
    if not asked:
        return {}
    rows = CustomMetric.objects.filter(user=user, key__in=asked)
    return {row.key: catalogue.from_custom(row) for row in rows}
