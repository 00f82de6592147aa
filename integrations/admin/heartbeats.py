"""When the worker was last alive."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from integrations.models import Heartbeat


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "at")
    fields = ("name", "at")
