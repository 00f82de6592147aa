"""Who changed what, when and why."""

from django.conf import settings
from django.db import models

from healthdash.lib.fields import KeyField, WordsField


class Correction(models.Model):
    """One act of a person on one value. Rows are added, never edited; undoing adds a row too.

    A daily number is named by day, metric and source (`event_id` is NULL, `field` is "value"); an event by
    its table in `target` and its id. `before` and `after` are JSON: `{"override": 27000.0,
    "excluded": false}` for a number (with its "value" too where it was typed in; `{}`: there was none),
    `{"value": "…", "corrected": true, "excluded": false}` for a field of an event.
    """

    class Target(models.TextChoices):
        DAILY = "daily"
        SLEEP = "sleep"
        WORKOUT = "workout"
        ANNOTATION = "annotation"
        WORK = "work"
        SPAN = "span"
        FINANCE = "finance"
        VITAL = "vital"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="corrections")
    target = models.CharField(max_length=12, choices=Target)
    day = models.DateField()
    metric = KeyField(max_length=80, blank=True)
    source = KeyField(max_length=32)
    event_id = models.BigIntegerField(null=True)
    field = models.CharField(max_length=32, default="value")
    before = models.JSONField()
    after = models.JSONField()
    # What the source said at that moment: when it says something else later, the page tells.
    source_value = models.JSONField(null=True)
    reason = WordsField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undoes = models.OneToOneField("self", null=True, on_delete=models.SET_NULL, related_name="undone_by")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "metric", "day"], name="correction_metric_day"),
            models.Index(fields=["target", "event_id"], name="correction_event"),
        ]

    def __str__(self) -> str:
        return f"{self.metric or self.target} on {self.day}"
