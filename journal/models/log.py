"""A day in ten seconds."""

from django.conf import settings
from django.db import models

from journal.fields import WordsField

from .tag import Tag


class DailyLog(models.Model):
    """What a person said about one day: numbers from 1 to 5 and a line of words."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="daily_logs")
    day = models.DateField()
    mood = models.PositiveSmallIntegerField(null=True)
    energy = models.PositiveSmallIntegerField(null=True)
    stress = models.PositiveSmallIntegerField(null=True)
    text = WordsField(blank=True, default="")
    # Counts up with every change, so that the later one of two tabs is told.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="daily_log_natural_key")]

    def __str__(self) -> str:
        return f"check-in of {self.day}"


class TagAnswer(models.Model):
    """Yes or no to one tag on one day. No row: not answered."""

    log = models.ForeignKey(DailyLog, on_delete=models.CASCADE, related_name="answers")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="answers")
    yes = models.BooleanField()
    amount = models.FloatField(null=True)
    time = models.TimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "tag"], name="tag_answer_natural_key")]

    def __str__(self) -> str:
        return f"{self.tag}: {'yes' if self.yes else 'no'}"
