"""Money spent and money that came in."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from healthdash.lib.fields import KeyField, WordsField

from .event import EventOfADay


class FinanceEntry(EventOfADay):
    """One sum of money. `amount` is never below zero: `direction` says which way it went.

    `category` and `account` are the person's own labels, by which sums are made; `note` is free text.
    """

    class Direction(models.TextChoices):
        SPENT = "spent", _("Spent")
        INCOME = "income", _("Income")

    direction = models.CharField(max_length=8, choices=Direction)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    currency = KeyField(max_length=3)  # ISO 4217
    category = KeyField(max_length=80, blank=True)
    account = KeyField(max_length=80, blank=True)
    note = WordsField(blank=True, default="")

    class Meta:
        verbose_name = _("money entry")
        verbose_name_plural = _("money entries")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "source", "external_id"], name="finance_entry_natural_key"
            )
        ]
        indexes = [
            models.Index(fields=["user", "day"], name="finance_entry_user_day"),
            # In the order in which `entries.labels` asks, so that it skips from one label to the next.
            models.Index(
                fields=["user", "withdrawn", "currency", "category", "account"], name="finance_entry_labels"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} on {self.day}"

    def is_like(self, other: Self) -> bool:
        return all(self.said(n) == other.said(n) for n in ("day", "direction", "amount", "currency"))
