"""Stretches of work."""

from datetime import datetime, timedelta, timezone

from django.db import models

from healthdash.lib.fields import KeyField, WordsField

from .event import Event


class WorkSession(Event):
    """One stretch of focus, meeting or break; `kind` is the source's own word, unknown ones included.

    A stretch may run through a change of the clocks, so its end has an offset of its own.
    """

    FOCUS, MEETING, BREAK = KINDS = ("focus", "meeting", "break")

    kind = KeyField(max_length=32)
    end_utc_offset = models.IntegerField(default=0)
    title = WordsField(blank=True, default="")
    description = WordsField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "source", "external_id"], name="work_session_natural_key")
        ]
        indexes = [models.Index(fields=["user", "day"], name="work_session_user_day")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}"

    @property
    def local_end(self) -> datetime | None:
        return self.end.astimezone(timezone(timedelta(seconds=self.end_utc_offset))) if self.end else None
