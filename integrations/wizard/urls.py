"""Addresses of the tables."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.tables, name="tables"),
    path("new/", views.new, name="table_new"),
    path("<int:pk>/", views.cells, name="table"),
    path("<int:pk>/edit/", views.edit, name="table_edit"),
    path("<int:pk>/upload/", views.newer, name="table_newer"),
    path("<int:pk>/delete/", views.delete, name="table_delete"),
    path("drafts/<int:pk>/tab/", views.tab, name="table_tab"),
    path("drafts/<int:pk>/columns/", views.columns, name="table_columns"),
    path("drafts/<int:pk>/check/", views.check, name="table_check"),
    path("drafts/<int:pk>/figure/", views.draft_figure, name="table_figure"),
]
