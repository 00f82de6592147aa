"""How a person keeps their journal, and how rested they felt before they saw a score."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalSettings(models.Model):
    """A person's own words for 1 to 5, and what they want to be asked."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="journal_settings"
    )
    # Scale to its five words; an empty word is the built-in one.
    words = models.JSONField(default=dict)
    asks_stress = models.BooleanField(_("Ask for stress, too"), default=False)
    feel_first = models.BooleanField(
        _("Ask how rested I feel before showing the day's scores"), default=False
    )
    on_this_day = models.BooleanField(
        _("Show on Today a line from the same day of last month or last year"), default=False
    )
    # The day (of the person) on which they put that line away.
    on_this_day_hidden = models.DateField(null=True, editable=False)
    starters_seen = models.BooleanField(default=False, editable=False)
    remind_at = models.TimeField(_("Remind me by e-mail at"), null=True, blank=True)
    # The last day (of the person) on which a reminder was sent or let go.
    reminded_on = models.DateField(null=True, editable=False)
    # The day of a reminder that the mail server did not take; empty again once one went out.
    reminder_failed_on = models.DateField(null=True, editable=False)
    # Counts up when reminders are turned off: links that went out before work no longer.
    link_serial = models.PositiveIntegerField(default=0, editable=False)

    def __str__(self) -> str:
        return f"journal settings of person {self.user_id}"


class Rested(models.Model):
    """The answer to "How rested do you feel?" on a day; no value: it was skipped."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rested")
    day = models.DateField()
    value = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="rested_natural_key")]

    def __str__(self) -> str:
        return f"rested on {self.day}"
