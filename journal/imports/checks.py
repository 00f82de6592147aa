"""What every kind of file has to keep to. All raise Refused."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from journal import days

from .found import Refused

LONGEST_NAME = 40
LONGEST_TITLE = 200
LONGEST_LINE = 100_000
LONGEST_TEXT = 200_000


def day(found: date | None, user: User) -> date:
    if found is None:
        raise Refused(_("Its date cannot be read."))
    if not days.may_be_written(found, user):
        raise Refused(_("This day has not come yet, or never was."))
    return found


def words(text: str, longest: int) -> str:
    """Text without what no text has, and no longer than there is room for."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > longest:
        raise Refused(_("A text of it is longer than %(count)s characters.") % {"count": longest})
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused(_("A text of it holds something that is no character.")) from None
    return text.replace("\0", "")


def tag_name(text: str) -> str:
    name = " ".join(words(text, LONGEST_LINE).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(
            _("A tag of it has no name, or one longer than %(count)s characters.") % {"count": LONGEST_NAME}
        )
    return name
