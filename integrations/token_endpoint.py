"""A vendor's OAuth server: a code or a refresh token goes in, a new pair comes out."""

import logging
import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from oauthlib.oauth2 import OAuth2Error
from requests_oauthlib import OAuth2Session

from healthdash.lib.http import Adapter, HTTPFailure, is_loopback, patient

from .contract import Tokens
from .errors import BadPayload, CredentialsRefused, Unavailable
from .http import check_status, json_object

logger = logging.getLogger(__name__)

LONGEST_LIFE = 10 * 365 * 24 * 3600.0  # seconds; whatever claims to live longer is no sensible answer


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """This server's registration with a vendor. `token_urls` are tried in order.

    `rotates`: a renewal brings the next refresh token; otherwise the first one stays good.
    """

    label: str
    client_id: str
    client_secret: str = field(repr=False)
    authorize_url: str
    token_urls: tuple[str, ...]
    revoke_url: str = ""
    rotates: bool = True

    @property
    def is_set_up(self) -> bool:
        return bool(self.client_id and self.client_secret)


@dataclass(eq=False)
class Refusal(Exception):
    """A 400 or 401 of one address: `code` is the OAuth error code, empty where there was none."""

    host: str
    status: int
    code: str

    @property
    def is_about_the_grant(self) -> bool:
        return self.code == "invalid_grant"

    @property
    def is_about_the_app(self) -> bool:
        return self.status == 401 or self.code in {"invalid_client", "unauthorized_client"}

    def __str__(self) -> str:
        return f"{self.host} {self.status} {self.code}".rstrip()


def exchange_code(app: OAuthApp, *, code: str, redirect_uri: str, code_verifier: str | None = None) -> Tokens:
    """The first pair for the code of a finished authorization. Raises a ProviderError."""
    session = _session(app, redirect_uri)
    ours: dict[str, Any] = {"include_client_id": True, "client_secret": app.client_secret}
    if code_verifier:
        ours["code_verifier"] = code_verifier
    return _first_answer(
        app,
        app.token_urls,
        _("%(vendor)s did not accept this attempt to connect (%(answers)s)."),
        lambda url: session.fetch_token(url, code=code, timeout=_timeout(), **ours),
    )


def refresh(app: OAuthApp, *, refresh_token: str, token_url: str = "") -> Tokens:
    """The next pair; `token_url` is the address that answered last time. Raises a ProviderError.

    A person may be waiting, and yet a refresh token that works once is waited for: to miss the answer would
    cost the connection.
    """
    session = _session(app)
    ours: dict[str, Any] = {"client_id": app.client_id, "client_secret": app.client_secret}
    with patient() if app.rotates else nullcontext():
        return _first_answer(
            app,
            sorted(app.token_urls, key=lambda url: url != token_url),
            _("%(vendor)s no longer accepts our key."),
            lambda url: session.refresh_token(url, refresh_token=refresh_token, timeout=_timeout(), **ours),
        )


def _let_loopback_through(url: str) -> None:
    """The library takes plain http nowhere, or everywhere by this switch of the whole process.

    The adapter below still refuses it for every host but this machine.
    """
    if is_loopback(urlsplit(url).hostname or ""):
        os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"


def _timeout() -> float:
    return settings.SOCIALACCOUNT_REQUESTS_TIMEOUT


def _session(app: OAuthApp, redirect_uri: str | None = None) -> OAuth2Session:
    session = OAuth2Session(app.client_id, redirect_uri=redirect_uri)
    session.headers["User-Agent"] = settings.USER_AGENT
    session.mount("https://", Adapter())
    session.mount("http://", Adapter())
    session.max_redirects = 0  # a redirect would carry the secrets to an address nobody chose

    session.register_compliance_hook("access_token_response", partial(_check, label=app.label, whole=True))
    session.register_compliance_hook(
        "refresh_token_response", partial(_check, label=app.label, whole=app.rotates)
    )
    return session


def _first_answer(
    app: OAuthApp, urls: Sequence[str], refused: str, ask: Callable[[str], Mapping[str, Any]]
) -> Tokens:
    """Asks the next address only after a refusal that can mean "not my app" (a vendor with two portals)."""
    refusals: list[Refusal] = []
    for url in urls:
        try:
            return _answer(app, url, ask)
        except Refusal as refusal:
            refusals.append(refusal)
            if refusal.is_about_the_grant:
                break
    raise _verdict(app.label, refused, refusals)


def _answer(app: OAuthApp, url: str, ask: Callable[[str], Mapping[str, Any]]) -> Tokens:
    _let_loopback_through(url)
    try:
        return _tokens(ask(url), url)
    except (HTTPFailure, requests.RequestException) as error:
        raise Unavailable(_("%(vendor)s could not be reached.") % {"vendor": app.label}) from error
    except (OAuth2Error, ValueError) as error:
        raise _incomplete(app.label) from error


def _verdict(vendor: str, refused: str, refusals: Sequence[Refusal]) -> CredentialsRefused | Unavailable:
    answers = {"vendor": vendor, "answers": ", ".join(map(str, refusals))}
    if all(refusal.is_about_the_app for refusal in refusals):
        # Connecting again would not help: the registration in .env is wrong, or was revoked.
        return Unavailable(
            _("%(vendor)s does not know the app of this server (%(answers)s). Who runs it can correct that.")
            % answers
        )
    logger.info("%(vendor)s refused a grant: %(answers)s.", answers)  # for whoever runs the server
    return CredentialsRefused(refused % answers)


def _check(response: requests.Response, *, label: str, whole: bool) -> requests.Response:
    """Lets only a complete answer through (`whole`: with a refresh token of its own).

    The library looks neither at the status nor at what is missing.
    """
    if response.status_code in {400, 401}:
        host = urlsplit(response.url).netloc
        raise Refusal(host, response.status_code, _error_code(response, label))
    check_status(response, label)
    if not _is_complete(json_object(response, label), whole):
        raise _incomplete(label)
    return response


def _incomplete(label: str) -> BadPayload:
    return BadPayload(_("%(vendor)s sent an incomplete key.") % {"vendor": label})


def _is_complete(answer: Mapping[str, Any], whole: bool) -> bool:
    wanted = ["access_token"] + ["refresh_token"] * (whole or "refresh_token" in answer)
    life = answer.get("expires_in")
    return (
        all(isinstance(token := answer.get(name), str) and token.strip() for name in wanted)
        and isinstance(life, int | float)
        and not isinstance(life, bool)
        and 0 < life <= LONGEST_LIFE
    )


def _error_code(response: requests.Response, label: str) -> str:
    try:
        return plain_code(json_object(response, label).get("error"))
    except BadPayload:
        return ""


def plain_code(code: object) -> str:
    """An OAuth error code if it looks like one: nothing else of an answer may reach a page or a log."""
    return code if isinstance(code, str) and re.fullmatch(r"[a-z_]{1,40}", code) else ""


def _tokens(answer: Mapping[str, Any], url: str) -> Tokens:
    return Tokens(
        access_token=answer["access_token"],
        refresh_token=answer["refresh_token"],
        expires_in=float(answer["expires_in"]),
        scopes=split_scopes(answer.get("scope")),
        token_url=url,
    )


def split_scopes(scope: object) -> tuple[str, ...] | None:
    """The scopes of an answer, which come as text or as a list; None where it does not say."""
    if isinstance(scope, str):
        scope = scope.split()
    if not isinstance(scope, list | tuple) or not scope:
        return None
    return tuple(str(name) for name in scope)
