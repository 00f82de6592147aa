"""What a chart card and the choice of a range need."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from metrics.charts.window import Window

LABELS: dict[str, Promise] = {
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("A year"),
    "all": gettext_lazy("All"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A chart's sentence, and the addresses of its drawing, its table and its CSV."""

    name: str
    summary: str
    figure_url: str
    table_url: str
    csv_url: str

    @classmethod
    def of(cls, name: str, summary: str, params: Mapping[str, str]) -> "Card":
        """The drawing itself is built when it is asked for."""
        address = reverse("figure", args=[name])

        def with_(**more: str) -> str:
            return f"{address}?{urlencode({**params, **more})}"

        return cls(name, summary, with_(), with_(format="table"), with_(format="csv"))


@dataclass(frozen=True, slots=True)
class Range:
    """One choice of a span of days."""

    label: str | Promise
    url: str
    current: bool


def ranges(window: Window, at: str = "", keep: Mapping[str, str] = MappingProxyType({})) -> list[Range]:
    """The fixed spans.

    `at` is where on the page their chart stands, where that is not at the top; `keep` is what else the
    address says.
    """
    return [
        Range(label, f"?{urlencode({**keep, 'range': choice})}{at}", window.choice == choice)
        for choice, label in LABELS.items()
    ]
