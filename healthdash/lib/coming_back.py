"""The page that a person came from, where they said which: they are led back to it."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def came_from(request: HttpRequest) -> str:
    """The address of ours that a form or a link names as `next`; empty where there is none."""
    named = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        named, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return named if is_ours else ""


def with_query(address: str, **said: str) -> str:
    """The same address, saying that as well; what it said before of these names is gone."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in said]
    return urlunsplit(parts._replace(query=urlencode([*kept, *said.items()])))
