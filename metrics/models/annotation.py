"""What a source says about a day in words: tags, sessions, rest mode, a changed ring."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from healthdash.lib.fields import KeyField, WordsField

from .event import Event


class Annotation(Event):
    """A mark beside the numbers. `kind` says which of the source's lists it is from."""

    class Kind(models.TextChoices):
        TAG = "tag", _("Tag")
        SESSION = "session", _("Session")
        REST = "rest", _("Rest")
        DEVICE = "device", _("Device")
        ADVICE = "advice", _("Advice")
        PERIOD = "period", _("Period")  # several days, said by the person

    kind = models.CharField(max_length=12, choices=Kind)
    code = KeyField(max_length=80, blank=True)
    text = WordsField(blank=True, default="")
    details = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "source", "external_id"], name="annotation_natural_key")
        ]
        indexes = [
            models.Index(fields=["user", "day"], name="annotation_user_day"),
            models.Index(fields=["user", "kind", "day"], name="annotation_user_kind_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}"
