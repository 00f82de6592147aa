"""The operator's view of people's data: find it, correct it, see who did what."""

from . import custom, daily, events, history

__all__ = ["custom", "daily", "events", "history"]
