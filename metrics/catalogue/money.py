"""Money, one metric per currency: currencies are never added together."""

import re
from functools import cache

from django.utils.translation import gettext_lazy as _

from .metric import Metric

LABELS = {"spent": (_("Spent"), "down"), "income": (_("Income"), "up")}
PATTERN = re.compile(r"finance\.(spent|income)\.([a-z]{3})")


@cache
def find(key: str) -> Metric | None:
    """The metric of `finance.spent.eur` and its like; None for any other key."""
    found = PATTERN.fullmatch(key)
    if not found:
        return None
    kind, currency = found.groups()
    label, better = LABELS[kind]
    return Metric(key, label, label, currency.upper(), "money", 2, "sum", better, low=0)  # type: ignore[arg-type]
