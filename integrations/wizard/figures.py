"""The charts that a draft would make, drawn by the same hand as those of stored numbers."""

from collections.abc import Mapping
from datetime import date

from accounts.models import User
from metrics import catalogue
from metrics.catalogue import Metric
from metrics.charts.figure import Figure
from metrics.charts.trend import TrendData, trend
from metrics.charts.window import Window
from metrics.selectors import Value

from .answers import Answers
from .drafts import OpenDraft


def metric_of(answers: Answers, key: str) -> Metric:
    """What a key is, also for a number of the person's own that is not saved yet. Raises KeyError."""
    if catalogue.is_declared(key):
        return catalogue.get(key)
    for one in answers.own:
        if one.metric == key:
            return Metric(
                key=key,
                label=one.name,
                short_label=catalogue.shortened(one.name),
                unit=one.unit,
                group="vitals",
                decimals=one.decimals,
                aggregate=one.aggregate,  # type: ignore[arg-type]
                better=one.better,  # type: ignore[arg-type]
            )
    raise KeyError(key)


def figure(draft: OpenDraft, key: str) -> Figure:
    """One metric of the last try. Raises KeyError where there is none."""
    days = {date.fromisoformat(day): value for day, value in draft.content["series"][key].items()}
    return trend(data_of(metric_of(draft.settled, key), days, draft.user))


def data_of(metric: Metric, days: Mapping[date, float], user: User) -> TrendData:
    values = {
        day: Value(
            value=value,
            source="files",
            day=day,
            corrected=False,
            excluded=False,
            withdrawn=False,
            raw=value,
        )
        for day, value in days.items()
    }
    window = Window(min(days), max(days), "dates")
    return TrendData(metric=metric, values=values, window=window, today=user.today(), prefs=user)
