"""What a person measured: weight, blood pressure, glucose, and vitals of their own."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from healthdash.lib.fields import KeyField

from .event import EventOfADay


class Vital(EventOfADay):
    """One measured number, in the unit of its metric. A blood pressure is two rows of one time."""

    metric = KeyField(max_length=80)
    value = models.FloatField()

    class Meta:
        verbose_name = _("vital")
        verbose_name_plural = _("vitals")
        constraints = [
            models.UniqueConstraint(fields=["user", "source", "external_id"], name="vital_natural_key")
        ]
        indexes = [
            models.Index(fields=["user", "day"], name="vital_user_day"),
            models.Index(fields=["user", "metric", "day"], name="vital_user_metric_day"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} on {self.day}"

    def is_like(self, other: Self) -> bool:
        return self.metric == other.metric and all(self.said(n) == other.said(n) for n in ("day", "value"))
