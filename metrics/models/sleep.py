"""Nights and naps."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .event import Event


class SleepPeriod(Event):
    """One period of sleep. Durations in seconds, heart rates in bpm, HRV in ms, breathing per minute.

    `curves` holds what was recorded within it: `{"heart_rate": {"interval": 300, "items": [52, null]},
    "hrv": {…}, "stages": {"interval": 30, "items": "4421…"}}` with 1 deep, 2 light, 3 REM, 4 awake.
    """

    class Kind(models.TextChoices):
        NIGHT = "night", _("Night")  # the source's long sleep; the longest of a day is the main one
        NAP = "nap", _("Nap")  # asleep for 15 minutes or more
        FRAGMENT = "fragment", _("Fragment")  # shorter than a nap: counts only towards the total
        IGNORED = "ignored", _("Not sleep")  # rejected or deleted by the person at the source

    kind = models.CharField(max_length=12, choices=Kind)
    total = models.PositiveIntegerField(null=True)
    deep = models.PositiveIntegerField(null=True)
    rem = models.PositiveIntegerField(null=True)
    light = models.PositiveIntegerField(null=True)
    awake = models.PositiveIntegerField(null=True)
    latency = models.PositiveIntegerField(null=True)
    in_bed = models.PositiveIntegerField(null=True)
    efficiency = models.FloatField(null=True)
    lowest_hr = models.FloatField(null=True)
    average_hr = models.FloatField(null=True)
    hrv = models.FloatField(null=True)
    breath = models.FloatField(null=True)
    curves = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "source", "external_id"], name="sleep_period_natural_key")
        ]
        indexes = [
            models.Index(fields=["user", "day"], name="sleep_period_user_day"),
            # Holds all that is asked about clocks away from home, so that no row with its curves is read.
            models.Index(
                fields=["user", "kind", "day", "start", "utc_offset", "withdrawn", "excluded"],
                name="sleep_period_clocks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.day}"


class Night(SleepPeriod):
    """The nights among the sleep periods, as a list of its own in the admin."""

    class Meta:
        proxy = True


class Nap(SleepPeriod):
    """The naps among the sleep periods, as a list of its own in the admin."""

    class Meta:
        proxy = True
