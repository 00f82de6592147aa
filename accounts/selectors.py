"""Reads of accounts."""

from django.db.models import QuerySet
from django.utils import timezone

from .models import DataAccess, Invitation, User


def accesses(user: User) -> QuerySet[DataAccess]:
    """Who else opened this person's data, the latest first."""
    return DataAccess.objects.filter(person=user)


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that still work."""
    return Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now())
