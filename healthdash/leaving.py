"""A person leaves: everything of theirs goes, in every app, and then their keys go back to the vendors."""

from accounts.models import User
from accounts.services import forget
from integrations.services import GiveBack, let_go_of_all
from metrics.upsert import locked, retry_on_deadlock


def delete_account(user: User) -> None:
    """What a vendor answers changes nothing here: the account is gone either way."""
    for give_back in _delete(user.pk):
        give_back()


@retry_on_deadlock
def _delete(user_id: int) -> list[GiveBack]:
    # Connections before the person, in the order in which a page of a sync takes hold of them.
    give_back = let_go_of_all(user_id)
    forget(locked(User.objects.all()).get(pk=user_id))
    return give_back
