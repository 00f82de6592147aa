"""Oura's OAuth: which app, which addresses, whose account, refresh and revoke."""

from collections.abc import Mapping
from contextlib import closing

from django.conf import settings
from django.utils.translation import gettext as _

from healthdash.lib.http import Bearer, HTTPFailure, Session
from integrations import token_endpoint
from integrations.contract import Tokens
from integrations.errors import Unavailable
from integrations.oauth import DataOAuth2Adapter, DataProvider
from integrations.sandbox import constants as sandbox
from integrations.token_endpoint import OAuthApp

from .client import OuraClient


def oauth_app(world: str) -> OAuthApp:
    """Our registration with Oura in that world."""
    if world == "sandbox":
        return _sandbox_app()
    oura = settings.OURA
    urls = (oura["token_url"], oura["token_url_alternative"])
    return OAuthApp(
        label="Oura",
        client_id=oura["client_id"],
        client_secret=oura["client_secret"],
        authorize_url=oura["authorize_url"],
        token_urls=tuple(dict.fromkeys(url for url in urls if url)),
        revoke_url=oura["revoke_url"],
    )


def _sandbox_app() -> OAuthApp:
    base = f"{settings.SANDBOX_URL}{sandbox.OURA_PREFIX}/oauth"
    return OAuthApp(
        label="Oura",
        client_id=sandbox.OURA_CLIENT_ID if settings.SANDBOX_URL else "",
        client_secret=sandbox.OURA_CLIENT_SECRET,
        authorize_url=f"{base}/authorize",
        token_urls=(f"{base}/token",),
        revoke_url=f"{base}/revoke",
    )


def refresh(secret: Mapping[str, str], world: str, token_url: str) -> Tokens:
    """The next pair for the refresh token, which works once. Raises a ProviderError."""
    return token_endpoint.refresh(
        oauth_app(world), refresh_token=secret["refresh_token"], token_url=token_url
    )


def revoke(secret: Mapping[str, str], world: str) -> None:
    """Gives the access back; a key that is dead already is fine. Raises Unavailable.

    Oura does not document this call. Of the two forms that its clients use, one puts the token into the
    address, where any log on the way would keep it: this is the other one.
    """
    token = secret.get("refresh_token") or secret["access_token"]
    with closing(Session(auth=Bearer(token))) as session:
        try:
            answer = session.post(oauth_app(world).revoke_url)
        except HTTPFailure:
            raise Unavailable(
                _("Oura could not be reached, so it does not know that the access ends.")
            ) from None
    if not answer.ok and answer.status_code != 401:
        raise Unavailable(
            _("Oura did not confirm that the access ends. You can remove it in your account with Oura.")
        )


class OuraOAuth2Adapter(DataOAuth2Adapter):
    """Connects an Oura account."""

    provider_id = "oura"

    def oauth_app(self) -> OAuthApp:
        return oauth_app(self.world)

    def account_id(self, tokens: Tokens) -> str:
        with closing(OuraClient({"access_token": tokens.access_token}, self.world)) as client:
            return client.account_id()


class OuraProvider(DataProvider):
    """Oura for allauth."""

    id = "oura"
    name = "Oura"
    oauth2_adapter_class = OuraOAuth2Adapter

    def get_default_scope(self) -> list[str]:
        return list(settings.OURA["scopes"])
