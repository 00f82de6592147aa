"""Oura's OAuth: consent, codes that work once, refresh tokens that work once, revocation."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode, urlsplit

from ..clock import Clock
from ..constants import CODE_SECONDS, OURA_CLIENT_ID, OURA_CLIENT_SECRET, OURA_SCOPES
from ..http import Request, Response, as_json
from ..people import HOUSEHOLD, PEOPLE
from ..settings import Settings
from ..state import Grant, State
from . import consent

_OLD_NAMES = {"spo2Daily": "spo2"}


class BadScope(ValueError):
    """A scope that the vendor does not know."""


def plain_scopes(words: str) -> tuple[str, ...]:
    """The scopes of a request under their plain names; all where none is asked for. Raises BadScope."""
    named = [word.removeprefix("extapi:") for word in words.replace("+", " ").split()]
    scopes = tuple(_OLD_NAMES.get(name, name) for name in named) or OURA_SCOPES
    if unknown := set(scopes) - set(OURA_SCOPES):
        raise BadScope(", ".join(sorted(unknown)))
    return scopes


@dataclass(frozen=True, slots=True)
class OAuth:
    """The three addresses of the vendor's OAuth server."""

    clock: Clock
    state: State
    settings: Settings

    def authorize(self, request: Request) -> Response:
        """GET shows the page (or answers at once with `auto=1`); POST is the person's decision."""
        query = request.query
        if query.get("client_id") != OURA_CLIENT_ID:
            return consent.problem("There is no such client here.")
        if urlsplit(query.get("redirect_uri", "")).scheme not in ("http", "https"):
            return consent.problem("The redirect_uri must be an absolute address.")
        if query.get("response_type", "code") != "code":
            return _back(query, error="unsupported_response_type")
        try:
            scopes = plain_scopes(query.get("scope", ""))
        except BadScope:
            return _back(query, error="invalid_scope")
        if request.method == "POST":
            return self._decided(query, request.form, scopes)
        if query.get("auto"):
            return self._allowed(query, query.get("person", HOUSEHOLD[0].slug), scopes)
        return consent.page(scopes, query.get("person", HOUSEHOLD[0].slug))

    def _decided(
        self, query: Mapping[str, str], form: Mapping[str, list[str]], asked: tuple[str, ...]
    ) -> Response:
        if form.get("decision", ["allow"])[0] != "allow":
            return _back(query, error="access_denied")
        ticked = form.get("scope", list(asked) if "decision" not in form else [])
        granted = tuple(scope for scope in asked if scope in ticked)
        return self._allowed(query, form.get("person", [query.get("person", "")])[0], granted)

    def _allowed(self, query: Mapping[str, str], person: str, scopes: tuple[str, ...]) -> Response:
        if person not in PEOPLE:
            return consent.problem("There is no such person here.")
        expires = self.clock.timestamp() + CODE_SECONDS
        code = self.state.add_code(person, query["redirect_uri"], scopes, expires)
        return _back(query, code=code, scope=self._spelled(scopes))

    def token(self, request: Request) -> Response:
        """A code or a refresh token for a new pair; 400 with the OAuth error otherwise."""
        form = {name: values[-1] for name, values in request.form.items()}
        if not _is_client(request, form):
            return as_json({"error": "invalid_client"}, 400)
        now = self.clock.timestamp()
        if form.get("grant_type") == "authorization_code":
            taken = self.state.take_code(form.get("code", ""), form.get("redirect_uri", ""), now)
            grant = self.issue(*taken) if taken else None
        elif form.get("grant_type") == "refresh_token":
            old = self.state.take_refresh(form.get("refresh_token", ""))
            grant = self.issue(old.person, old.scopes, old.grant_id) if old else None
        else:
            return as_json({"error": "unsupported_grant_type"}, 400)
        if grant is None:
            description = "The code or refresh token is unknown, too old or already used."
            return as_json({"error": "invalid_grant", "error_description": description}, 400)
        return as_json(self.answer(grant))

    def issue(
        self, person: str, scopes: tuple[str, ...], grant_id: str = "", seconds: float | None = None
    ) -> Grant:
        """A new pair of tokens, valid from now on."""
        lasts = self.settings.access_seconds if seconds is None else seconds
        return self.state.add_grant(person, scopes, self.clock.timestamp() + lasts, grant_id)

    def answer(self, grant: Grant) -> dict[str, Any]:
        """What the token address sends back."""
        return {
            "token_type": "bearer",
            "access_token": grant.access,
            "refresh_token": grant.refresh,
            "expires_in": round(grant.expires - self.clock.timestamp()),
            "scope": self._spelled(grant.scopes),
        }

    def revoke(self, request: Request) -> Response:
        """Takes the token as `?access_token=` or in the Authorization header; 401 where there is none."""
        token = (
            request.query.get("access_token") or request.headers.get("Authorization", "").partition(" ")[2]
        )
        return as_json({}) if self.state.revoke(token.strip()) else as_json({"error": "invalid_token"}, 401)

    def _spelled(self, scopes: Iterable[str]) -> str:
        prefix = "extapi:" if self.settings.scope_spelling == "extapi" else ""
        return " ".join(prefix + scope for scope in scopes)


def _back(query: Mapping[str, str], **answer: str) -> Response:
    """Sends the browser back to the client, with its state."""
    target = query["redirect_uri"]
    if "state" in query:
        answer["state"] = query["state"]
    location = f"{target}{'&' if '?' in target else '?'}{urlencode(answer)}"
    return Response(302, headers={"Location": location, "Cache-Control": "no-store"})


def _is_client(request: Request, form: Mapping[str, str]) -> bool:
    """By Basic authentication or by form fields."""
    kind, _, packed = request.headers.get("Authorization", "").partition(" ")
    pair = f"{form.get('client_id', '')}:{form.get('client_secret', '')}"
    if kind.lower() == "basic":
        try:
            pair = base64.b64decode(packed).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
    return compare_digest(pair.encode(), f"{OURA_CLIENT_ID}:{OURA_CLIENT_SECRET}".encode())
