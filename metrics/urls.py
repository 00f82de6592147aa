"""Addresses of the pages of numbers."""

from django.urls import path

import healthdash.lib.converters  # noqa: F401  <day:…>

from .views import (
    activity,
    corrections,
    events,
    explore,
    figures,
    index,
    metric,
    money,
    night,
    receipt,
    recovery,
    sleep,
    spans,
    vitals,
    work,
    year,
)

urlpatterns = [
    path("figures/<slug:name>/", figures.figure, name="figure"),
    path("sleep/", sleep.sleep, name="sleep"),
    path("sleep/year/", year.year_of_nights, name="year_of_nights"),
    path("sleep/year/<int:year>/", year.year_of_nights, name="year_of_nights"),
    path("sleep/<day:day>/", night.night, name="night"),
    path("sleep/<day:day>/<int:pk>/", night.change, name="period_change"),
    path("recovery/", recovery.recovery, name="recovery"),
    path("activity/", activity.activity, name="activity"),
    path("money/", money.money, name="money"),
    path("vitals/", vitals.vitals, name="vitals"),
    path("work/", work.work, name="work"),
    path("work/<day:day>/", work.work, name="work_day"),
    path("explore/", explore.explore, name="explore"),
    path("metrics/", index.index, name="metrics"),
    path("metrics/<str:key>/", metric.metric, name="metric"),
    path("metrics/<str:key>/add/", metric.add, name="metric_add"),
    path("metrics/<str:key>/<day:day>/", receipt.receipt, name="receipt"),
    path("metrics/<str:key>/<day:day>/<slug:act>/", receipt.change, name="receipt_change"),
    path("events/<slug:table>/<int:pk>/", events.event, name="event"),
    path("corrections/days/", spans.mark, name="span"),
    path("corrections/", corrections.listed, name="corrections"),
    path("corrections/<int:pk>/undo/", corrections.undo, name="correction_undo"),
]
