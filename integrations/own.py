"""The person's own connection, for views: another's is not found."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import User

from . import selectors
from .registry import PROVIDERS

View = Callable[..., HttpResponse]


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def own_connection(view: View) -> View:
    """Hands the view the person's own connection to that provider, or answers 404. POST only."""

    @wraps(view)
    def wrapped(request: HttpRequest, provider: str) -> HttpResponse:
        connection = selectors.connection_of(person(request), provider)
        if connection is None:
            raise Http404
        return view(request, connection)

    return login_required(require_POST(wrapped))


def own_page(view: View) -> View:
    """The same for a page, which leads whoever has no connection to where it is made."""

    @wraps(view)
    def wrapped(request: HttpRequest, provider: str) -> HttpResponse:
        connection = selectors.connection_of(person(request), provider)
        if provider in PROVIDERS and connection:
            return view(request, connection)
        if provider in PROVIDERS and request.method == "GET":
            return to_card(provider)
        raise Http404

    return login_required(wrapped)


def to_card(provider: str) -> HttpResponse:
    """To what is said of a source on the page of connections."""
    return redirect(card_address(provider))


def card_address(provider: str) -> str:
    return reverse("connections") + f"#{provider}"


def is_part(request: HttpRequest) -> bool:
    """Whether a page that is open asks for a part of itself; somebody who opens the address wants a page."""
    return "HX-Request" in request.headers
