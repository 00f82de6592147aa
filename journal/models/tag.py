"""What a person wants to say yes or no to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from healthdash.lib.fields import KeyField


class Tag(models.Model):
    """A question of a person's own: "Coffee?", with how much or when if they like."""

    class Kind(models.TextChoices):
        YES_NO = "yes-no", _("Yes or no")
        AMOUNT = "amount", _("How much")
        TIME = "time", _("What time")

    class Colour(models.TextChoices):
        """The hues that the site has: they are told apart in light, in dark and by every kind of sight."""

        JOURNAL = "journal", _("Violet")
        SLEEP = "sleep", _("Blue")
        RECOVERY = "recovery", _("Teal")
        ACTIVITY = "activity", _("Green")
        WORK = "work", _("Steel")
        MONEY = "money", _("Brown")
        VITALS = "vitals", _("Red")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tags")
    slug = KeyField(max_length=60, editable=False)
    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("answer"), max_length=8, choices=Kind, default=Kind.YES_NO)
    unit = models.CharField(_("unit"), max_length=16, blank=True)
    group = models.CharField(_("group"), max_length=40, blank=True)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.JOURNAL)
    archived = models.BooleanField(default=False)

    class Meta:
        ordering = ["group", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "slug"], name="tag_natural_key")]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """The metric that its answers become."""
        return f"tag.{self.slug}"

    @property
    def has_detail(self) -> bool:
        return self.kind != self.Kind.YES_NO
