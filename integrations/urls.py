"""Addresses of the connections."""

from django.urls import path

import healthdash.lib.converters  # noqa: F401  <day:…>

from . import connected, views

urlpatterns = [
    path("", views.connections, name="connections"),
    path("<slug:provider>/", views.fragment, name="connection"),
    path("<slug:provider>/first/", connected.first, name="connection_first"),
    path("<slug:provider>/first/now/", connected.first_now, name="connection_first_now"),
    path("<slug:provider>/sync/", views.sync_now, name="connection_sync"),
    path("<slug:provider>/test/", views.test, name="connection_test"),
    path("<slug:provider>/key/", views.connect_key, name="connection_key"),
    path("<slug:provider>/pause/", views.pause, name="connection_pause"),
    path("<slug:provider>/resume/", views.resume, name="connection_resume"),
    path("<slug:provider>/schedule/", views.schedule, name="connection_schedule"),
    path("<slug:provider>/history/", views.history, name="connection_history"),
    path("<slug:provider>/day/<day:day>/", views.fetch_day, name="connection_day"),
    path("<slug:provider>/coverage/", views.coverage, name="connection_coverage"),
    path("<slug:provider>/reset/", views.reset, name="connection_reset"),
    path("<slug:provider>/disconnect/", views.disconnect, name="connection_disconnect"),
]
