"""Settings and what the vendors have to be told about them."""

import os
import stat
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from healthdash.doctor.finding import Finding, note, ok, wrong
from integrations.contract import Auth, Provider


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
        return ok(name, "people paste a key of their own; nothing to set up")
    address = settings.PUBLIC_URL + reverse(f"{provider.slug}_callback")
    if provider.is_set_up("live"):
        return ok(name, f"set up; the redirect URI registered with the vendor must be {address}")
    doc = f" (docs/{provider.set_up_doc})" if provider.set_up_doc else ""
    return note(name, f"no app registered yet{doc}; the redirect URI to register is {address}")
