"""The year of nights: one page, fit for a wall."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from metrics import selectors
from metrics.charts.by_hand import is_put_right
from metrics.charts.marks import offsets_from_home
from metrics.charts.series import DayData
from metrics.charts.sleep import TIMES, ends_of
from metrics.charts.window import Window
from metrics.charts.year import YearOfNights, drawing, year_sentence

from .cards import Card, Range
from .metric import person

EARLIEST = 1970


@require_safe
@login_required
def year_of_nights(request: HttpRequest, year: int | None = None) -> HttpResponse:
    user = person(request)
    today = user.today()
    if year is not None and not EARLIEST <= year <= today.year:
        raise Http404
    years = selectors.years(user)
    shown = year or (years[0] if years else today.year)
    window = year_window(shown, today)
    data = nights_of(user, shown, window)
    sentence = year_sentence(data)
    context = {
        "year": shown,
        "years": [Range(str(one), reverse("year_of_nights", args=[one]), one == shown) for one in years],
        "sentence": sentence,
        "drawing": drawing(data) if data.nights else None,
        "card": Card.of("sleep-times", sentence, window.parameters),
    }
    return render(request, "metrics/year.html", context)


def year_window(year: int, today: date) -> Window:
    return Window(date(year, 1, 1), min(date(year, 12, 31), today), "dates")


def nights_of(user: User, year: int, window: Window) -> YearOfNights:
    series = selectors.daily(user=user, metrics=TIMES, start=window.start, end=window.end)
    data = DayData(series, window, user.today(), user)
    away = {day: hours for day, hours in offsets_from_home(user, window) if hours}
    held = [value for key in TIMES for value in series[key].values()]
    out = sorted({value.day for value in held if value.excluded})
    said = ({d: one.raw for d, one in series[key].items() if one.raw is not None} for key in TIMES)
    return YearOfNights(
        year,
        ends_of(window.days, *(data.of(key) for key in TIMES)),
        away,
        user,
        corrected=sorted({value.day for value in held if is_put_right(value)}),
        left_out=ends_of(out, *said),
    )
