"""Work over a span of days, and one day of it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from healthdash.lib import formats
from healthdash.lib.dates import FIRST
from metrics.charts.series import DayData
from metrics.charts.work import WORK, days_sentence
from metrics.charts.work_categories import categories_sentence
from metrics.charts.work_data import category_data, hour_data
from metrics.charts.work_day import WorkDay, day_sentence
from metrics.charts.work_hours import hours_sentence, means
from metrics.receipts import own_act
from metrics.stretches import last_day_of_work, standing, stretches_of

from .cards import Card
from .domain import Asked, Domain, Special, asked, show
from .events import items_of
from .metric import person


def said_of_categories(user: User, data: DayData) -> str:
    return categories_sentence(category_data(user, data.window))


def said_of_hours(user: User, data: DayData) -> str:
    hours = hour_data(user, data.window)
    return hours_sentence(hours, means(hours))


DOMAIN = Domain(
    name="work",
    title=gettext_lazy("Work"),
    missing=gettext_lazy("No work in this span of days."),
    heroes=("work.focus", "work.tracked", "work.hours"),
    specials=(
        Special(
            "work-days",
            gettext_lazy("Focus, meetings and breaks"),
            ("work.focus", "work.meeting", "work.break"),
            lambda user, data: days_sentence(data),
            is_wide=True,
        ),
        Special(
            "work-categories", gettext_lazy("What the time went into"), ("work.focus",), said_of_categories
        ),
        Special("work-hours", gettext_lazy("When you focus"), ("work.focus",), said_of_hours),
    ),
    trends=("work.meeting",),
    columns=WORK,
    listed=gettext_lazy("Days"),
    day_page="work_day",
    day_anchor="#day",
)


@require_safe
@login_required
def work(request: HttpRequest, day: date | None = None) -> HttpResponse:
    if day and not FIRST <= day <= person(request).today():
        raise Http404
    found = asked(request, DOMAIN)
    window = found.data.window
    shown = day or last_day_of_work(user=found.user, start=window.start, end=window.end)
    more: dict[str, Any] = {"chosen": chosen_day(found, shown)} if shown else {}
    more["notice"] = own_act(found.user, request.GET.get("saved"), target="work", day=shown)
    return show(request, found, template="metrics/work.html", more=more)


def chosen_day(found: Asked, day: date) -> dict[str, Any]:
    """The day that is shown hour by hour, and its neighbours."""
    words = formats.day_label(day, found.data.today)
    title = _("%(day)s: hour by hour") % {"day": words[:1].upper() + words[1:]}
    stretches = stretches_of(user=found.user, day=day)
    sentence = day_sentence(WorkDay(day, standing(stretches), found.user))
    card = Card.of("work-day", sentence, {"day": day.isoformat()})
    return {
        "day": day,
        "stretches": items_of(stretches, found.user),
        "card": replace(card, title=title),
        "earlier": day - timedelta(days=1),
        "later": day + timedelta(days=1) if day < found.data.today else None,
    }
