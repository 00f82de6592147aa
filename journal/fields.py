"""Words that only the server's key can read."""

from healthdash.lib.fields import Unreadable, WordsField

__all__ = ["Unreadable", "WordsField"]
