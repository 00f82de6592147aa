"""The demo household: real accounts, connected to the sandbox through the very pages that a person uses."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from accounts.models import User
from healthdash import demo_tables, diary, leaving
from integrations import registry
from integrations.contract import Auth
from integrations.models import Connection
from integrations.sandbox.constants import RIZE_KEY
from integrations.sandbox.people import HOUSEHOLD, Person

PASSWORD = "a quiet demo night"  # noqa: S105 - it opens invented data on one's own machine
PROVIDERS = ("oura", "rize", "google_sheets")


class DemoFailed(Exception):
    """The demo could not be made; the message says why and what to do."""


def make() -> Iterator[str]:
    """Makes the household's accounts and connects them; yields a line for each step taken."""
    if not settings.SANDBOX_URL:
        raise DemoFailed("The sandbox is off. Start the demo with `make run`, or set SANDBOX_URL.")
    for person in HOUSEHOLD:
        user = _account(person)
        for provider in PROVIDERS:
            if not Connection.objects.filter(user=user, provider=provider).exists():
                _connect(user, person, provider)
                yield f"{person.name} is connected to {provider}."
        if mapped := demo_tables.map_tables(user, person):
            yield f"{person.name}'s sheet feeds {mapped} tables."
        if said := diary.write(user, person):
            yield f"{person.name}'s journal has {said} more days."


def how_to_log_in() -> str:
    """What a person types on the log-in page to look around."""
    first, *others = [person.email for person in HOUSEHOLD]
    lines = (
        "",
        f"E-mail:    {first}",
        f"Password:  {PASSWORD}",
        f"The others of the household ({', '.join(others)}) have the same password.",
    )
    return "\n".join(lines)


def remove() -> int:
    """Takes the demo away: its accounts and everything that belongs to them. Real people stay."""
    people = User.objects.filter(_is_demo())
    for user in people:
        leaving.delete_account(user)
    return len(people)


def _is_demo() -> Q:
    """Demo accounts by address, unless somebody connected a real source to one of them."""
    live = Connection.objects.filter(world=Connection.World.LIVE).values("user")
    return Q(email__in=[person.email for person in HOUSEHOLD]) & ~Q(pk__in=live)


def _account(person: Person) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, PASSWORD, name=person.name, timezone=person.zone.key)
    return user


def _connect(user: User, person: Person, provider: str) -> None:
    client = _browser()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    has_key = registry.PROVIDERS[provider].auth is Auth.API_KEY
    (_paste_key if has_key else _give_access)(client, person, provider)
    client.logout()
    if not Connection.objects.filter(user=user, provider=provider).exists():
        raise DemoFailed(f"The sandbox did not let {person.name} connect {provider}.")


def _paste_key(client: Client, person: Person, provider: str) -> None:
    """The form of the Connections page, with the key that the sandbox gives this person first."""
    key = RIZE_KEY.format(person=person.slug, number=1)
    client.post(reverse("connection_key", args=[provider]), {"api_key": key, "world": "sandbox"})


def _give_access(client: Client, person: Person, provider: str) -> None:
    """Walks a browser's way: our button, the vendor's consent page, our callback."""
    asked = client.post(reverse(f"{provider}_login") + "?process=connect&world=sandbox")
    if asked.status_code != 302 or not asked["Location"].startswith(settings.SANDBOX_URL):
        raise DemoFailed(f"Connecting {provider} did not lead to the sandbox.")
    answer = _consent(asked["Location"], person)
    back = urlsplit(answer)
    client.get(f"{back.path}?{back.query}")


def _browser() -> Client:
    public = urlsplit(settings.PUBLIC_URL)
    return Client(SERVER_NAME=public.hostname, SERVER_PORT=str(public.port or 80), HTTP_HOST=public.netloc)


def _consent(url: str, person: Person) -> str:
    """Allows everything as that person; returns the address that the browser is sent back to."""
    try:
        answer = requests.post(url, data={"person": person.slug}, allow_redirects=False, timeout=10)
    except requests.RequestException:
        raise DemoFailed("The sandbox does not answer. Is it running?") from None
    return answer.headers.get("Location", "")
