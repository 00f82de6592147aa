"""allauth's questions about data providers, answered our way.

A finished connect ends in `pre_social_login`, before allauth would make a SocialAccount or log anybody in:
the Connection and its Credential are all there is, so there is nothing to keep in step on disconnect.
"""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess, Provider
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from . import services
from .connected import after_connect, what_follows
from .credentials import AccountRefused, connection_connected
from .oauth import ConnectFailed
from .token_endpoint import plain_code


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def list_providers(self, request: HttpRequest) -> list[Provider]:
        """None: log-in and sign-up offer whatever stands here."""
        return []

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """An empty one; the provider fills it for the world of the connect."""
        return SocialApp(provider=provider, name=provider)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        if sociallogin.state.get("process") != AuthProcess.CONNECT or not request.user.is_authenticated:
            raise PermissionDenied
        try:
            connection = connection_connected(
                user=request.user,
                provider=sociallogin.account.provider,
                world=sociallogin.state["world"],
                tokens=sociallogin.granted,
                account_id=sociallogin.account.uid,
            )
        except AccountRefused as refused:
            raise ConnectFailed(str(refused)) from refused
        services.begin(connection)
        messages.success(request, what_follows(connection))
        raise ImmediateHttpResponse(redirect(after_connect(connection)))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        context = {**(extra_context or {}), "code": plain_code(request.GET.get("error"))}
        reason = _reason(provider.name, error, exception, context)
        messages.error(request, f"{reason} {_('Nothing was saved.')}")
        raise ImmediateHttpResponse(redirect("connections"))


def _reason(vendor: str, error: str | None, exception: Exception | None, context: dict[str, Any]) -> str:
    if isinstance(exception, ConnectFailed):
        return str(exception)
    if error == AuthError.CANCELLED:
        return _("You did not give access on the page of %(vendor)s.") % {"vendor": vendor}
    if context.get("state"):
        return _("%(vendor)s ended the connecting without giving access (%(code)s).") % {
            "vendor": vendor,
            "code": context["code"] or _("no reason given"),
        }
    return _(
        "The answer of %(vendor)s does not belong to a connection that you began here"
        " in the last ten minutes. Connect again, in the same browser."
    ) % {"vendor": vendor}
