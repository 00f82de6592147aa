"""Finding days again: by words, by filters, in a calendar, in a year of pixels."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS_ABBR
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest
from accounts.models import User
from journal import days, pixels, search, selectors
from journal.entries import day_page
from journal.forms.find import FindForm
from journal.pixels import Painter
from journal.words import day_word
from metrics import selectors as numbers
from metrics.catalogue import Metric

HITS = 30
MOOD = "mood.rating"


@require_safe
@login_required
@never_cache
def find(request: PersonRequest) -> HttpResponse:
    form = FindForm(request.user, data=request.GET or None)
    hits = search.find(request.user, form.query) if form.is_valid() and not form.query.is_empty else None
    page = Paginator(hits, HITS).get_page(request.GET.get("page")) if hits is not None else None
    found = [(hit, day_word(hit.day, request.user)) for hit in page] if page else []
    return render(request, "journal/find.html", {"form": form, "page": page, "found": found})


@require_safe
@login_required
@never_cache
def day(request: PersonRequest, day: date) -> HttpResponse:
    """One day as the journal has it, and the same day of other years."""
    if not days.may_be_written(day, request.user):
        raise Http404("This day has not come yet, or never was.")
    return render(request, "journal/day.html", day_page(request.user, day))


def month_of(text: str, today: date) -> date:
    """The first of the month that an address names; of this one, where it names none that was."""
    first = days.read(f"{text}-01")
    return first if first and days.FIRST <= first <= today else today.replace(day=1)


@require_safe
@login_required
@never_cache
def calendar(request: PersonRequest) -> HttpResponse:
    """A month; `?month=2026-11` names another than this one."""
    user = request.user
    first = month_of(request.GET.get("month", ""), user.today())
    metric = pixels.catalogue.get(MOOD)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    painter = painter_of(user, metric, first, last)
    starts = [str(WEEKDAYS_ABBR[(user.week_start + at) % 7]) for at in range(7)]
    context = {
        "month": pixels.month(painter, first),
        "weekdays": starts,
        "before": (first - timedelta(days=1)).replace(day=1) if first > days.FIRST else None,
        "after": last + timedelta(days=1) if last < user.today() else None,
    }
    return render(request, "journal/calendar.html", context)


@require_safe
@login_required
@never_cache
def year(request: PersonRequest, number: int) -> HttpResponse:
    """A year in pixels; `?metric=` names what is painted."""
    user = request.user
    if not days.FIRST.year <= number <= user.today().year:
        raise Http404("A year in pixels is one that has begun.")
    known = pixels.choices(user)
    wanted = request.GET.get("metric", MOOD)
    metric = next((one for one in known if one.key == wanted), None) or pixels.catalogue.get(MOOD)
    painter = painter_of(user, metric, date(number, 1, 1), date(number, 12, 31))
    context = {
        "year": pixels.year(painter, number),
        "metric": metric,
        "metrics": known,
        "before": number - 1 if number > days.FIRST.year else None,
        "after": number + 1 if number < user.today().year else None,
    }
    return render(request, "journal/year.html", context)


def painter_of(user: User, metric: Metric, first: date, last: date) -> Painter:
    values = numbers.daily(user=user, metrics=[metric.key], start=first, end=last)[metric.key]
    written = selectors.reflections(user).filter(day__range=(first, last)).values_list("day", flat=True)
    return Painter(user, metric, values, frozenset(written))
