"""API keys: one per person, and the next one once that is revoked. Nothing of them is secret."""

from ..constants import RIZE_KEY
from ..http import Response
from ..people import PEOPLE, Person
from ..state import State

REVOKED = "rize_key"


def key_of(state: State, person: str) -> str:
    """The key that works now. Raises KeyError for an unknown person."""
    number = 1 + sum(body == person for _, body in state.all(REVOKED))
    return RIZE_KEY.format(person=PEOPLE[person].slug, number=number)


def revoke(state: State, person: str) -> None:
    """Ends the person's key; their next one works."""
    state.put(REVOKED, PEOPLE[person].slug)


def holder(state: State, authorization: str) -> Person | None:
    """Whose key that is, while it works."""
    given = authorization.removeprefix("Bearer ")
    return next((person for slug, person in PEOPLE.items() if key_of(state, slug) == given), None)


def page(state: State) -> Response:
    """What the app shows under Settings > API, of everybody."""
    rows = "".join(f"<li>{p.name}: <code>{key_of(state, slug)}</code></li>" for slug, p in PEOPLE.items())
    text = f"<!doctype html><meta charset=utf-8><title>Keys</title><h1>Rize sandbox: keys</h1><ul>{rows}</ul>"
    return Response(200, text.encode(), "text/html; charset=utf-8")
