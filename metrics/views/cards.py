"""What a chart card and the choice of a range need."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
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
    title: str = ""
    id: str = ""  # on a page that holds several of one name
    more_url: str = ""  # where there is more of the same
    more: str = ""  # what that link says, where it is not every value
    hue: str = ""  # where it is not the page's own

    @classmethod
    def of(cls, name: str, summary: str, params: Mapping[str, str], **more: str) -> "Card":
        """The drawing itself is built when it is asked for."""
        address = reverse("figure", args=[name])

        def with_(**more: str) -> str:
            return f"{address}?{urlencode({**params, **more})}"

        addresses = (with_(), with_(format="table"), with_(format="csv"))
        return cls(name, summary, *addresses, **{"id": name} | more)


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


def before_switch(window: Window, keep: Mapping[str, str], on: bool) -> Range | None:
    """The link that lays the period before upon this one, or takes it away; nothing lies before "all"."""
    if window.choice == "all":
        return None
    params = {**keep, **window.parameters, "compare": "before"}
    if on:
        del params["compare"]
    return Range(_("With the %(days)s days before") % {"days": window.length}, f"?{urlencode(params)}", on)
