"""HTTP to Oura's API v2 for one connection."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from healthdash.lib.http import Bearer, Session
from integrations.contract import Page, Shape, Stream, Window
from integrations.errors import BadPayload, Unavailable
from integrations.http import Vendor

# Far above what a window can hold (a page has held 1,000 rows); it only ends what would never end.
MAX_PAGES = 1000


class OuraClient:
    """Reads collections page by page. `secret` is `{"access_token": …}`; world "live" or "sandbox"."""

    def __init__(self, secret: Mapping[str, str], world: str) -> None:
        self._world = world
        self._vendor = Vendor("Oura", Session(auth=Bearer(secret["access_token"])))

    def pages(self, stream: Stream, window: Window) -> Iterator[Page]:
        """The pages of a window, padded as the stream says; the caller trims by the records' day."""
        bounds = query(stream, window)
        token, seen = None, set[str]()
        for _number in range(MAX_PAGES):
            # The bounds stay on later pages: a token alone is not known to be enough.
            params = {**bounds, "next_token": token} if token else bounds
            answer = self._get(f"/v2/usercollection/{stream.slug}", params)
            records, token = _envelope(answer)
            yield Page(records=records, is_last=token is None)
            if token is None:
                return
            if token in seen:
                raise BadPayload(_("Oura keeps sending the same page again."))
            seen.add(token)
        raise BadPayload(_("Oura sent more pages than one reading can have."))

    def account_id(self) -> str:
        """The id of the person's Oura account, which any token may read."""
        account = self._get("/v2/usercollection/personal_info", {}).get("id")
        if not isinstance(account, str) or not account:
            raise BadPayload(_("Oura did not say whose account this is."))
        return account

    def close(self) -> None:
        self._vendor.close()

    @property
    def requests_made(self) -> int:
        return self._vendor.requests_made

    def _get(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        return self._vendor.get(base_url(self._world) + path, params)


def base_url(world: str) -> str:
    """Where the API of that world is. Raises Unavailable for a sandbox that is switched off."""
    if world != "sandbox":
        return str(settings.OURA["api_url"]).rstrip("/")
    if not settings.SANDBOX_URL:
        raise Unavailable(_("The sandbox is switched off on this server."))
    return f"{settings.SANDBOX_URL}/oura"


def query(stream: Stream, window: Window) -> dict[str, str]:
    """The bounds to ask for.

    Whether an end date includes that day differs between collections, and some compare instants in UTC:
    asking for `pad` more on both sides is right for all of them. A series takes date-times with an offset,
    because bare dates give it an empty window.
    """
    if stream.shape is Shape.SNAPSHOT:
        return {}
    if stream.shape is Shape.DOCUMENTS:
        return {
            "start_date": (window.start - stream.pad).isoformat(),
            "end_date": (window.end + stream.pad).isoformat(),
        }
    start = datetime.combine(window.start, time(), UTC) - stream.pad
    end = datetime.combine(window.end + timedelta(days=1), time(), UTC) + stream.pad
    return {"start_datetime": start.isoformat(), "end_datetime": end.isoformat()}


def _envelope(answer: Mapping[str, Any]) -> tuple[list[Any], str | None]:
    records, token = answer.get("data"), answer.get("next_token")
    if not isinstance(records, list) or not (token is None or isinstance(token, str)):
        raise BadPayload(_("Oura sent an answer that we cannot read."))
    return records, token or None
