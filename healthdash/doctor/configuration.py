"""Settings and what the vendors have to be told about them."""

import os
import stat
from collections.abc import Iterator
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.urls import reverse

from healthdash.doctor.finding import Finding, note, ok, wrong
from integrations.contract import Auth, Provider

PATIENCE = 5  # seconds for the mail server


NOTHING_TO_SET_UP = {
    Auth.API_KEY: "people paste a key of their own",
    Auth.NONE: "people bring files of their own",
}


def settings_read() -> Iterator[Finding]:
    env_file = settings.BASE_DIR / ".env"
    if env_file.exists() and stat.S_IMODE(env_file.stat().st_mode) & 0o077:
        yield wrong("settings", "others can read .env, which holds the keys. Type: chmod 600 .env")
    else:
        yield ok("settings", f"{os.environ['DJANGO_SETTINGS_MODULE']}, the address is {settings.PUBLIC_URL}")
    if settings.DEBUG:
        yield note("settings", "DEBUG is on: error pages show the insides. For developing only.")
    if settings.SANDBOX_URL:
        yield note("settings", f"the sandbox stands in for the vendors at {settings.SANDBOX_URL}")


def provider(provider: Provider) -> Finding:
    """Whether people can connect, and the exact address to register with the vendor."""
    name = f"provider {provider.slug}"
    if provider.auth is not Auth.OAUTH:
        return ok(name, f"{NOTHING_TO_SET_UP[provider.auth]}; nothing to set up")
    address = settings.PUBLIC_URL + reverse(f"{provider.slug}_callback")
    if provider.is_set_up("live"):
        return ok(name, f"set up; the redirect URI registered with the vendor must be {address}")
    doc = f" (docs/{provider.set_up_doc})" if provider.set_up_doc else ""
    return note(name, f"no app registered yet{doc}; the redirect URI to register is {address}")


def mail() -> Finding:
    """Whether mail can go out; asks the mail server, and sends nothing."""
    if not settings.MAIL_IS_SET_UP:
        without = "nobody is reminded, told of trouble, or sent a new password"
        return note("mail", f"not set up (EMAIL_URL): {without}; use manage.py reset_password_link")
    connection = get_connection(timeout=PATIENCE)
    try:
        connection.open()
        connection.close()
    except (OSError, SMTPException) as error:
        told = f"the mail server does not let us in ({type(error).__name__})"
        return wrong("mail", f"{told}. Reminders and new passwords wait. Look at EMAIL_URL")
    return ok("mail", f"goes out as {settings.DEFAULT_FROM_EMAIL}")
