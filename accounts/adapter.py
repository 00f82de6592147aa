"""allauth's questions about accounts, answered our way."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from fernet_fields.fields import EncryptedTextField

from . import selectors, services
from .links import public_link
from .models import Invitation, User

INVITATION_IN_SESSION = "invitation"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is switched off."),
        "cannot_remove_primary_email": _(
            "This is the address you log in with; make another one primary first."
        ),
        "duplicate_email": _("This address is already one of yours."),
        "email_password_mismatch": _("This e-mail and password do not belong together."),
        "email_taken": _("There is already an account with this e-mail."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not the current one."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link does not work any more."),
        "rate_limited": _("That was too many tries in a short time. Wait a minute, then try again."),
        "too_many_login_attempts": _("That was too many tries. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        if settings.SIGNUP_POLICY == "invitation":
            return self.invitation(request) is not None
        return settings.SIGNUP_POLICY == "open"

    def invitation(self, request: HttpRequest) -> Invitation | None:
        """The invitation this browser came with, while it still works."""
        digest = request.session.get(INVITATION_IN_SESSION)
        return selectors.open_invitations().filter(token_digest=digest).first() if digest else None

    def clean_email(self, email: str) -> str:
        if self.request is None or self.request.user.is_authenticated:
            return email
        invitation = self.invitation(self.request)
        if invitation and invitation.email and invitation.email != email.lower():
            raise ValidationError(gettext("This invitation is for %(email)s.") % {"email": invitation.email})
        return email

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        saved = super().save_user(request, user, form, commit)
        digest = request.session.pop(INVITATION_IN_SESSION, None)
        if digest:
            self.use_invitation(request, digest, saved)
        return saved

    def use_invitation(self, request: HttpRequest, digest: str, user: User) -> None:
        """Two people with one link: the second is told so, and their account is rolled back."""
        try:
            services.accept_invitation(digest=digest, user=user)
        except services.InvitationNotOpen as error:
            if settings.SIGNUP_POLICY != "open":
                raise ImmediateHttpResponse(
                    render(request, "accounts/invitation_closed.html", status=404)
                ) from error

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use my password"),
            "mfa_reauthenticate": _("Use a code of my authenticator app"),
            "mfa_reauthenticate:webauthn": _("Use my passkey"),
        }
        return [
            {**way, "description": words[way["id"]]} for way in super().get_reauthentication_methods(user)
        ]

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return public_link(path.replace("UID-KEY", key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return public_link(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if settings.MAIL_IS_SET_UP:
            super().send_mail(template_prefix, email, context)


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of the second factor encrypted, as all our secrets are."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not the current one."),
    }

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return gettext("My passkey")

    def encrypt(self, text: str) -> str:
        return EncryptedTextField().fernet.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return EncryptedTextField().fernet.decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER
