"""`manage.py connect_user EMAIL PROVIDER`: a connection from credentials on standard input."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from integrations.contract import Auth, Grant, Key, Provider, Tokens
from integrations.credentials import AccountRefused, connection_connected
from integrations.errors import ProviderError
from integrations.keys import account_of
from integrations.registry import PROVIDERS


class Command(BaseCommand):
    help = (
        "Connects a person to a provider with credentials from standard input: "
        '{"access_token": "…", "refresh_token": "…", "expires_in": 86400} or {"api_key": "…"}'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("provider")
        parser.add_argument("--world", choices=["live", "sandbox"], default="live")
        parser.add_argument("--no-test", action="store_true", help="save without asking the provider first")

    def handle(self, *, email: str, provider: str, world: str, no_test: bool, **options: Any) -> None:
        user, vendor = _user(email), _provider(provider)
        if world == "sandbox" and not settings.SANDBOX_URL:
            raise CommandError("The sandbox is not set up here: SANDBOX_URL is empty.")
        tokens = _grant(vendor, sys.stdin.read())
        account_id = "" if no_test else _account_id(vendor, tokens, world)
        try:
            connection_connected(
                user=user, provider=provider, world=world, tokens=tokens, account_id=account_id
            )
        except AccountRefused as refused:
            raise CommandError(str(refused)) from refused
        tested = "not tested" if no_test else "tested"
        self.stdout.write(
            f"{user.email} is connected to {vendor.label} ({tested}). "
            f"The schedule reads it next; `manage.py sync_user {user.email}` reads it now."
        )


def _user(email: str) -> User:
    try:
        return User.objects.get(email__iexact=email)
    except User.DoesNotExist:
        raise CommandError(f"There is no account with the e-mail address {email}.") from None


def _provider(slug: str) -> Provider:
    if slug not in PROVIDERS:
        raise CommandError(f"There is no provider {slug}. There is: {', '.join(sorted(PROVIDERS))}.")
    return PROVIDERS[slug]


def _grant(vendor: Provider, text: str) -> Grant:
    """What was typed or piped in; no message quotes it, because it is secret."""
    given = _object(text)
    if vendor.auth is Auth.API_KEY:
        return Key(_text(given, "api_key"))
    _text(given, "refresh_token", required=False)
    token = _text(given, "access_token")
    return Tokens(token, given.get("refresh_token", ""), _seconds(given.get("expires_in")))


def _object(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except ValueError:
        raise CommandError("Standard input is not JSON.") from None
    if not isinstance(given, dict):
        raise CommandError("Standard input is not a JSON object.")
    return given


def _text(given: dict[str, Any], name: str, *, required: bool = True) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise CommandError(f"{name} is not text.")
    if required and not value:
        raise CommandError(f"{name} is missing.")
    return value


def _seconds(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise CommandError("expires_in is not a number of seconds.")
    return float(value)


def _account_id(provider: Provider, grant: Grant, world: str) -> str:
    try:
        return account_of(provider, grant, world)
    except ProviderError as error:
        raise CommandError(f"Nothing was saved. {error}") from error
