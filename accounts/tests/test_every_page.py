"""Every page of allauth, and every page of ours, wears our clothes: nothing of allauth's own look is left."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from .conftest import confirm_password

OURS = 'class="skip-link"'


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLResolver):
            yield from addresses(entry, path)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name, path


def filled(path: str) -> str:
    """The address with its arguments: any value will do, a page that refuses wears our clothes too."""
    for wanted, value in (
        ("(?P<key>[-:\\w]+)", "nothing"),
        ("(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)", "1-nothing"),
        ("<int:pk>", "1"),
        ("<str:token>", "nothing"),
    ):
        path = path.replace(wanted, value)
    return "/" + path


PAGES = [
    (name, filled(path))
    for name, path in addresses(get_resolver())
    if path.startswith(("accounts/", "settings/", "invitation/"))
]


def assert_ours(client: Client, path: str) -> None:
    cache.clear()
    answer = client.get(path, follow=True)
    if answer.headers["Content-Type"].startswith("text/html"):
        assert OURS in answer.content.decode(), (
            f"{path} ended at {answer.request['PATH_INFO']} {answer.status_code}"
        )
        assert answer.status_code < 500


def test_the_list_is_not_empty() -> None:
    names = {name for name, _ in PAGES}
    assert {
        "account_login",
        "mfa_index",
        "usersessions_list",
        "socialaccount_login_error",
        "settings",
    } <= names
    assert all("(" not in path and "<" not in path for _, path in PAGES)


@pytest.mark.parametrize(("name", "path"), PAGES)
def test_anonymous(name: str, path: str, db: None) -> None:
    assert_ours(Client(), path)


@pytest.mark.parametrize(("name", "path"), PAGES)
def test_logged_in(name: str, path: str, logged_in: Client) -> None:
    assert_ours(logged_in, path)


@pytest.mark.parametrize(("name", "path"), PAGES)
def test_logged_in_and_asked_again(name: str, path: str, logged_in: Client) -> None:
    confirm_password(logged_in)
    assert_ours(logged_in, path)


def test_too_many_tries_is_a_page_of_ours(db: None) -> None:
    for _ in range(31):
        answer = Client().get("/accounts/login/")
        answer = Client().post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"})
    assert answer.status_code == 429
    assert OURS in answer.content.decode()
