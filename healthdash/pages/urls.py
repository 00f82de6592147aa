"""Addresses of the pages that span several apps."""

from django.urls import path

from .styleguide import styleguide
from .today import today

urlpatterns = [
    path("", today, name="today"),
    path("styleguide/", styleguide, name="styleguide"),
]
