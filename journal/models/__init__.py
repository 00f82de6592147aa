"""The tables of the journal."""

from .imported import Import
from .log import DailyLog, TagAnswer
from .preferences import JournalSettings, Rested
from .reflection import Prompt, Reflection
from .tag import Tag

__all__ = ["DailyLog", "Import", "JournalSettings", "Prompt", "Reflection", "Rested", "Tag", "TagAnswer"]
