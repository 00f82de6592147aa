"""One night: its curves, its numbers, the naps of that day; times and kind can be put right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from healthdash.lib import formats
from healthdash.lib.dates import FIRST
from metrics import catalogue, corrections, selectors
from metrics.catalogue import Metric
from metrics.charts.night import NightData, clock_of, night_sentence
from metrics.charts.summary import held_to_usual, reading
from metrics.charts.window import Window
from metrics.charts.words import source_label, value_text
from metrics.forms import PeriodForm
from metrics.models import Correction, SleepPeriod
from metrics.models.event import Event
from metrics.nights import succeeds
from metrics.receipts import own_act
from metrics.selectors import Value
from metrics.stats import WINDOW

from .acts import correct
from .cards import Card
from .metric import Row, person, row_of

NUMBERS = (
    "sleep.score",
    "sleep.total",
    "sleep.main",
    "sleep.naps",
    "sleep.deep",
    "sleep.rem",
    "sleep.light",
    "sleep.awake",
    "sleep.latency",
    "sleep.in_bed",
    "sleep.efficiency",
    "sleep.bedtime",
    "sleep.waketime",
    "sleep.lowest_hr",
    "sleep.average_hr",
    "sleep.hrv",
    "sleep.breath",
    "readiness.score",
    "readiness.temperature_deviation",
    "spo2.average",
)


@dataclass(frozen=True, slots=True)
class Period:
    """A period of sleep as the page shows it, with the form that puts it right."""

    period: SleepPeriod
    times: str
    asleep: str
    source: str
    is_main: bool
    form: PeriodForm
    counts: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """Corrections that can be carried over to what the source sends now, at those times."""

    offer: corrections.Offer
    times: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the night, and the metric behind it."""

    metric: Metric
    row: Row


@require_safe
@login_required
def night(request: HttpRequest, day: date) -> HttpResponse:
    return page(request, day)


def page(request: HttpRequest, day: date, failed: PeriodForm | None = None) -> HttpResponse:
    user = person(request)
    if not FIRST <= day <= user.today():
        raise Http404
    main = selectors.main_night(user=user, day=day)
    everything = selectors.sleep_periods(user=user, start=day, end=day, everything=True)
    values = selectors.daily(user=user, metrics=NUMBERS, start=day, end=day)
    context: dict[str, Any] = {
        "day": day,
        "day_words": formats.named_day(day, user.today()),
        "today": user.today(),
        "earlier": day - timedelta(days=1),
        "later": day + timedelta(days=1) if day < user.today() else None,
        "main": main,
        "lead": lead(user, day),
        "card": night_card(main, user) if main else None,
        "numbers": numbers(values, day, user),
        "periods": [period_of(period, user, main, failed) for period in everything],
        "offers": [Offered(offer, times_of(offer.new, user)) for offer in offers(everything)],
        "notice": own_act(user, request.GET.get("saved"), target=Correction.Target.SLEEP, day=day),
    }
    return render(request, "metrics/night.html", context)


def lead(user: User, day: date) -> str:
    """How long that day's sleep was, against the nights before it; the chart's sentence says from when."""
    metric = catalogue.get("sleep.total")
    values = selectors.daily(user=user, metrics=[metric.key], start=day - timedelta(days=WINDOW), end=day)
    found = reading(metric, values[metric.key], Window(day, day, "dates"), user.today(), user)
    return held_to_usual(found) if found else ""


def night_card(main: SleepPeriod, user: User) -> Card:
    return Card.of("night", night_sentence(NightData(main, user)), {"day": main.day.isoformat()})


def numbers(values: dict[str, dict[date, Value]], day: date, user: User) -> list[Number]:
    found = ((catalogue.get(key), values[key].get(day)) for key in NUMBERS)
    return [Number(metric, row_of(metric, value, user)) for metric, value in found if value]


def offers(everything: Sequence[SleepPeriod]) -> list[corrections.Offer]:
    """Corrected periods that the source withdrew, each with what it now sends in their place."""
    kept = [period for period in everything if period.withdrawn]
    return [
        corrections.Offer("sleep", old, new)
        for old in kept
        for new in everything
        if not new.withdrawn and succeeds(new, old)
    ]


def times_of(period: Event, user: User) -> str:
    return f"{clock_of(period.local_start, user)} – {clock_of(period.local_end, user)}"


def period_of(period: SleepPeriod, user: User, main: SleepPeriod | None, failed: PeriodForm | None) -> Period:
    form = PeriodForm(event=period, initial=PeriodForm.initial_of(period), prefix=f"p{period.pk}")
    if failed is not None and failed.event.pk == period.pk:
        form = failed
    return Period(
        period=period,
        times=times_of(period, user),
        asleep="–" if period.total is None else value_text(catalogue.get("sleep.main"), period.total, user),
        source=source_label(period.source),
        is_main=main is not None and main.pk == period.pk,
        form=form,
        counts=not period.excluded and period.kind != SleepPeriod.Kind.IGNORED,
    )


@require_POST
@login_required
def change(request: HttpRequest, day: date, pk: int) -> HttpResponse:
    """Put times or kind right, or take the period out and bring it back."""
    user = person(request)
    period = get_object_or_404(SleepPeriod.objects.defer("curves"), user=user, day=day, pk=pk)
    if "carry" in request.POST:
        return carry(user, period, over=request.POST["carry"] == "yes")
    if "excluded" in request.POST:
        return exclude(user, period, excluded=request.POST["excluded"] == "yes")
    form = PeriodForm(request.POST, event=period, prefix=f"p{period.pk}")
    if not form.is_valid():
        return page(request, day, form)
    try:
        with transaction.atomic():
            acts = correct(user, period, form)
    except ValidationError as error:
        form.add_error(None, error)
        return page(request, day, form)
    return redirect(back(day, acts[-1] if acts else None))


def exclude(user: User, period: SleepPeriod, *, excluded: bool) -> HttpResponse:
    try:
        act = corrections.exclude_event(user=user, by=user, event=period, excluded=excluded)
    except ValidationError:
        # Pressed twice: it stands as asked already.
        return redirect(back(period.day, None))
    return redirect(back(period.day, act))


def carry(user: User, old: SleepPeriod, *, over: bool) -> HttpResponse:
    """Lay the corrections of a withdrawn period over the one that came in its place, or drop them."""
    everything = selectors.sleep_periods(user=user, start=old.day, end=old.day, everything=True)
    offer = next((found for found in offers(everything) if found.old.pk == old.pk), None)
    if offer is None:
        raise Http404
    if over:
        corrections.carry_over(user=user, by=user, old=offer.old, new=offer.new)
    else:
        corrections.let_go(user=user, by=user, old=offer.old)
    return redirect(back(old.day, None))


def back(day: date, act: Correction | None) -> str:
    address = reverse("night", args=[day])
    return f"{address}?saved={act.pk}#periods" if act else address
