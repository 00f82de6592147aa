"""A day as one page, turned with links, arrow keys or a swipe."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest
from accounts.models import User
from journal import cards, days, scales
from journal.selectors import settings_of
from metrics import catalogue, selectors
from metrics.catalogue import Metric
from metrics.models import CustomMetric, DailyMetric
from metrics.receipts import own_act

from . import clock
from .drawing import lying, standing
from .facts import HISTORY, Facts, read
from .marks import lanes
from .moments import moments
from .numbers import Life, lives, numbers_of
from .sentences import sentences
from .shown import LABELS

ONE = timedelta(days=1)


@require_safe
@login_required
@never_cache
def today(request: PersonRequest) -> HttpResponse:
    """Today; `?day=2026-11-17` leads to another one."""
    asked = days.read(request.GET.get("day", ""))
    return redirect("day", asked) if asked else show(request, request.user.today())


@require_safe
@login_required
@never_cache
def day(request: PersonRequest, day: date) -> HttpResponse:
    return show(request, day)


def show(request: PersonRequest, day: date) -> HttpResponse:
    user = request.user
    if not days.may_be_written(day, user):
        return nothing(request, day)
    facts = read(user, day)
    context = {**around(day, user), "facts": facts, "entry": facts.words.entry}
    context["notice"] = own_act(user, request.GET.get("saved"))
    if facts.words.asks_first:
        context["feel_first"] = scales.steps(facts.words.settings, "rested")
    else:
        context |= seen(facts)
    return render(request, "pages/day.html", context)


def nothing(request: PersonRequest, day: date) -> HttpResponse:
    """A day that has not come, or that there never was."""
    is_to_come = day > request.user.today()
    missing = _("This day has not come yet.") if is_to_come else _("There was no such day where you are.")
    return render(request, "pages/day_none.html", {"day": day, "missing": missing}, status=404)


def around(day: date, user: User) -> dict[str, Any]:
    """The day and those beside it."""
    today, later = user.today(), day + ONE
    if not days.exists(later, user.zone):
        later += ONE
    return {
        "day": day,
        "day_text": day.isoformat(),
        "today": today,
        "earlier": days.day_before(day, user.zone) if day > days.FIRST else None,
        "later": later if later <= today else None,
    }


def seen(facts: Facts) -> dict[str, Any]:
    """Everything but the words."""
    drawn = lanes(facts)
    ends = [at for lane in drawn for mark in lane.marks for at in (mark.start, mark.end) if at is not None]
    axis = clock.Axis.around(ends)
    now = None
    if facts.is_running:
        now = clock.minutes(timezone.now().astimezone(facts.user.zone), facts.day)
    return {
        "lying": lying(drawn, axis, facts.user, now) if drawn else None,
        "standing": standing(drawn, axis, facts.user, now) if drawn else None,
        "sentences": sentences(facts),
        "moments": moments(facts),
        "lives": lives(facts),
        "looks": {mark.look for lane in drawn for mark in lane.marks},
    }


@require_safe
@login_required
@never_cache
def numbers(request: PersonRequest, day: date) -> HttpResponse | HttpResponseRedirect:
    """Every number of a day, whatever it is of."""
    user = request.user
    if not days.may_be_written(day, user):
        return nothing(request, day)
    if day == user.today() and cards.feel_first(user, settings_of(user)):
        return redirect("day", day)
    metrics = metrics_of(user, day)
    values = selectors.daily(
        user=user, metrics=[one.key for one in metrics], start=day - timedelta(days=HISTORY), end=day
    )
    found = []
    for domain, label in LABELS.items():
        mine = numbers_of([one for one in metrics if one.domain == domain], values, day, user)
        if mine:
            found.append(Life(domain, str(label), mine))
    return render(request, "pages/day_numbers.html", {**around(day, user), "lives": found})


def metrics_of(user: User, day: date) -> list[Metric]:
    """What there is a number of; the person's own metrics under their names."""
    keys = set(DailyMetric.objects.filter(user=user, day=day).values_list("metric", flat=True))
    own = CustomMetric.objects.filter(user=user, key__in=keys).order_by("label")
    known = [catalogue.get(key) for key in sorted(keys) if catalogue.is_declared(key)]
    order = {key: at for at, key in enumerate(catalogue.METRICS)}
    known.sort(key=lambda metric: order.get(metric.key, len(order)))
    return [*known, *(catalogue.from_custom(custom) for custom in own)]
