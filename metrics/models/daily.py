"""One number of one day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from healthdash.lib.fields import KeyField


class DailyMetric(models.Model):
    """A number per person, day, metric and source. The sync owns `value`; the person owns the rest.

    `value` is NULL where the source withdrew its number and a correction keeps the row alive.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="daily_metrics")
    day = models.DateField()
    metric = KeyField(max_length=80)
    source = KeyField(max_length=32)
    value = models.FloatField(null=True)
    override = models.FloatField(null=True)
    excluded = models.BooleanField(default=False)
    # The Span that left it out. One that stands here while `excluded` is false was brought back by hand.
    span = models.BigIntegerField(null=True)
    # Rolled up from events, and another number than the source's own events would give.
    from_correction = models.BooleanField(default=False)
    first_seen = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("daily number")
        verbose_name_plural = _("daily numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "metric", "day", "source"], name="daily_metric_natural_key"
            )
        ]
        indexes = [models.Index(fields=["user", "day"], name="daily_metric_user_day")]

    def __str__(self) -> str:
        return f"{self.metric} on {self.day} from {self.source}"

    @property
    def effective(self) -> float | None:
        """The number every reader sees, before `excluded` is looked at."""
        return self.value if self.override is None else self.override


class CustomMetric(models.Model):
    """A metric that a person brought along: a tag, a category of work, a column of a table."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="custom_metrics"
    )
    key = KeyField(max_length=80)
    label = models.CharField(max_length=80)
    unit = models.CharField(max_length=16, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    group = models.CharField(max_length=16)
    aggregate = models.CharField(max_length=8, default="mean")
    better = models.CharField(max_length=8, default="none")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="custom_metric_natural_key")]

    def __str__(self) -> str:
        return self.label
