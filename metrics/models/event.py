"""What all events share."""

from datetime import datetime, timedelta, timezone
from typing import Any, Self

from django.conf import settings
from django.db import models

from healthdash.lib.fields import KeyField


class Event(models.Model):
    """Something with a start and an end. Columns hold the effective values.

    `overrides` keeps, per corrected field, what the source says and what the person says:
    `{"end": {"source": "2026-03-01T06:10:00+00:00", "person": "2026-03-01T06:40:00+00:00"}}`.
    Instants are UTC; `utc_offset` (seconds) is the one in force where it was recorded; `day` is the
    vendor's own.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    source = KeyField(max_length=32)
    external_id = KeyField(max_length=120)
    day = models.DateField()
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)
    utc_offset = models.IntegerField(default=0)
    overrides = models.JSONField(default=dict)
    excluded = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)
    first_seen = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True

    def is_like(self, other: Self) -> bool:
        """Whether the source says the same of both, times apart: they may be one thing under two ids."""
        return True

    @property
    def recorded_zone(self) -> timezone:
        return timezone(timedelta(seconds=self.utc_offset))

    @property
    def local_start(self) -> datetime:
        """The start as the clock on the wall showed it."""
        return self.start.astimezone(self.recorded_zone)

    @property
    def local_end(self) -> datetime | None:
        return self.end.astimezone(self.recorded_zone) if self.end else None

    @property
    def is_corrected(self) -> bool:
        return bool(self.overrides)


class EventOfADay(Event):
    """An event of which mostly the day alone is known: `start` is NULL then, and `end` always."""

    start = models.DateTimeField(null=True)  # type: ignore[assignment]

    class Meta:
        abstract = True

    @property
    def local_start(self) -> datetime | None:  # type: ignore[override]
        return self.start.astimezone(self.recorded_zone) if self.start else None

    def said(self, name: str) -> Any:
        """What the source says of a field, as JSON keeps it."""
        entry = self.overrides.get(name)
        value = getattr(self, name)
        return entry["source"] if entry else value if isinstance(value, float | str) else str(value)
