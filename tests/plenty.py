"""A person who has some of everything, and every figure of theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from accounts.tests.factories import UserFactory
from metrics import corrections
from metrics.charts.registry import FIGURES
from metrics.models import Annotation
from metrics.tests.factories import (
    AnnotationFactory,
    DailyMetricFactory,
    FinanceEntryFactory,
    SleepPeriodFactory,
    VitalFactory,
    WorkoutFactory,
    WorkSessionFactory,
)
from metrics.tests.years import live

NUMBERS = {
    "vital.weight": 72.43,
    "vital.glucose": 5.3,
    "vital.systolic": 121,
    "vital.diastolic": 80,
    "activity.distance": 8123.0,
    "activity.active_calories": 1234,
    "activity.high": 1300,
    "activity.medium": 2300,
    "activity.low": 9300,
    "stress.high": 3900,
    "stress.recovery": 5400,
    "finance.spent.eur": 1234.5,
    "finance.income.eur": 2234.5,
    "work.focus": 7300,
    "work.meeting": 1900,
    "work.first_start": 32_000,
}
# How many steps each has.
LEVELS = {"stress.summary": 3, "resilience.level": 5, "mood.rating": 5}
TRENDS = (
    "vital.weight",
    "vital.glucose",
    "activity.distance",
    "finance.spent.eur",
    "sleep.bedtime",
    "stress.summary",
    "mood.rating",
)
# What of a figure a person reads; of the rest plotly makes something else.
READ = {"summary", "text", "hovertext", "ticktext", "title", "hovertemplate", "texttemplate", "labels"}


def person_of(prefs: dict[str, Any]) -> User:
    """Months of numbers, some nights with their curves, and yesterday one event of each kind."""
    user = UserFactory(timezone="Europe/Berlin", currency="EUR", **prefs)
    today = user.today()
    live(user, 100, until=today, nights=3)
    for back in range(1, 40):
        day = {"user": user, "day": today - timedelta(days=back)}
        for key, value in NUMBERS.items():
            DailyMetricFactory(**day, metric=key, value=value + back, source="google_sheets")
        for key, levels in LEVELS.items():
            DailyMetricFactory(**day, metric=key, value=1 + back % levels, source="oura")
    yesterday = {"user": user, "day": today - timedelta(days=1)}
    WorkoutFactory(**yesterday)
    WorkSessionFactory(**yesterday)
    VitalFactory(**yesterday)
    FinanceEntryFactory(**yesterday, amount="1234.5")
    FinanceEntryFactory(user=user, day=today - timedelta(days=35), amount="99.5", direction="income")
    put_right(user)
    travelled(user)
    return user


def put_right(user: User) -> None:
    """A number that was corrected, and one that was left out."""
    which = {"user": user, "by": user, "metric": "vital.weight", "source": "google_sheets"}
    days = [user.today() - timedelta(days=back) for back in (3, 4)]
    corrections.correct_daily(**which, day=days[0], value=71.5)
    corrections.exclude_daily(**which, day=days[1], excluded=True)


def travelled(user: User) -> None:
    """A new ring, a week with a name, and a night four hours and a half from home."""
    day = user.today() - timedelta(days=20)
    AnnotationFactory(user=user, day=day, kind=Annotation.Kind.DEVICE)
    AnnotationFactory(
        user=user,
        day=day - timedelta(days=8),
        kind=Annotation.Kind.PERIOD,
        text="food",
        details={"last_day": day.isoformat()},
    )
    for back, offset in ((10, 5.5), (9, 5.5), (8, 1)):
        day = user.today() - timedelta(days=back)
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        SleepPeriodFactory(user=user, day=day, start=start, utc_offset=int(offset * 3600))


def figures_of(user: User, span: str = "range=30") -> list[str]:
    """The address of every figure, of one metric for each kind of unit where it is of one."""
    day = user.today() - timedelta(days=1)
    plain = f"{span}&a=vital.weight&b=sleep.bedtime&currency=EUR&direction=spent&day={day}"
    of_one = dict.fromkeys(("trend", "distribution", "weekdays"), TRENDS)
    return [
        f"/figures/{name}/?{plain}&metric={key}" for name in FIGURES for key in of_one.get(name, TRENDS[:1])
    ]


def said_by(figure: Any, *, read: bool = False) -> list[str]:
    """What of a figure a person reads: its sentence, its words on axes and in legends, marks and labels."""
    if isinstance(figure, str):
        return [figure] if read else []
    if isinstance(figure, list):
        return [text for one in figure for text in said_by(one, read=read)]
    if not isinstance(figure, dict):
        return []
    in_legend = {"name"} if figure.get("showlegend") else set()
    return [text for key, one in figure.items() for text in said_by(one, read=key in READ | in_legend)]


def unread(figure: Any) -> list[str]:
    """The other strings of a figure."""
    read = set(said_by(figure))
    return [text for text in strings(figure) if text not in read]


def strings(figure: Any) -> list[str]:
    if isinstance(figure, dict | list):
        inside = figure.values() if isinstance(figure, dict) else figure
        return [text for one in inside for text in strings(one)]
    return [figure] if isinstance(figure, str) else []
