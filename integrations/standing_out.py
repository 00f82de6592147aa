"""Which of a person's sources has the one button of the Connections page that stands out."""

from collections.abc import Iterable

from accounts.models import User

from .contract import Auth
from .selectors import ConnectionStatus, State
from .wording import words_for

IN_NEED, WELL, TO_CONNECT, NONE = range(4)


def standing_out(statuses: Iterable[ConnectionStatus], user: User) -> str:
    """Its slug, or "": what needs something stands before what is well, that before what can be added."""
    ranked = [(_rank(status, user), status.provider.slug) for status in statuses]
    rank, slug = min(ranked, key=lambda one: one[0], default=(NONE, ""))
    return slug if rank < NONE else ""


def _rank(status: ConnectionStatus, user: User) -> int:
    action = words_for(status, user).action
    if status.connection is None:
        return TO_CONNECT if action or status.provider.auth is Auth.NONE else NONE
    if action and not (status.state is State.IN_ORDER and action == "tables"):
        return IN_NEED
    return WELL if status.state is State.IN_ORDER else NONE
