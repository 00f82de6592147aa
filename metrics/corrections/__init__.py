"""The only writer of what a person says about their numbers and events.

Every act is one transaction and one row of `Correction`, which is never edited; it can be undone as long
as no later act on the same value stands. What a person may not do raises ValidationError with a sentence
for them. `user` is whose data it is, `by` who acts.
"""

from .carry import Offer, carry_over, carry_over_offers, let_go, offers_of_table, waiting
from .daily import add_manual, correct_daily, exclude_daily, is_by_entry, keep_mine, use_source
from .events import CORRECTABLE, correct_event, exclude_event, use_source_of_event
from .history import source_changed, undo
from .spans import mark_days

__all__ = [
    "CORRECTABLE",
    "Offer",
    "add_manual",
    "carry_over",
    "carry_over_offers",
    "correct_daily",
    "correct_event",
    "exclude_daily",
    "exclude_event",
    "is_by_entry",
    "keep_mine",
    "let_go",
    "mark_days",
    "offers_of_table",
    "source_changed",
    "undo",
    "use_source",
    "use_source_of_event",
    "waiting",
]
