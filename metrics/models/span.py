"""Days that a person speaks about together: "ill, 3 to 9 March"."""

from django.conf import settings
from django.db import models

from .annotation import Annotation


class Span(models.Model):
    """One act over several days, both ends included: a note, domains whose numbers are left out, or both.

    A number that the act left out carries its id (`DailyMetric.span`), so that undoing it brings back those
    and no other. While it stands, a number that arrives later for one of its days is left out too.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    start = models.DateField()
    end = models.DateField()
    domains = models.JSONField(default=list)  # as `Metric.domain` names them
    note = models.ForeignKey(Annotation, null=True, on_delete=models.SET_NULL, related_name="+")
    is_undone = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-start", "-pk"]
        indexes = [models.Index(fields=["user", "end"], name="span_user_end")]

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"
