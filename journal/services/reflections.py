"""Longer words: written, changed, deleted, brought back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import bump_generation
from journal.fields import Unreadable
from journal.models import Reflection, Tag

KEPT = timedelta(days=7)  # how long a deleted one can be brought back


@dataclass(frozen=True, slots=True)
class Written:
    """A reflection as a form holds it."""

    day: date
    title: str
    text: str
    tags: Sequence[Tag] = ()


class Outdated(Exception):
    """The reflection was changed since the form was opened; `now` is how it stands."""

    def __init__(self, now: Reflection) -> None:
        self.now = now


@transaction.atomic
def reflection_write(*, user: User, written: Written) -> Reflection:
    made = Reflection.objects.create(user=user, day=written.day, title=written.title, text=written.text)
    made.tags.set(written.tags)
    bump_generation(user.pk)
    return made


@transaction.atomic
def reflection_change(*, reflection: Reflection, written: Written, version: int) -> None:
    """Raises Outdated, with nothing written, where another tab was faster, and ValidationError for words
    that the server's key cannot read: they are not written over."""
    if isinstance(reflection.text, Unreadable) or isinstance(reflection.title, Unreadable):
        message = _("These words were written with another key, so they are not replaced.")
        raise ValidationError(message, code="unreadable")
    same = Reflection.objects.filter(pk=reflection.pk, version=version)
    columns = {"day": written.day, "title": written.title, "text": written.text}
    if not same.update(**columns, version=F("version") + 1, updated_at=timezone.now()):
        raise Outdated(Reflection.objects.get(pk=reflection.pk))
    reflection.tags.set(written.tags)
    bump_generation(reflection.user_id)


def reflection_delete(reflection: Reflection) -> None:
    """Out of sight at once, gone for good some days later."""
    Reflection.objects.filter(pk=reflection.pk).update(deleted_at=timezone.now())
    bump_generation(reflection.user_id)


def reflection_restore(reflection: Reflection) -> None:
    Reflection.objects.filter(pk=reflection.pk).update(deleted_at=None)
    bump_generation(reflection.user_id)


def forget_deleted() -> int:
    """Let go of what was deleted a week ago."""
    gone, _rows = Reflection.objects.filter(deleted_at__lt=timezone.now() - KEPT).delete()
    return gone
