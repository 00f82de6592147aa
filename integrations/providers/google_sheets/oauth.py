"""Google's OAuth for Sheets: read access for as long as a person allows it, and nothing else.

The provider has an id of its own, so that it shares nothing with a log-in through Google.
"""

from collections.abc import Mapping
from contextlib import closing

from django.conf import settings
from django.utils.translation import gettext as _

from healthdash.lib.http import HTTPFailure, Session
from integrations import token_endpoint
from integrations.contract import Tokens
from integrations.errors import CredentialsRefused, StreamRefused, Unavailable
from integrations.oauth import DataOAuth2Adapter, DataProvider
from integrations.sandbox import constants as sandbox
from integrations.token_endpoint import OAuthApp

from . import refusals
from .client import GoogleSheetsClient
from .refusals import LABEL

SHEETS_SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly"
# "openid" is what the number of the account needs; Google wants "email" beside it, of which nothing is kept.
SCOPES = ("openid", "email", SHEETS_SCOPE)


def oauth_app(world: str) -> OAuthApp:
    """Our registration with Google in that world."""
    if world == "sandbox":
        return _sandbox_app()
    google = settings.GOOGLE
    return OAuthApp(
        label=LABEL,
        client_id=google["client_id"],
        client_secret=google["client_secret"],
        authorize_url=google["authorize_url"],
        token_urls=(google["token_url"],),
        revoke_url=google["revoke_url"],
        rotates=False,
    )


def _sandbox_app() -> OAuthApp:
    base = f"{settings.SANDBOX_URL}{sandbox.GOOGLE_PREFIX}"
    return OAuthApp(
        label=LABEL,
        client_id=sandbox.GOOGLE_CLIENT_ID if settings.SANDBOX_URL else "",
        client_secret=sandbox.GOOGLE_CLIENT_SECRET,
        authorize_url=f"{base}/o/oauth2/v2/auth",
        token_urls=(f"{base}/token",),
        revoke_url=f"{base}/revoke",
        rotates=False,
    )


def refresh(secret: Mapping[str, str], world: str, token_url: str) -> Tokens:
    """An access token for the next hour; the refresh token stays the same. Raises a ProviderError."""
    try:
        return token_endpoint.refresh(
            oauth_app(world), refresh_token=secret["refresh_token"], token_url=token_url
        )
    except CredentialsRefused as error:
        raise CredentialsRefused(refusals.ended()) from error


def revoke(secret: Mapping[str, str], world: str) -> None:
    """Gives the access back; a key that is dead already (400) is fine. Raises Unavailable."""
    token = secret.get("refresh_token") or secret["access_token"]
    with closing(Session()) as session:
        try:
            answer = session.post(oauth_app(world).revoke_url, data={"token": token})
        except HTTPFailure:
            raise Unavailable(
                _("Google could not be reached, so it does not know that the access ends.")
            ) from None
    if not answer.ok and answer.status_code != 400:
        raise Unavailable(
            _(
                "Google did not confirm that the access ends. You can remove it in your Google account, under"
                " Security, third-party connections."
            )
        )


class GoogleSheetsOAuth2Adapter(DataOAuth2Adapter):
    """Connects a Google account for its sheets."""

    provider_id = "google_sheets"

    def oauth_app(self) -> OAuthApp:
        return oauth_app(self.world)

    def account_id(self, tokens: Tokens) -> str:
        if tokens.scopes is not None and SHEETS_SCOPE not in tokens.scopes:
            raise StreamRefused(refusals.unticked())
        with closing(GoogleSheetsClient({"access_token": tokens.access_token}, self.world)) as client:
            return client.account_id()


class GoogleSheetsProvider(DataProvider):
    """Google Sheets for allauth."""

    id = "google_sheets"
    name = LABEL
    oauth2_adapter_class = GoogleSheetsOAuth2Adapter
    pkce_enabled_default = True

    def get_default_scope(self) -> list[str]:
        return list(SCOPES)

    def get_auth_params(self) -> dict[str, str]:
        """Without `offline` there is no refresh token, and without `consent` only the first time."""
        return {"access_type": "offline", "prompt": "select_account consent"}
