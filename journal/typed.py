"""What somebody typed before their log-in had run out: kept, and given back after they log in again."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict

from accounts.http import PersonRequest
from accounts.models import User
from healthdash.lib.fields import EncryptedJSONField

IN_SESSION = "typed_before_log_in"
WHO = "who"
SALT = "journal.typed"

View = Callable[..., HttpResponse]


def signature(user: User) -> str:
    """A field of every form here: it says whose words these are, and cannot be made up."""
    return signing.dumps(user.pk, salt=SALT)


def keeps_what_is_typed(view: View) -> View:
    """Like `login_required`, but a form sent without a log-in is not lost.

    It waits in the session, encrypted; only the person whose form it was gets it back.
    """

    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST" and owner(request.POST) is not None:
            request.session[IN_SESSION] = _seal({"path": request.path, "form": request.POST.urlencode()})
        return _to_log_in(request)

    return guarded


def _to_log_in(request: HttpRequest) -> HttpResponse:
    answer = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request"):
        # htmx would put the log-in page into the card.
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def given_back(request: PersonRequest) -> QueryDict | None:
    """The form that this person sent to this address while logged out, once."""
    kept = _open(request.session.get(IN_SESSION))
    if not kept or kept["path"] != request.path:
        return None
    del request.session[IN_SESSION]
    form = QueryDict(kept["form"])
    return form if owner(form) == request.user.pk else None


def owner(form: QueryDict) -> int | None:
    """Whose form it was, by its signed field; None where it does not say so in a way that can be believed."""
    try:
        return int(signing.loads(form.get(WHO, ""), salt=SALT, max_age=settings.SESSION_COOKIE_AGE))
    except signing.BadSignature:
        return None


def _seal(kept: dict[str, str]) -> str:
    return EncryptedJSONField().seal(kept).decode()


def _open(sealed: str | None) -> dict[str, str] | None:
    if not sealed:
        return None
    try:
        return EncryptedJSONField().from_db_value(sealed.encode(), None, None)
    except (InvalidToken, json.JSONDecodeError):
        return None
