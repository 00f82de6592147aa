"""Addresses of the journal. The converter of days is registered by the addresses of numbers, included before."""

from django.urls import path

from .views import checkin, pages, settings, tags

urlpatterns = [
    path("", pages.journal, name="journal"),
    path("check-in/", checkin.page, name="check_in"),
    path("check-in/<day:day>/delete/", checkin.delete, name="check_in_delete"),
    path("tags/", tags.listed, name="tags"),
    path("tags/<int:pk>/", tags.change, name="tag"),
    path("tags/<int:pk>/archive/", tags.archive, name="tag_archive"),
    path("tags/<int:pk>/merge/", tags.merge, name="tag_merge"),
    path("settings/", settings.settings, name="journal_settings"),
]
