"""Journals that were kept elsewhere, on their way in."""

from typing import Any

from django.conf import settings
from django.db import models

from healthdash.lib.fields import EncryptedJSONField


class Import(models.Model):
    """A file that somebody brings along: a draft until it is brought in, then what is needed to undo it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="imports")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    # The file as it was read (journal.imports.files); empty once it is brought in.
    file: Any = EncryptedJSONField(null=True)
    # What its columns and words mean, as the person chose.
    options: Any = EncryptedJSONField(default=dict)
    # What was written, and what stood there before (journal.services.imports).
    written: Any = EncryptedJSONField(null=True)
    days = models.PositiveIntegerField(default=0)
    reflections_added = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_draft(self) -> bool:
        return self.done_at is None
