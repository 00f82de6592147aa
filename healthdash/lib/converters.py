"""Parts of addresses that are more than words."""

from datetime import date

from django.urls import register_converter


class DayConverter:
    """A day as 2026-03-01; anything else, 2026-02-30 too, is no address of ours."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")
