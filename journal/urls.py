"""Addresses of the journal. Those of numbers come before them and register the converter of days."""

from django.urls import path

from .views import by_link, checkin, export, find, imports, pages, reflections, settings, tags

urlpatterns = [
    path("", pages.journal, name="journal"),
    path("check-in/", checkin.page, name="check_in"),
    path("check-in/<day:day>/delete/", checkin.delete, name="check_in_delete"),
    path("by-link/<str:token>/", by_link.day, name="check_in_by_link"),
    path("reminders/off/<str:token>/", by_link.turn_off, name="reminder_off"),
    path("rested/", checkin.rested, name="rested"),
    path("find/", find.find, name="journal_find"),
    path("calendar/", find.calendar, name="journal_calendar"),
    path("year/<int:number>/", find.year, name="journal_year"),
    path("<day:day>/", find.day, name="journal_day"),
    path("write/", reflections.write, name="reflection_write"),
    path("reflections/<int:pk>/", reflections.change, name="reflection"),
    path("reflections/<int:pk>/delete/", reflections.delete, name="reflection_delete"),
    path("reflections/<int:pk>/restore/", reflections.restore, name="reflection_restore"),
    path("prompts/", reflections.own_prompts, name="prompts"),
    path("prompts/<int:pk>/delete/", reflections.delete_prompt, name="prompt_delete"),
    path("tags/", tags.listed, name="tags"),
    path("tags/<int:pk>/", tags.change, name="tag"),
    path("tags/<int:pk>/archive/", tags.archive, name="tag_archive"),
    path("tags/<int:pk>/merge/", tags.merge, name="tag_merge"),
    path("import/", imports.begin, name="journal_import"),
    path("import/<int:pk>/", imports.draft, name="journal_import_draft"),
    path("import/<int:pk>/forget/", imports.forget, name="journal_import_forget"),
    path("import/<int:pk>/undo/", imports.undo, name="journal_import_undo"),
    path("export/json/", export.as_json_file, name="journal_json"),
    path("export/markdown/", export.as_markdown_file, name="journal_markdown"),
    path("settings/", settings.settings, name="journal_settings"),
    path("on-this-day/hide/", settings.hide_on_this_day, name="on_this_day_hide"),
]
