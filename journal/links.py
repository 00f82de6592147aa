"""Links that a reminder carries. Whoever holds one can do what it is for, and nothing else.

They are signed and kept nowhere. Each holds a mark of how things stood when it was made: none works after the
account is gone, is somebody else's, has another address, or has its reminders turned off.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.links import public_link
from accounts.models import User

from . import days
from .models import JournalSettings

LIFE = timedelta(days=2)
DAY, OFF = "journal.link.day", "journal.link.off"


class NotValid(Exception):
    """A link that was made up, or that works no longer."""


class RunOut(NotValid):
    """A link of ours whose time is over."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is about; `day` only for a check-in."""

    settings: JournalSettings
    day: date

    @property
    def user(self) -> User:
        return self.settings.user


def to_day(settings: JournalSettings, day: date) -> str:
    """The address of one day's check-in, for two days."""
    token = signing.dumps([settings.user_id, day.isoformat(), _mark(settings)], salt=DAY)
    return public_link(reverse("check_in_by_link", args=[token]))


def to_turn_off(settings: JournalSettings) -> str:
    """The address that ends the reminders; it works as long as they are sent."""
    token = signing.dumps([settings.user_id, _mark(settings)], salt=OFF)
    return public_link(reverse("reminder_off", args=[token]))


def opened(token: str) -> Link:
    """Raises NotValid, or RunOut for one that worked once."""
    try:
        pk, day, mark = signing.loads(token, salt=DAY, max_age=LIFE)
    except signing.SignatureExpired:
        raise RunOut from None
    except (signing.BadSignature, ValueError):
        raise NotValid from None
    found, about = _settings(pk, mark), days.read(day)
    if about is None:
        raise NotValid
    return Link(found, about)


def turning_off(token: str) -> JournalSettings:
    """Raises NotValid."""
    try:
        pk, mark = signing.loads(token, salt=OFF)
    except (signing.BadSignature, ValueError):
        raise NotValid from None
    return _settings(pk, mark)


def _settings(user_id: int, mark: str) -> JournalSettings:
    rows = JournalSettings.objects.select_related("user").exclude(remind_at=None)
    found = rows.filter(user_id=user_id, user__is_active=True).first()
    if found is None or not constant_time_compare(mark, _mark(found)):
        raise NotValid
    return found


def _mark(settings: JournalSettings) -> str:
    """The moment of joining tells people of the same number apart when a database was made anew."""
    user = settings.user
    stand = f"{user.pk}:{user.date_joined.timestamp()}:{user.email}:{settings.link_serial}"
    return salted_hmac("journal.link", stand, algorithm="sha256").hexdigest()[:16]
