"""The one address that figures come from: as plotly's JSON, as a table, as CSV."""

import hashlib
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import condition, require_safe

from healthdash.lib import csv_writing
from metrics.charts.figure import Figure
from metrics.charts.registry import build

from .metric import person

# Raised when figures come to look different from the same data.
EDITION = 3


def figure_etag(request: HttpRequest, name: str) -> str:
    """Changes with the person's data, their way of reading numbers, the question and the day."""
    user = person(request)
    reading = (user.units, user.clock, user.number_format, user.week_start, user.timezone, get_language())
    parts = (
        EDITION,
        user.pk,
        user.date_joined,
        user.generation,
        reading,
        is_fragment(request),
        name,
        sorted(request.GET.items()),
        user.today(),
    )
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def is_fragment(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


@require_safe
@login_required
@condition(etag_func=figure_etag)
def figure(request: HttpRequest, name: str) -> HttpResponse:
    found = build(name, person(request), request.GET.dict())
    answer = ANSWERS.get(request.GET.get("format", ""), as_json)(request, name, found)
    patch_cache_control(answer, private=True, no_cache=True)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def as_json(request: HttpRequest, name: str, found: Figure) -> HttpResponse:
    return JsonResponse(found.as_plotly())


def as_csv(request: HttpRequest, name: str, found: Figure) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{csv_name(request, name)}"'
    rows = ([cell.raw for cell in row] for row in found.rows)
    answer.writelines(csv_writing.lines([column.name for column in found.columns], rows))
    return answer


def csv_name(request: HttpRequest, name: str) -> str:
    """A file name of plain letters, whatever the metric is called."""
    words = "-".join([name, request.GET.get("metric", request.GET.get("day", ""))]).strip("-")
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in words) + ".csv"


def as_table(request: HttpRequest, name: str, found: Figure) -> HttpResponse:
    """The rows as a table: into the card for htmx, else as a page of its own."""
    template = "metrics/figure_table.html" if is_fragment(request) else "metrics/figure_page.html"
    return render(request, template, {"figure": found, "title": TITLES[name], "back": back_to(request, name)})


# What an address of a page says beside which page it is.
KEPT = ("range", "from", "to", "compare", "currency", "weekday")


def back_to(request: HttpRequest, name: str) -> str:
    """The page that shows the chart over the same days."""
    params = {key: request.GET[key] for key in KEPT if key in request.GET}
    if name == "night":
        return reverse("sleep") + request.GET["day"] + "/"
    if name == "work-day":
        return f"{reverse('work')}{request.GET['day']}/"
    page, _dash, of_domain = name.partition("-")
    if page == "explore":
        return f"{reverse(page)}?{urlencode({'a': request.GET['a'], 'b': request.GET['b'], **params})}"
    address = reverse(page) if of_domain else reverse("metric", args=[request.GET["metric"]])
    return f"{address}?{urlencode(params)}"


TITLES = {
    "trend": gettext_lazy("Over time"),
    "distribution": gettext_lazy("How often"),
    "weekdays": gettext_lazy("By weekday"),
    "sleep-durations": gettext_lazy("How long"),
    "sleep-times": gettext_lazy("From when to when"),
    "night": gettext_lazy("The night"),
    "recovery-stress": gettext_lazy("Stress against recovery"),
    "recovery-temperature": gettext_lazy("Skin temperature against your usual"),
    "activity-intensity": gettext_lazy("Active time by intensity"),
    "activity-pulse": gettext_lazy("Pulse of the day"),
    "money-months": gettext_lazy("Month by month"),
    "money-weeks": gettext_lazy("Week by week"),
    "money-categories": gettext_lazy("By category"),
    "money-balance": gettext_lazy("What came in less what was spent"),
    "vitals-pressure": gettext_lazy("Blood pressure"),
    "work-days": gettext_lazy("Focus, meetings and breaks"),
    "work-day": gettext_lazy("Hour by hour"),
    "work-categories": gettext_lazy("What the time went into"),
    "explore-panels": gettext_lazy("Over time"),
    "explore-scatter": gettext_lazy("Against each other"),
    "work-hours": gettext_lazy("When you focus"),
}
ANSWERS = {"csv": as_csv, "table": as_table}
