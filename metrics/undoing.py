"""The last thing that a person did to their own entries, kept in the session so that it can be taken back."""

import secrets
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import SessionBase

from accounts.models import User
from healthdash.lib.fields import EncryptedJSONField
from metrics.entering import Act

IN_SESSION = "last_entry_act"


@dataclass(frozen=True, slots=True)
class Last:
    """An act with the sentence that told of it. `token` names it in addresses."""

    token: str
    words: str
    act: Act


def remember(session: SessionBase, user: User, act: Act, words: str) -> str:
    """Keep an act, encrypted: a deleted note is in it. Only the last one is kept."""
    token = secrets.token_urlsafe(8)
    kept = {"user": user.pk, "token": token, "words": words, "act": asdict(act)}
    session[IN_SESSION] = EncryptedJSONField().seal(kept).decode()
    return token


def last(session: SessionBase, user: User, token: str | None) -> Last | None:
    """The kept act, if it is this person's and the one that is meant."""
    kept = _opened(session.get(IN_SESSION))
    if not kept or kept["user"] != user.pk or kept["token"] != token:
        return None
    return Last(kept["token"], kept["words"], Act(**kept["act"]))


def forget(session: SessionBase) -> None:
    session.pop(IN_SESSION, None)


def _opened(sealed: str | None) -> dict[str, Any] | None:
    try:
        return EncryptedJSONField().from_db_value(sealed.encode(), None, None) if sealed else None
    except InvalidToken:
        return None
