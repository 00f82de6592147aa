"""Events by a door of their own, before all that a page needs."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, cast

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

from .receiving import webhook

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class WebhookDoor:
    """WSGI, in front of Django's handler.

    No redirect, host check, session or form token stands in a vendor's way; and where hundreds of events come
    at once, half of the time would go into what only pages need.
    """

    def __init__(self, pages: Application) -> None:
        self.pages = pages

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        match environ.get("PATH_INFO", "").split("/"):
            case ["", "webhooks", provider, world, ""]:
                view = convert_exception_to_response(partial(webhook, provider=provider, world=world))
                response = cast(HttpResponse, view(WSGIRequest(environ)))
                # Said here, for no middleware does: without its length gunicorn sends an answer in chunks.
                response["Content-Length"] = len(response.content)
                start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
                return [response.content]
        return self.pages(environ, start_response)
