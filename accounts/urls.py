"""Addresses of accounts beside allauth's own."""

from django.urls import path

from . import views

urlpatterns = [
    path("settings/", views.preferences, name="settings"),
    path("settings/opened/", views.accesses, name="settings_accesses"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
