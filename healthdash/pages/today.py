"""The landing page: last night and today against the person's own usual."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.context import connection_states
from healthdash.lib.components import Action
from journal import cards
from journal import selectors as journal_selectors
from journal.on_this_day import memory
from metrics import selectors
from metrics.catalogue import Metric
from metrics.charts.registry import window_of
from metrics.charts.trend import TrendData, trend_summary
from metrics.layout import layout_of
from metrics.views.cards import Card, ranges

from .arrange import own_metrics
from .feel_first import covered
from .last_night import WAKETIME, is_due
from .morning import waits_for_the_night
from .standing_out import day_sentence
from .status import status_lines
from .strip import strip
from .tiles import CANDIDATES, HISTORY, Days, Reading, known, readings, tile
from .week import week


@login_required
def today(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    user, day = request.user, request.user.today()
    arranged = layout_of(user)
    own = own_metrics(user, arranged)
    asked = list(dict.fromkeys((*CANDIDATES, WAKETIME, *arranged.pinned)))
    series = selectors.daily(user=user, metrics=asked, start=day - timedelta(days=HISTORY), end=day)
    due = is_due(series[WAKETIME], day, user)
    found = readings(series, day, user, night_is_due=due, layout=arranged, own=own)
    settings = journal_selectors.settings_of(user)
    asks = cards.feel_first(user, settings)
    statuses = connection_states(request)
    if not found:
        context = empty(user)
    else:
        trend = known(arranged.trend, own) or found[0].metric
        is_behind = any(status.needs_attention for status in statuses)
        context = covered(found) if asks else full(user, series, found, trend, request.GET.dict())
        context.setdefault("sentence", day_sentence(found, is_behind=is_behind))
    context |= {
        "today": day,
        "lines": status_lines(statuses, found, user),
        "feel_first": asks,
        "check_in": cards.for_today(user, settings),
        "memory": memory(user, settings, day),
        "waiting": waits_for_the_night(found, statuses, user),
    }
    return render(request, "pages/today.html", context)


def full(
    user: User, series: Mapping[str, Days], found: list[Reading], metric: Metric, params: dict[str, str]
) -> dict[str, Any]:
    """Everything of a person with numbers; `metric` is the one whose trend is shown."""
    window = window_of(user, params, [metric.key], "30")
    values = selectors.daily(user=user, metrics=[metric.key], start=window.start, end=window.end)[metric.key]
    return {
        "tiles": [tile(reading) for reading in found],
        "week": week(found),
        "strip_of_days": strip(series, [reading.metric for reading in found], user),
        "metric": metric,
        "card": Card.of(
            "trend",
            trend_summary(TrendData(metric, values, window, user.today(), user)),
            {"metric": metric.key, **window.parameters},
        ),
        "spans": ranges(window, at="#trend")[:3],
    }


def empty(user: User) -> dict[str, Any]:
    """The first steps of a new person, or of one whose numbers have stopped coming."""
    is_new = selectors.extent(user) is None
    welcome = _("Welcome. This page fills as your numbers come in.")
    sentence = welcome if is_new else _("Nothing has been recorded in the last 60 days.")
    return {"sentence": sentence, "steps": first_steps()}


def first_steps() -> list[Action]:
    return [
        Action(_("Connect a source"), reverse("connections"), "plug"),
        Action(_("Upload a table"), reverse("table_new"), "upload"),
        Action(_("Check in"), reverse("check_in"), "circle-check"),
    ]
