"""The one way out to the network: bounded in time and size, careful with secrets, quiet in its errors.

`Session` is what API clients use. A library that insists on a `requests` session of its own can mount
`Adapter` on it and gets the same care.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

CONNECT_TIMEOUT = 10.0
MAX_BYTES = 64 * 1024 * 1024
_BLOCK = 64 * 1024


# For those who wait for an answer with a page in front of them: seconds, in place of the usual patience.
_patience: ContextVar[float | None] = ContextVar("patience", default=None)


@contextmanager
def impatient(seconds: float) -> Iterator[None]:
    """Within it, no request of this thread waits longer than that for the other side to say something."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


@contextmanager
def patient() -> Iterator[None]:
    """Within it, the usual patience holds again: for a request whose answer must not be missed."""
    token = _patience.set(None)
    try:
        yield
    finally:
        _patience.reset(token)


def _usual_patience() -> tuple[float, float]:
    return CONNECT_TIMEOUT, settings.HTTP_TIMEOUT


class HTTPFailure(Exception):
    """No usable answer from `host`. Never holds a path, a query, a header or a body."""

    def __init__(self, host: str, problem: str) -> None:
        super().__init__(f"{host}: {problem}")
        self.host = host


class NoConnection(HTTPFailure):
    """The request never reached the other side, so it may be sent again without harm."""


class NoAnswer(HTTPFailure):
    """The request went out, but no whole answer came back: what it did there is not known."""


class TooSlow(NoAnswer):
    """Nothing came within the time that we wait."""


class TooLarge(HTTPFailure):
    """The answer is larger than anything that we would ask for."""


class InsecureAddress(HTTPFailure):
    """Plain http to another machine would show our secrets to everyone on the way."""


class Bearer(AuthBase):
    """Adds `Authorization: Bearer …`. As `auth`, because requests would let a ~/.netrc overrule a header."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def __repr__(self) -> str:
        return "<Bearer ***>"


class Adapter(HTTPAdapter):
    """Sends with our timeouts, reads the whole body within bounds, counts, and raises HTTPFailure only."""

    def __init__(self, *, max_bytes: int = MAX_BYTES, **options: Any) -> None:
        super().__init__(**options)
        self.max_bytes = max_bytes
        self.requests_made = 0

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        host = _refuse_plain_http(request.url or "")
        if is_loopback(host):
            options["proxies"] = None  # the machine's proxy cannot reach this machine's own ports
        options["stream"] = True
        options["timeout"] = _patience.get() or options.get("timeout") or _usual_patience()
        self.requests_made += 1
        try:
            response = super().send(request, **options)
            self._read_body(response, host)
        except requests.RequestException as error:
            failure = _failure(host, error)
        else:
            return response
        # Raised out here so that the library's error, which quotes the address, is not chained to it.
        raise failure

    def _read_body(self, response: requests.Response, host: str) -> None:
        body = bytearray()
        for block in response.iter_content(_BLOCK):
            body += block
            if len(body) > self.max_bytes:
                response.close()
                raise TooLarge(host, f"the answer is larger than {self.max_bytes} bytes")
        response._content = bytes(body)  # what requests itself does for a body that was not streamed


class Session(requests.Session):
    """A `requests` session whose every answer is complete. Follows no redirect, so no secret travels on."""

    def __init__(self, *, auth: AuthBase | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._adapter = Adapter()
        self.mount("https://", self._adapter)
        self.mount("http://", self._adapter)
        self.auth = auth
        self.headers.update({"User-Agent": settings.USER_AGENT, **(headers or {})})

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        options["allow_redirects"] = False
        return super().send(request, **options)

    @property
    def requests_made(self) -> int:
        """How many requests went out."""
        return self._adapter.requests_made

    def __repr__(self) -> str:
        return f"<Session: {self.requests_made} requests>"


def _refuse_plain_http(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" and not is_loopback(host):
        raise InsecureAddress(host, "plain http is for this machine only")
    return host


def is_loopback(host: str) -> bool:
    """Whether this host name or address is this very machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _failure(host: str, error: requests.RequestException) -> HTTPFailure:
    if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
        return NoConnection(host, "no connection")
    if isinstance(error, requests.Timeout):
        return TooSlow(host, "no answer in time")
    return NoAnswer(host, "the answer broke off")


def _never_connected(error: requests.RequestException) -> bool:
    """requests wraps everything that went wrong below it as the first argument, with its reason."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError", "SSLError", "ProxyError"}
