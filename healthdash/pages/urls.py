"""Addresses of the pages that span several apps."""

from django.urls import path

from . import account
from .more import more
from .morning import ask
from .styleguide import styleguide
from .today import today

urlpatterns = [
    path("", today, name="today"),
    path("today/waiting/", ask, name="today_waiting"),
    path("more/", more, name="more"),
    path("settings/delete/", account.delete, name="account_delete"),
    path("settings/download/", account.download, name="account_download"),
    path("styleguide/", styleguide, name="styleguide"),
]
