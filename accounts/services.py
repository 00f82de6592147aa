"""Writes of accounts."""

import hashlib
import re
import secrets
from collections.abc import Set as AbstractSet
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from . import selectors
from .links import public_link
from .models import DataAccess, Invitation, User

# Opening one page loads several parts of it, and people go back and forth: that is one opening.
SAME_OPENING = timedelta(minutes=10)


class InvitationNotOpen(Exception):
    """The invitation was used, has run out, or never was."""


def bump_generation(user_id: int) -> None:
    """Say that something of this person's data changed: every cached page of theirs is stale."""
    User.objects.filter(pk=user_id).update(generation=F("generation") + 1)


def record_access(*, person: User, by: User, what: str) -> None:
    """Note that somebody else opened a person's data. One's own data leaves no row."""
    record_accesses(people={person.pk}, by=by, what=what)


def record_accesses(*, people: AbstractSet[int], by: User, what: str) -> None:
    """The same for a page with the data of several people, by their ids; two queries at most."""
    what = what[:200]
    openings = DataAccess.objects.filter(by=by, what=what, at__gte=timezone.now() - SAME_OPENING)
    noted = openings.filter(person__in=people).values_list("person", flat=True)
    others = people - {by.pk}
    fresh = sorted(others - set(noted)) if others else []
    DataAccess.objects.bulk_create(
        DataAccess(person_id=pk, by=by, by_email=by.email, what=what) for pk in fresh
    )


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite(*, by: User | None = None, email: str = "") -> Invitation:
    """An invitation with its `link`, which is shown this once and kept nowhere."""
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        token_digest=token_digest(token), email=email.strip().lower(), created_by=by
    )
    made.link = public_link(reverse("invitation", args=[token]))
    return made


def accept_invitation(*, digest: str, user: User) -> None:
    """Use an invitation up. Raises InvitationNotOpen when it was used meanwhile or has run out."""
    taken = selectors.open_invitations().filter(token_digest=digest)
    if not taken.update(accepted_by=user, accepted_at=timezone.now()):
        raise InvitationNotOpen


def reset_password_link(user: User) -> str:
    """A link with which this person sets a new password, as the mail would carry it."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    return public_link(path)


def second_factor_secrets_reencrypt() -> list[int]:
    """Write the secrets of authenticator apps and recovery codes anew with the newest key.

    Returns the ids of those that fit none of the keys; they are left as they are.
    """
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    keys = Authenticator.objects.filter(type__in=kinds).values_list("pk", flat=True)
    return [key for key in list(keys) if not reencrypt(key)]


@transaction.atomic
def reencrypt(pk: int) -> bool:
    # Locked, because a recovery code may be used up at the same moment.
    row = Authenticator.objects.select_for_update().get(pk=pk)
    try:
        row.data |= {name: encrypt(decrypt(row.data[name])) for name in {"secret", "seed"} & row.data.keys()}
    except InvalidToken:
        return False
    row.save(update_fields=["data"])
    return True


@transaction.atomic
def forget(user: User) -> None:
    """Delete a person with everything that belongs to them, and log them out everywhere.

    The admin's log of what operators did names people and what is theirs by their e-mail.
    """
    for session in UserSession.objects.filter(user=user):
        session.end()
    Invitation.objects.filter(Q(accepted_by=user) | Q(email=user.email)).delete()
    named = LogEntry.objects.filter(object_repr__contains=user.email).values_list("pk", "object_repr")
    LogEntry.objects.filter(pk__in=[pk for pk, words in named if names(words, user.email)]).delete()
    user.delete()


def names(words: str, email: str) -> bool:
    """Whether an e-mail stands among some words as it is, not as the end or the beginning of another's."""
    return re.search(rf"(?<!\S){re.escape(email)}(?!\S)", words) is not None
