"""Workouts."""

from django.db import models

from healthdash.lib.fields import WordsField

from .event import Event


class Workout(Event):
    """One workout. Energy in kcal, distance in metres; `activity` is the source's own word."""

    activity = models.CharField(max_length=60)
    intensity = models.CharField(max_length=20, blank=True)
    calories = models.FloatField(null=True)
    distance = models.FloatField(null=True)
    title = WordsField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "source", "external_id"], name="workout_natural_key")
        ]
        indexes = [models.Index(fields=["user", "day"], name="workout_user_day")]

    def __str__(self) -> str:
        return f"{self.activity} on {self.day}"
