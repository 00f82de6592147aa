"""What a source noted about a day, as a person reads it."""

from django.utils.translation import gettext as _

from healthdash.lib.fields import readable
from metrics.models import Annotation

# What happened to the person: advice and a ring that was set up did not, and days that they marked
# themselves are undone with their act.
HAPPENED = (Annotation.Kind.TAG, Annotation.Kind.SESSION, Annotation.Kind.REST)


def tag_name(note: Annotation) -> str:
    """As its source called it; empty for words alone."""
    return note.code.removeprefix("tag_").removeprefix("generic_").replace("_", " ").strip()


def note_name(note: Annotation) -> str:
    if note.kind == Annotation.Kind.REST:
        return _("Rest mode")
    return tag_name(note).capitalize() or readable(note.text).split("\n")[0][:60]
