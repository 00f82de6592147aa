"""The frame of every domain: one number and three answers, a span of days, charts, the days themselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.lib import formats
from healthdash.lib.components import TableCell
from metrics import catalogue, selectors
from metrics.catalogue.metric import Metric, Text
from metrics.charts.profile import distribution_sentence, shown, weekday_sentence
from metrics.charts.registry import first_day_read, is_compared, window_of
from metrics.charts.series import DayData
from metrics.charts.summary import hero, reading
from metrics.charts.trend import TrendData, trend_summary
from metrics.stats import ENOUGH, WINDOW_OF_SUMS

from .cards import Card, before_switch, ranges
from .metric import person
from .metric import row_of as value_row

ROWS = 60


@dataclass(frozen=True, slots=True)
class Special:
    """A chart of one domain only: the figure's name, and its sentence from the values that the page has."""

    figure: str
    title: Text
    keys: tuple[str, ...]  # it is there when the window holds any of them
    sentence: Callable[[User, DayData], str]
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Domain:
    """What a page shows: its first number is the first of `heroes` that the person has."""

    name: str  # of the page and of the hue
    title: Text
    missing: Text
    heroes: tuple[str, ...]
    trends: tuple[str, ...] = ()
    specials: tuple[Special, ...] = ()
    columns: tuple[str, ...] = ()
    listed: Text = ""
    day_page: str = ""  # the page behind a day of the list
    day_anchor: str = ""  # where on that page the day stands; the span of days then goes along
    is_of_nights: bool = False
    default: str = "30"  # the span of days that is shown first
    reach: int = WINDOW_OF_SUMS  # how many days before the span are read to compare it with
    own: Mapping[str, Metric] = field(default_factory=dict)  # metrics that the person brought along

    @property
    def keys(self) -> list[str]:
        special = [key for one in self.specials for key in one.keys]
        return list(dict.fromkeys([*self.heroes, *self.trends, *self.columns, *special]))

    def metric(self, key: str) -> Metric:
        return self.own.get(key) or catalogue.get(key)


@dataclass(frozen=True, slots=True)
class Row:
    """A day of the list: its numbers in the order of the heads."""

    day: date
    url: str
    numbers: Sequence[TableCell]  # each leads to its receipt


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks of a domain, and the person's values that answer it."""

    user: User
    domain: Domain
    data: DayData
    compare: bool
    first: str  # the metric that the page begins with: the first one with a value in the window, or ""
    also: Mapping[str, str] = field(default_factory=dict)  # what else the address says

    def trend(self, key: str) -> TrendData:
        data = self.data
        metric, values = self.domain.metric(key), data.series.get(key, {})
        return TrendData(metric, values, data.window, data.today, self.user, (), self.compare)

    @property
    def params(self) -> dict[str, str]:
        return self.data.window.parameters

    @property
    def kept(self) -> dict[str, str]:
        """What stays in the address when another span is chosen."""
        return {**self.also, **({"compare": "before"} if self.compare else {})}


def asked(request: HttpRequest, domain: Domain) -> Asked:
    user = person(request)
    params = request.GET.dict()
    window = window_of(user, params, domain.keys, domain.default)
    compare = is_compared(params, window)
    start = first_day_read(window, domain.reach, compare=compare)
    series = selectors.daily(user=user, metrics=domain.keys, start=start, end=window.end)
    data = DayData(series, window, user.today(), user)
    first = next((key for key in domain.heroes if data.has(key)), "")
    return Asked(user, domain, data, compare, first)


def show(
    request: HttpRequest,
    found: Asked,
    *,
    template: str = "metrics/domain.html",
    more: Mapping[str, Any] | None = None,
    cards: "Cards | None" = None,
) -> HttpResponse:
    """The page. `more`: what a template of the domain's own needs beside it."""
    window = found.data.window
    shown_cards = cards or cards_of(found)
    context: dict[str, Any] = {
        "domain": found.domain,
        "window": window,
        "ranges": ranges(window, keep=found.kept),
        "before": before_switch(window, found.also, found.compare),
        "kept": found.kept,
        "hero": hero_of(found),
        "wide": shown_cards.wide,
        "halves": shown_cards.halves,
        **table_of(request, found),
        "today": found.data.today,
    }
    return render(request, template, context | dict(more or {}))


def hero_of(found: Asked) -> Any:
    data, key = found.data, found.first
    if not key:
        return None
    newest = reading(found.domain.metric(key), data.series.get(key, {}), data.window, data.today, found.user)
    return hero(newest) if newest else None


@dataclass(frozen=True, slots=True)
class Cards:
    """Charts over the whole width, and after them those that stand two beside one another."""

    wide: Sequence[Card]
    halves: Sequence[Card]


def cards_of(found: Asked) -> Cards:
    specials = [(one, special_card(found, one)) for one in found.domain.specials if is_there(found, one)]
    profile = profile_cards(found)
    others = [key for key in found.domain.trends if key != found.first and found.data.has(key)]
    halves = [*profile, *(card for one, card in specials if not one.is_wide)]
    return Cards(
        wide=[*([trend_card(found, found.first)] if found.first else [])]
        + [card for one, card in specials if one.is_wide],
        halves=[*halves, *(trend_card(found, key) for key in others)],
    )


def is_there(found: Asked, special: Special) -> bool:
    return any(found.data.has(key) for key in special.keys)


def special_card(found: Asked, special: Special) -> Card:
    sentence = special.sentence(found.user, found.data)
    return Card.of(special.figure, sentence, found.params, title=str(special.title))


def trend_card(found: Asked, key: str) -> Card:
    data = found.trend(key)
    params = {"metric": key, **found.params, **found.kept}
    is_first = key == found.first
    return Card.of(
        "trend",
        trend_summary(data),
        params,
        title=str(data.metric.label),
        id="trend" if is_first else f"trend-{key.replace('.', '-')}",
        hue=data.domain,
        more_url=f"{reverse('metric', args=[key])}?{data.window.query}",
    )


def profile_cards(found: Asked) -> list[Card]:
    """How the first number's values lie, where there are enough of them."""
    if not found.first:
        return []
    data = found.trend(found.first)
    if len(shown(data)) < ENOUGH or data.metric.levels:
        return []
    params = {"metric": found.first, **found.params}
    words = {"metric": data.metric.short_label}
    often, weekday = _("%(metric)s: how often") % words, _("%(metric)s by weekday") % words
    return [
        Card.of("distribution", distribution_sentence(data), params, title=often, hue=data.domain),
        Card.of("weekdays", weekday_sentence(data), params, title=weekday, hue=data.domain),
    ]


def table_of(request: HttpRequest, found: Asked) -> dict[str, Any]:
    """The days of the window that hold any of the columns, newest first."""
    series, days = found.data.series, found.data.window.days
    keys = [key for key in found.domain.columns if any(day in series[key] for day in days)]
    held = [day for day in reversed(days) if any(day in series[key] for key in keys)]
    page = Paginator(held, ROWS).get_page(request.GET.get("page"))
    addresses = {key: reverse("metric", args=[key]) for key in keys}
    return {
        "heads": [(addresses[key], found.domain.metric(key).short_label) for key in keys],
        "page": page,
        "days": [row_of(found, day, addresses) for day in page],
    }


def row_of(found: Asked, day: date, addresses: Mapping[str, str]) -> Row:
    cells = [cell_of(found, key, day, address) for key, address in addresses.items()]
    return Row(day, day_url(found, day), cells)


def day_url(found: Asked, day: date) -> str:
    domain = found.domain
    if not domain.day_page:
        return ""
    address = reverse(domain.day_page, args=[day])
    return f"{address}?{found.data.window.query}{domain.day_anchor}" if domain.day_anchor else address


def cell_of(found: Asked, key: str, day: date, address: str) -> TableCell:
    """A day that was left out has a receipt, too; one without any number has none."""
    value = found.data.series.get(key, {}).get(day)
    if value is None:
        return TableCell(formats.DASH)
    row, receipt = value_row(found.domain.metric(key), value, found.user), f"{address}{day.isoformat()}/"
    if value.excluded:
        return TableCell(row.was or row.text, receipt, excluded=True)
    return TableCell(row.text, receipt, corrected=value.corrected, was=row.was)
