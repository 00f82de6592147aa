"""Data sources as allauth providers: they can be connected by a person who is logged in, and nothing else."""

from dataclasses import replace
from typing import Any

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess, ProviderAccount, ProviderException
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter, OAuth2CallbackView, OAuth2LoginView
from allauth.utils import get_request_param
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from .contract import Tokens
from .errors import ProviderError
from .token_endpoint import OAuthApp, exchange_code, split_scopes


class ConnectFailed(ProviderException):
    """A connect ends here; the message is the sentence for the person."""


def asked_world(request: HttpRequest) -> str:
    """The world that a connect is for: live, or the sandbox where one is set up."""
    world = request.GET.get("world", "live")
    if world not in {"live", "sandbox"} or (world == "sandbox" and not settings.SANDBOX_URL):
        raise Http404
    return world


class DataOAuth2Adapter(OAuth2Adapter):
    """Speaks to a vendor's OAuth server. Subclasses say which app and whose account."""

    def __init__(self, request: HttpRequest, world: str = "live") -> None:
        super().__init__(request)
        self.world = world

    def oauth_app(self) -> OAuthApp:
        """Our registration in `self.world`."""
        raise NotImplementedError

    def account_id(self, tokens: Tokens) -> str:
        """The vendor's id of the account that gave access. Raises a ProviderError."""
        raise NotImplementedError

    @property
    def authorize_url(self) -> str:
        return self.oauth_app().authorize_url

    @property
    def access_token_url(self) -> str:
        return self.oauth_app().token_urls[0]

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        # Exactly what the operator registered, whatever name the browser used.
        return settings.PUBLIC_URL + reverse(f"{self.provider_id}_callback")

    def get_client(self, request: HttpRequest, app: Any) -> Any:
        ours = self.oauth_app()
        app.client_id, app.secret = ours.client_id, ours.client_secret
        return super().get_client(request, app)

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """allauth's own exchange asks one address and looks at neither status nor completeness."""
        code = request.GET["code"]
        try:
            tokens = exchange_code(
                self.oauth_app(),
                code=code,
                redirect_uri=client.callback_url,
                code_verifier=pkce_code_verifier,
            )
        except ProviderError as error:
            raise ConnectFailed(str(error)) from error
        if tokens.scopes is None:  # some vendors name the granted scopes on the redirect only
            tokens = replace(tokens, scopes=split_scopes(request.GET.get("scope")))
        return {"access_token": tokens.access_token, "tokens": tokens}

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        tokens: Tokens = kwargs["response"]["tokens"]
        try:
            account_id = self.account_id(tokens)
        except ProviderError as error:
            raise ConnectFailed(str(error)) from error
        login = self.get_provider().sociallogin_from_response(request, {"id": account_id})
        login.granted = tokens
        return login


class DataProvider(OAuth2Provider):
    """Subclasses set id, name, package and oauth2_adapter_class."""

    account_class = ProviderAccount

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        # Nothing else of the query: a crafted link must not widen what we ask for.
        return {"process": AuthProcess.CONNECT, "world": asked_world(request), "owner": request.user.pk}

    def get_oauth2_adapter(self, request: HttpRequest) -> OAuth2Adapter:
        return self.oauth2_adapter_class(request, asked_world(request))

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["id"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}


class ConnectView(OAuth2LoginView):
    """Sends a person to the vendor's page where they give access."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("connections"))
        if request.method != "POST":
            return redirect("connections")  # that page has the button
        if problem := self.problem(request):
            messages.error(request, problem)
            return redirect("connections")
        return super().dispatch(request, *args, **kwargs)

    def problem(self, request: HttpRequest) -> str:
        """Why nobody is sent to the vendor now; empty when all is well."""
        provider = self.get_provider()
        if get_request_param(request, "process") != AuthProcess.CONNECT:
            return _("%(vendor)s can be connected, but it is no way to log in.") % {"vendor": provider.name}
        if not provider.get_oauth2_adapter(request).oauth_app().is_set_up:
            return _("%(vendor)s is not set up on this server. The person who runs it can set it up.") % {
                "vendor": provider.name
            }
        return ""


class ConnectCallbackView(OAuth2CallbackView):
    """Takes the vendor's answer, if it belongs to what this very person began."""

    def _get_state(self, request: HttpRequest, provider: DataProvider) -> tuple[Any, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        if state is None:
            return state, response
        if state["process"] != AuthProcess.CONNECT or state["owner"] != request.user.pk:
            return None, render_authentication_error(request, provider)
        self.adapter.world = state["world"]
        return state, None


def connect_urls(provider: type[DataProvider]) -> list[URLPattern]:
    """The two addresses of a provider, named as allauth names them."""
    adapter = provider.oauth2_adapter_class
    base = provider.get_slug()
    return [
        path(f"{base}/login/", ConnectView.adapter_view(adapter), name=f"{provider.id}_login"),
        path(
            f"{base}/login/callback/",
            ConnectCallbackView.adapter_view(adapter),
            name=f"{provider.id}_callback",
        ),
    ]
