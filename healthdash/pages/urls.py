"""Addresses of the pages that span several apps."""

from django.urls import path

from . import account, pwa
from .arrange import act, arrange
from .day import page as day_page
from .more import more
from .morning import ask
from .styleguide import styleguide
from .today import today

urlpatterns = [
    path("", today, name="today"),
    path("today/waiting/", ask, name="today_waiting"),
    path("day/", day_page.today, name="days"),
    path("day/<day:day>/", day_page.day, name="day"),
    path("day/<day:day>/numbers/", day_page.numbers, name="day_numbers"),
    path("today/arrange/", arrange, name="arrange"),
    path("today/tiles/<slug:act>/<str:key>/", act, name="tile_act"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("service-worker.js", pwa.service_worker, name="service_worker"),
    path("offline/", pwa.offline, name="offline"),
    path("more/", more, name="more"),
    path("settings/delete/", account.delete, name="account_delete"),
    path("settings/download/", account.download, name="account_download"),
    path("settings/download/everything/", account.download_everything, name="account_download_everything"),
    path("styleguide/", styleguide, name="styleguide"),
]
