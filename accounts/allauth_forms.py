"""allauth's forms in our words. Apart from `forms.py`, which allauth itself imports."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

TEN = _("At least ten characters, and not one that others use.")

LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password again"),
    "code": _("Code"),
    "name": _("Name"),
    "passwordless": _("Log in with it alone"),
}
HELP = {
    "password1": TEN,
    "passwordless": _("Without this, it is asked for after the password."),
}


class InOurWords:
    """Labels and help of ours, and no placeholder that only repeats the label."""

    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = {**LABELS, **self.labels}.get(name, field.label)
            field.help_text = HELP.get(name, "")


class LoginForm(InOurWords, account.LoginForm):
    pass


class SignupForm(InOurWords, account.SignupForm):
    labels = {"password1": _("Password"), "password2": _("Password again")}


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):
    pass


class AddEmailForm(InOurWords, account.AddEmailForm):
    pass


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    pass


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    pass


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):
    pass


class AuthenticateForm(InOurWords, second_factor.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(InOurWords, second_factor.ReauthenticateForm):
    pass


class ActivateTOTPForm(InOurWords, totp.ActivateTOTPForm):
    pass


class AddPasskeyForm(InOurWords, webauthn.AddWebAuthnForm):
    pass


class RenamePasskeyForm(InOurWords, webauthn.EditWebAuthnForm):
    pass
