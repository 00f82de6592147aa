"""The landing page: last night and today against the person's own usual."""

from collections.abc import Sequence
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
from integrations.selectors import ConnectionStatus
from journal import cards
from journal import selectors as journal_selectors
from journal.on_this_day import memory
from metrics import selectors
from metrics.charts.registry import window_of
from metrics.charts.trend import TrendData, trend_summary
from metrics.stats import WINDOW
from metrics.views.cards import Card, ranges

from .feel_first import covered
from .last_night import waits_for_the_night
from .numbers import Numbers, numbers_of
from .standing_out import day_sentence
from .status import status_lines
from .strip import strip
from .tiles import known, tile
from .week import week


@login_required
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/today.html", context_of(request))


def context_of(request: HttpRequest) -> dict[str, Any]:
    """Everything that the page shows of the person who asks for it."""
    assert isinstance(request.user, User)
    user, day, numbers = request.user, request.user.today(), numbers_of(request.user)
    found = numbers.found
    settings = journal_selectors.settings_of(user)
    asks = cards.feel_first(user, settings)
    statuses = connection_states(request)
    if not found:
        context = empty(user)
    else:
        is_behind = any(status.needs_attention for status in statuses)
        context = covered(found) if asks else full(user, numbers, statuses, request.GET.dict())
        context.setdefault("sentence", day_sentence(found, is_behind=is_behind))
    return context | {
        "today": day,
        "lines": status_lines(statuses, found, user),
        "feel_first": asks,
        "check_in": cards.for_today(user, settings),
        "memory": memory(user, settings, day),
        "waiting": waits_for_the_night(found, statuses, user),
    }


def full(
    user: User, numbers: Numbers, statuses: Sequence[ConnectionStatus], params: dict[str, str]
) -> dict[str, Any]:
    """Everything of a person with numbers."""
    found, has = numbers.found, numbers.has
    metric = known(numbers.layout.trend, has.own) or found[0].metric
    window = window_of(user, params, [metric.key], "30")
    values = has.days(metric.key, window.start)
    if values is None:
        asked = selectors.daily(user=user, metrics=[metric.key], start=window.start, end=window.end)
        values = asked[metric.key]
    sources = {status.provider.slug for status in statuses if status.connection}
    return {
        "tiles": [tile(reading, sources) for reading in found],
        "week": week(found),
        "strip_of_days": strip(has.series, [reading.metric for reading in found], user, has.own),
        "metric": metric,
        "card": Card.of(
            "trend",
            trend_summary(TrendData(metric, values, window, user.today(), user)),
            {"metric": metric.key, **window.parameters},
        ),
        "spans": ranges(window, at="#trend")[:3],
    }


def empty(user: User) -> dict[str, Any]:
    """First steps, for who is new or has nothing lately; the way back for who hid all they have."""
    ends = selectors.extent(user)
    if ends is None:
        return {"sentence": _("Welcome. This page fills as your numbers come in."), "steps": first_steps()}
    if ends[1] <= user.today() - timedelta(days=WINDOW):
        sentence = _("Nothing has been recorded in the last 60 days.")
        return {"sentence": sentence, "steps": first_steps(), "has_numbers": True}
    arrange = Action(_("Arrange Today"), reverse("arrange"), "settings")
    return {
        "sentence": _("None of your numbers stands on Today."),
        "steps": [arrange],
        "is_hidden": True,
        "has_numbers": True,
    }


def first_steps() -> list[Action]:
    return [
        Action(_("Connect a source"), reverse("connections"), "plug"),
        Action(_("Upload a table"), reverse("table_new"), "upload"),
        Action(_("Check in"), reverse("check_in"), "circle-check"),
    ]
