"""Curves that run through a whole day."""

from django.conf import settings
from django.db import models

from healthdash.lib.fields import KeyField


class IntradaySeries(models.Model):
    """All samples of one kind within one UTC day: `{"t": [second of the day…], "v": […], "c": […]}`.

    `v` in the kind's unit (heart rate: bpm), `c` the source's context of each sample ("sleep").
    The day is the UTC one because samples are instants; who reads picks those of a person's day.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    source = KeyField(max_length=32)
    kind = KeyField(max_length=32)
    day = models.DateField()
    samples = models.JSONField()
    first_seen = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "source", "kind", "day"], name="intraday_series_natural_key"
            )
        ]
        verbose_name_plural = "intraday series"

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}"
