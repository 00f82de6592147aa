"""Vendors' HTTP answers, told as the error types that decide what the sync does next."""

import json
import math
import time
from collections.abc import Collection, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from django.utils.translation import gettext as _

from healthdash.lib import http

from .errors import BadPayload, CredentialsRefused, ProviderError, RateLimited, StreamRefused, Unavailable

# A vendor that asks for more than this is asked again tomorrow anyway.
LONGEST_WAIT = 24 * 3600.0


class Vendor:
    """HTTP to one vendor; `label` is its name in messages. Raises nothing but ProviderErrors."""

    def __init__(self, label: str, session: http.Session) -> None:
        self.label = label
        self._session = session

    def get(self, url: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object at that address."""
        return json_object(self._answer("GET", url, params=params), self.label)

    def post(self, url: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object that answers a JSON object."""
        return json_object(self._answer("POST", url, json=body), self.label)

    def ask(
        self, method: str, url: str, *, body: Mapping[str, Any] | None = None, known: Collection[int] = ()
    ) -> requests.Response:
        """The answer to any request, also where its status is one of `known`."""
        return self._answer(method, url, known=known, json=body)

    def close(self) -> None:
        self._session.close()

    @property
    def requests_made(self) -> int:
        return self._session.requests_made

    def _answer(
        self, method: str, url: str, known: Collection[int] = (), **options: Any
    ) -> requests.Response:
        response = self.send(method, url, **options)
        if response.status_code not in known:
            check_status(response, self.label)
        return response

    def send(self, method: str, url: str, **options: Any) -> requests.Response:
        """The answer, whatever its status: for a vendor that says in the body what a status means."""
        try:
            response = self._session.request(method, url, **options)
        except http.TooLarge:
            error: ProviderError = BadPayload(_("%s sent more data than expected.") % self.label)
        except http.InsecureAddress:
            error = Unavailable(
                _("The address set for %s is not secure: it must begin with https.") % self.label
            )
        except http.TooSlow:
            error = Unavailable(_("%s did not answer in time.") % self.label)
        except (http.HTTPFailure, requests.RequestException):
            error = Unavailable(_("%s could not be reached.") % self.label)
        else:
            return response
        # Raised out here so that nothing of the request is chained to it.
        raise error


def check_status(response: requests.Response, label: str) -> None:
    """Raises the ProviderError that the status stands for; returns for a success."""
    status = response.status_code
    if status == 401:
        raise CredentialsRefused(_("%s no longer accepts the access that was given to us.") % label)
    if status == 403:
        raise StreamRefused(
            _("%s does not share these data: the permission is missing or the membership has ended.") % label
        )
    if status == 426:
        raise StreamRefused(
            _("%(vendor)s wants you to update the %(vendor)s app on your phone first.") % {"vendor": label}
        )
    if status == 429:
        raise RateLimited(_("%s asks us to wait before we ask again.") % label, retry_after(response.headers))
    if status >= 500 or status in (408, 425):
        raise Unavailable(_("%s has a problem of its own at the moment.") % label)
    if 300 <= status < 400:
        raise Unavailable(_("%s sent us to another address, which we do not follow.") % label)
    if status >= 400:
        raise BadPayload(
            _("%(vendor)s did not understand our request (status %(status)d).")
            % {"vendor": label, "status": status}
        )


def json_object(response: requests.Response, label: str) -> dict[str, Any]:
    """The body as a JSON object. Raises BadPayload for anything else, NaN and Infinity included."""
    value = json_value(response, label)
    if not isinstance(value, dict):
        raise BadPayload(_("%s sent an answer that we cannot read.") % label)
    return value


def json_value(response: requests.Response, label: str) -> Any:
    """The same for any JSON."""
    try:
        return json.loads(response.content, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadPayload(_("%s sent an answer that we cannot read.") % label) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait: Retry-After (seconds or date), else X-RateLimit-Reset (epoch); None: not said."""
    seconds = _seconds(headers.get("Retry-After", ""))
    if seconds is None:
        seconds = _until(_number(headers.get("X-RateLimit-Reset", "")))
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_WAIT)


def _seconds(text: str) -> float | None:
    if (number := _number(text)) is not None:
        return number
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    # A date without a zone counts as UTC, as HTTP prescribes.
    return _until((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _until(epoch: float | None) -> float | None:
    return None if epoch is None else epoch - time.time()
