"""How a person arranged their page of the day."""

from django.conf import settings
from django.db import models

from healthdash.lib.fields import KeyField


class TodayLayout(models.Model):
    """Which numbers stand on *Today*, in which order. Without a row it is worked out from what there is.

    `pinned` and `hidden` are lists of metric keys; `trend` is the one whose trend stands below the tiles,
    "" for that of the first tile.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pinned = models.JSONField(default=list)
    hidden = models.JSONField(default=list)
    trend = KeyField(max_length=80, blank=True, default="")

    def __str__(self) -> str:
        return f"layout of {self.user_id}"
