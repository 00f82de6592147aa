"""Google's OAuth: consent, PKCE, a refresh token that stays, and the errors in Google's words."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode, urlsplit

from ..constants import (
    GOOGLE_ACCESS_SECONDS,
    GOOGLE_CLIENT_ID,
    GOOGLE_CLIENT_SECRET,
    GOOGLE_EMAIL_SCOPE,
    GOOGLE_SHEETS_SCOPE,
)
from ..http import Request, Response, as_json
from ..noise import dice
from ..people import HOUSEHOLD, PEOPLE, Person
from ..settings import Settings
from . import consent
from .grants import Allowed, Grants

SIGN_IN = ("openid", GOOGLE_EMAIL_SCOPE)  # what comes with every log-in and cannot be unticked
KNOWN = (*SIGN_IN, GOOGLE_SHEETS_SCOPE)
SHORT = {"email": GOOGLE_EMAIL_SCOPE}
DEAD = "Token has been expired or revoked."


def account_id(person: Person) -> str:
    """Google's number of the account."""
    return str(dice(person.slug, "google account", 0).randrange(10**20, 10**21))


@dataclass(frozen=True, slots=True)
class OAuth:
    """The addresses of accounts.google.com and oauth2.googleapis.com."""

    grants: Grants
    settings: Settings

    def authorize(self, request: Request) -> Response:
        """GET shows the page (or answers at once with `auto=1`); POST is what the person decided."""
        query = request.query
        if problem := _problem(query):
            return consent.blocked(*problem)
        asked = tuple(SHORT.get(word, word) for word in query.get("scope", "").split())
        if unknown := set(asked) - set(KNOWN):
            return consent.blocked("invalid_scope", f"Some requested scopes were invalid: {sorted(unknown)}")
        if request.method == "POST":
            return self._decided(query, request.form, asked)
        if query.get("auto"):
            return self._allowed(query, query.get("person", HOUSEHOLD[0].slug), asked)
        return consent.page(asked, query.get("person", ""), self.settings)

    def _decided(
        self, query: Mapping[str, str], form: Mapping[str, list[str]], asked: tuple[str, ...]
    ) -> Response:
        """A `decision` comes from the page, with the scopes that are ticked there; without one, all are."""
        if form.get("decision", ["allow"])[0] != "allow":
            return _back(query, error="access_denied")
        ticked = form.get("scope", []) if "decision" in form else list(asked)
        granted = tuple(scope for scope in asked if scope in (*SIGN_IN, *ticked))
        return self._allowed(query, form.get("person", [""])[0], granted)

    def _allowed(self, query: Mapping[str, str], person: str, scopes: tuple[str, ...]) -> Response:
        if person not in PEOPLE:
            return consent.blocked("invalid_request", "Choose an account first.")
        testers = self.settings.google_testers
        if self.settings.google_app == "testing" and testers and person not in testers:
            return consent.not_a_tester()
        code = self.grants.add_code(
            person,
            query["redirect_uri"],
            scopes,
            query.get("code_challenge", ""),
            keeps=query.get("access_type") == "offline",
        )
        return _back(query, code=code, scope=" ".join(scopes), authuser="0", prompt="consent")

    def token(self, request: Request) -> Response:
        """A code, or a refresh token, for an access token."""
        form = {name: values[-1] for name, values in request.form.items()}
        if form.get("client_id") != GOOGLE_CLIENT_ID:
            return _error(401, "invalid_client", "The OAuth client was not found.")
        if not compare_digest(form.get("client_secret", "").encode(), GOOGLE_CLIENT_SECRET.encode()):
            return _error(401, "invalid_client", "Unauthorized")
        if form.get("grant_type") == "authorization_code":
            return self._exchanged(form)
        if form.get("grant_type") != "refresh_token":
            return _error(400, "unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', '')}")
        allowed = self.grants.by_refresh(form.get("refresh_token", ""))
        return as_json(self.answer(allowed)) if allowed else _error(400, "invalid_grant", DEAD)

    def _exchanged(self, form: Mapping[str, str]) -> Response:
        code = form.get("code", "")
        known = self.grants.code(code)
        if known is None:
            return _error(400, "invalid_grant", "Malformed auth code.")
        redirect_uri, challenge = known
        if form.get("redirect_uri") != redirect_uri:
            return _error(400, "redirect_uri_mismatch", "Bad Request")
        if challenge and _challenge(form.get("code_verifier", "")) != challenge:
            words = "Invalid code verifier." if form.get("code_verifier") else "Missing code verifier."
            return _error(400, "invalid_grant", words)
        allowed = self.grants.take_code(code)
        if allowed is None:
            return _error(400, "invalid_grant", "Bad Request")
        first = {"refresh_token": allowed.refresh} if allowed.refresh else {}
        if allowed.refresh_seconds:
            first["refresh_token_expires_in"] = str(allowed.refresh_seconds)
        return as_json(self.answer(allowed) | first)

    def answer(self, allowed: Allowed, seconds: float = GOOGLE_ACCESS_SECONDS) -> dict[str, Any]:
        """What every successful token request sends back; the refresh token comes with the first only."""
        return {
            "access_token": self.grants.access_for(allowed, seconds),
            "expires_in": round(seconds),
            "scope": " ".join(allowed.scopes),
            "token_type": "Bearer",
            "id_token": _id_token(PEOPLE[allowed.person]),
        }

    def revoke(self, request: Request) -> Response:
        """Takes the token as a form field."""
        token = request.form.get("token", [request.query.get("token", "")])[0]
        if self.grants.revoke(token):
            return as_json({})
        return _error(400, "invalid_token", "Token expired or revoked")


def _problem(query: Mapping[str, str]) -> tuple[str, str] | None:
    """What Google shows instead of sending the browser back."""
    if query.get("client_id") != GOOGLE_CLIENT_ID:
        return "invalid_client", "The OAuth client was not found."
    if urlsplit(query.get("redirect_uri", "")).scheme not in ("http", "https"):
        return "redirect_uri_mismatch", "The redirect address is not one that the app registered."
    if query.get("response_type") != "code":
        return "unsupported_response_type", "Only “code” is answered here."
    if query.get("code_challenge") and query.get("code_challenge_method") != "S256":
        return "invalid_request", "Only S256 is answered here."
    return None


def _back(query: Mapping[str, str], **answer: str) -> Response:
    """Sends the browser back to the client, with its state."""
    target = query["redirect_uri"]
    if "state" in query:
        answer = {"state": query["state"], **answer}
    location = f"{target}{'&' if '?' in target else '?'}{urlencode(answer)}"
    return Response(302, headers={"Location": location, "Cache-Control": "no-store"})


def _error(status: int, code: str, description: str) -> Response:
    return as_json({"error": code, "error_description": description}, status)


def _challenge(verifier: str) -> str:
    return _packed(hashlib.sha256(verifier.encode()).digest())


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _id_token(person: Person) -> str:
    """Three parts as a JWT has them. It is not signed: nobody should rely on it without asking."""
    body: Mapping[str, object] = {
        "iss": "https://accounts.google.com",
        "aud": GOOGLE_CLIENT_ID,
        "sub": account_id(person),
        "email": person.email,
        "email_verified": True,
    }
    parts: Sequence[Mapping[str, object]] = ({"alg": "none", "typ": "JWT"}, body)
    return ".".join([*(_packed(json.dumps(part).encode()) for part in parts), _packed(b"sandbox")])
