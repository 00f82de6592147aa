"""Longer words."""

from django.conf import settings
from django.db import models

from journal.fields import WordsField

from .imported import Import
from .tag import Tag


class Reflection(models.Model):
    """A text of a day, in Markdown; a day may have any number of them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reflections")
    day = models.DateField()
    title = WordsField(blank=True, default="")
    text = WordsField(blank=True, default="")
    tags = models.ManyToManyField(Tag, related_name="reflections", blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    # The import that it came with, as long as that can be undone.
    imported = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="reflections")
    # Set by deleting; the row goes for good some days later.
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["user", "day"], name="reflection_user_day")]

    def __str__(self) -> str:
        return f"reflection of {self.day}"


class Prompt(models.Model):
    """A question of a person's own to begin a reflection with."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="prompts")
    text = WordsField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"prompt {self.pk}"
