"""What vendors were asked to tell us. Read only, and never a token."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.admin import ReadOnlyAdmin
from integrations.models import WebhookSubscription

SHOWN = ("provider", "world", "data_type", "event_type", "is_live", "expires_at", "checked_at", "problem")


@admin.register(WebhookSubscription)
class WebhookSubscriptionAdmin(ReadOnlyAdmin):
    list_display = SHOWN
    fields = SHOWN
    list_filter = ("provider", "world", "event_type")
    ordering = ("provider", "world", "data_type", "event_type")
    list_per_page = 100

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookSubscription]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found.defer("verification_token")

    @admin.display(description=gettext_lazy("live"), boolean=True)
    def is_live(self, row: WebhookSubscription) -> bool:
        return bool(row.vendor_id and row.expires_at and row.expires_at > timezone.now())
