"""How a person's journal is kept."""

from typing import Any

from accounts.models import User
from accounts.services import bump_generation
from journal.models import JournalSettings


def settings_change(*, user: User, **changes: Any) -> None:
    """Change the named settings of a person; the others stay."""
    JournalSettings.objects.update_or_create(user=user, defaults=changes)
    bump_generation(user.pk)
