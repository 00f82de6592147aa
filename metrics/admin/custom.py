"""What people brought along: their tags, categories and columns, as the catalogue knows them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from metrics.models import CustomMetric

from .lists import DataAdmin


@admin.register(CustomMetric)
class CustomMetricAdmin(DataAdmin):
    list_display = ("label", "person", "key", "unit", "group", "aggregate")
    sortable_by: ClassVar[Any] = ()
    search_fields = ("=user__email", "key")
    fields = readonly_fields = ("user", "key", "label", "unit", "decimals", "group", "aggregate", "better")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-pk",)

    def has_change_permission(self, request: HttpRequest, obj: CustomMetric | None = None) -> bool:
        return False
