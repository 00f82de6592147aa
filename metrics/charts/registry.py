"""Every figure by its name: what it needs from the person's data, and who builds it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from operator import getitem
from typing import cast

from django.db.models import Min
from django.http import Http404
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from metrics import catalogue, selectors
from metrics.catalogue import Metric
from metrics.entries import labels
from metrics.intraday import pulse_of_day
from metrics.models import DailyMetric
from metrics.reading import days_compared
from metrics.records import INCOME, SPENT
from metrics.selectors import Numbers, Value
from metrics.stats import WINDOW, WINDOW_OF_SUMS

from .activity import KEYS as ACTIVE
from .activity import intensity
from .explore import PairData, pair_of, panels, scatter
from .figure import Figure
from .happened import happened
from .marks import measuring_marks, night_offsets, zone_marks
from .money import MoneyData, balance, categories, months
from .money_data import money_data
from .money_weeks import WeekData, weeks
from .night import NightData, night
from .profile import distribution, weekdays
from .pulse import DayPulse, day_pulse
from .recovery import REST, STRESS, TEMPERATURE, stress, temperature
from .series import DayData, Series
from .sleep import DURATIONS, NAPS, SLEPT, TIMES, durations, times
from .trend import TrendData, is_clock_of_night, trend
from .vitals import PRESSURE, pressure
from .window import Window, parse, parse_day
from .work import BARS, WORK, days
from .work_categories import categories as work_categories
from .work_data import category_data, day_data, hour_data
from .work_day import timeline
from .work_hours import hours
from .zones import zones_abroad

Params = Mapping[str, str]


def metric_of(user: User, params: Params) -> Metric:
    try:
        return catalogue.for_user(user, params.get("metric", ""))
    except KeyError:
        raise Http404 from None


def earliest_day(user: User, keys: list[str]) -> date | None:
    found = DailyMetric.objects.filter(user=user, metric__in=keys).aggregate(first=Min("day"))
    return found["first"]


def window_of(user: User, params: Params, keys: list[str], default: str) -> Window:
    """The asked window; only "all" needs to know when the data begin."""
    earliest = earliest_day(user, keys) if params.get("range") == "all" else None
    return parse(params, today=user.today(), earliest=earliest, default=default)


def is_compared(params: Params, window: Window) -> bool:
    """Whether the period before is asked for, too. Before everything there is nothing."""
    return params.get("compare") == "before" and window.choice != "all"


def first_day_read(window: Window, usual: int, *, compare: bool) -> date:
    """Far enough back for usual ranges, and for the period before with the week that its line begins with."""
    return window.before(max(usual, window.length + 6) if compare else usual)


def numbers_first(
    user: User, keys: Sequence[str], start: date, end: date, drawn: Sequence[str] = ()
) -> tuple[Series, Numbers]:
    """The values of keys, read when somebody first looks at a day of them, and now their numbers alone.

    Weeks and months are drawn from numbers; only the table says more, and hardly anybody asks for it.
    `drawn`: of which keys to read numbers, if not of all.
    """
    found = SimpleLazyObject(partial(selectors.daily, user=user, metrics=keys, start=start, end=end))
    later = {key: cast(Mapping[date, Value], SimpleLazyObject(partial(getitem, found, key))) for key in keys}
    return later, selectors.daily_numbers(user=user, metrics=drawn or keys, start=start, end=end)


def trend_data(
    user: User, metric: Metric, window: Window, *, compare: bool = False, reach: int = 0
) -> TrendData:
    """`reach`: how many days before the window are read at least."""
    start = first_day_read(window, max(reach, days_compared(metric)), compare=compare)
    values = selectors.daily(user=user, metrics=[metric.key], start=start, end=window.end)
    return TrendData(metric, values.get(metric.key, {}), window, user.today(), user, compare=compare)


def long_trend_data(user: User, metric: Metric, window: Window, *, compare: bool) -> TrendData:
    start = first_day_read(window, days_compared(metric), compare=compare)
    series, numbers = numbers_first(user, [metric.key], start, window.end)
    found = TrendData(metric, series[metric.key], window, user.today(), user, compare=compare)
    return found.with_numbers(numbers)


def asked_trend(user: User, params: Params, *, with_marks: bool = False) -> TrendData:
    metric = metric_of(user, params)
    window = window_of(user, params, [metric.key], "90")
    compare = is_compared(params, window)
    found = (long_trend_data if window.is_long else trend_data)(user, metric, window, compare=compare)
    if not with_marks:
        return found
    events = {} if window.is_long else happened(user, window, but=metric.key)
    found = replace(found, happened=events)
    if metric.group == "money":  # no ring and no zone changes what was spent
        return found
    offsets = night_offsets(user, window)
    zones = zones_abroad(offsets) if is_clock_of_night(metric) else {}
    return replace(found, marks=measuring_marks(user, window, offsets), zones=zones)


def asked_days(
    user: User, params: Params, keys: Sequence[str], drawn: Sequence[str] = (), usual: int = 0
) -> DayData:
    """The values of the asked window. `drawn`: the keys that have bars, where the table names others, too.

    `usual`: how many days before the window are read to compare it with, where a bar is of one day.
    """
    window, today = window_of(user, params, list(keys), "30"), user.today()
    if window.is_wide:
        series, numbers = numbers_first(user, keys, window.start, window.end, drawn)
        return DayData(series, window, today, user, {**numbers.known}, numbers.touched)
    series = selectors.daily(user=user, metrics=keys, start=window.before(usual), end=window.end)
    return DayData(series, window, today, user)


def asked_times(user: User, params: Params) -> Figure:
    data = asked_days(user, params, TIMES, usual=WINDOW)
    offsets = night_offsets(user, data.window)
    return times(data, zone_marks(user, offsets), zones_abroad(offsets))


def asked_night(user: User, params: Params) -> Figure:
    day = parse_day(params.get("day", ""))
    period = selectors.main_night(user=user, day=day) if day else None
    if period is None:
        raise Http404
    return night(NightData(period, user))


def currency_of(user: User, params: Params, held: Sequence[str]) -> str:
    """The asked currency if the person has entries in it, else the first that they have, else their own."""
    asked = params.get("currency", "").upper()
    return asked if asked in held else next(iter(held), user.currency)


def asked_money(user: User, params: Params, part: str) -> MoneyData:
    currency = currency_of(user, params, labels(user=user).currencies)
    keys = [f"finance.{direction}.{currency.lower()}" for direction in (SPENT, INCOME)]
    return money_data(user, currency, window_of(user, params, keys, "90"), [part])


def asked_weeks(user: User, params: Params) -> WeekData:
    currency = currency_of(user, params, labels(user=user).currencies)
    key = f"finance.spent.{currency.lower()}"
    window = window_of(user, params, [key], "90")
    compare = is_compared(params, window)
    start = first_day_read(window, 0, compare=compare)
    series = selectors.daily(user=user, metrics=[key], start=start, end=window.end)
    return WeekData(catalogue.get(key), series[key], window, user.today(), user, compare)


def asked_categories(user: User, params: Params) -> Figure:
    direction = params.get("direction", SPENT)
    return categories(asked_money(user, params, "categories"), direction if direction == INCOME else SPENT)


def work_window(user: User, params: Params) -> Window:
    return window_of(user, params, ["work.focus"], "30")


def pulse_data(user: User, day: date) -> DayPulse:
    points = pulse_of_day(user_id=user.pk, day=day, zone=user.zone)
    return DayPulse(day, points, user.today(), user)


def asked_pulse(user: User, params: Params) -> Figure:
    day = parse_day(params.get("day", ""))
    if day is None:
        raise Http404
    return day_pulse(pulse_data(user, day))


def asked_work_day(user: User, params: Params) -> Figure:
    day = parse_day(params.get("day", ""))
    if day is None:
        raise Http404
    return timeline(day_data(user, day))


def pair_window(user: User, params: Params) -> Window:
    return window_of(user, params, [params["a"], params["b"]], "90")


def pair_data(
    user: User, metrics: tuple[Metric, Metric], window: Window, *, compare: bool = False
) -> PairData:
    """Both metrics in one query, from the first day on that either is compared with."""
    keys, usual = [metric.key for metric in metrics], max(map(days_compared, metrics))
    start = first_day_read(window, usual, compare=compare)
    series = selectors.daily(user=user, metrics=keys, start=start, end=window.end)
    return pair_of(metrics, series, window, user.today(), user, compare)


def long_pair_data(user: User, metrics: tuple[Metric, Metric], window: Window, *, compare: bool) -> PairData:
    keys, usual = [metric.key for metric in metrics], max(map(days_compared, metrics))
    start = first_day_read(window, usual, compare=compare)
    values, numbers = numbers_first(user, keys, start, window.end)
    found = pair_of(metrics, values, window, user.today(), user, compare)
    first, second = (half.with_numbers(numbers) for half in found.halves)
    return PairData(first, second)


def asked_pair(user: User, params: Params, *, with_marks: bool = False) -> PairData:
    one, other = (metric_of(user, {"metric": params.get(name, "")}) for name in ("a", "b"))
    window = pair_window(user, params)
    compare = with_marks and is_compared(params, window)
    found = (long_pair_data if window.is_long else pair_data)(user, (one, other), window, compare=compare)
    marks = measuring_marks(user, window, night_offsets(user, window)) if with_marks else []
    return replace(found, marks=marks, weekday=weekday_of(params))


def weekday_of(params: Params) -> int | None:
    """The weekday that is to be told from the others; 0 is Monday."""
    asked = params.get("weekday", "")
    return int(asked) if asked in {*"0123456"} else None


FIGURES: dict[str, Callable[[User, Params], Figure]] = {
    "trend": lambda user, params: trend(asked_trend(user, params, with_marks=True)),
    "distribution": lambda user, params: distribution(asked_trend(user, params)),
    "weekdays": lambda user, params: weekdays(asked_trend(user, params)),
    "sleep-durations": lambda user, params: durations(
        asked_days(user, params, DURATIONS, (*SLEPT, NAPS), WINDOW)
    ),
    "sleep-times": asked_times,
    "night": asked_night,
    "recovery-stress": lambda user, params: stress(
        asked_days(user, params, (STRESS, REST), usual=WINDOW_OF_SUMS)
    ),
    "recovery-temperature": lambda user, params: temperature(
        asked_days(user, params, (TEMPERATURE,), usual=WINDOW)
    ),
    "activity-pulse": asked_pulse,
    "activity-intensity": lambda user, params: intensity(
        asked_days(user, params, ACTIVE, usual=WINDOW_OF_SUMS)
    ),
    "money-months": lambda user, params: months(asked_money(user, params, "months")),
    "money-weeks": lambda user, params: weeks(asked_weeks(user, params)),
    "money-categories": asked_categories,
    "money-balance": lambda user, params: balance(asked_money(user, params, "balance")),
    "vitals-pressure": lambda user, params: pressure(asked_days(user, params, PRESSURE, usual=WINDOW)),
    "work-days": lambda user, params: days(asked_days(user, params, WORK, BARS, WINDOW_OF_SUMS)),
    "work-day": asked_work_day,
    "work-categories": lambda user, params: work_categories(category_data(user, work_window(user, params))),
    "explore-panels": lambda user, params: panels(asked_pair(user, params, with_marks=True)),
    "explore-scatter": lambda user, params: scatter(asked_pair(user, params)),
    "work-hours": lambda user, params: hours(hour_data(user, work_window(user, params))),
}


# Whose points are days: a second tap opens the day as a whole.
OPEN_THEIR_DAY = {
    "explore-panels",
    "explore-scatter",
    "trend",
    "sleep-durations",
    "sleep-times",
    "work-days",
    "recovery-stress",
    "recovery-temperature",
    "activity-intensity",
    "vitals-pressure",
}


def opens(name: str) -> str:
    """The address of a point's own page, its day to be put behind it."""
    return reverse("days") if name in OPEN_THEIR_DAY else ""


def build(name: str, user: User, params: Params) -> Figure:
    """The figure of that name from this person's own data. Raises Http404 for what there is not."""
    if name not in FIGURES:
        raise Http404
    return replace(FIGURES[name](user, params), opens=opens(name))
