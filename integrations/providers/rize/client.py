"""HTTP to Rize's GraphQL for one connection."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from healthdash.lib.http import Bearer, Session
from integrations.contract import Page, Stream, Window
from integrations.errors import BadPayload, StreamRefused, Unavailable
from integrations.http import Vendor

from .answers import LABEL, Answer, UnknownField, data_of, read
from .fields import has_no_zone, is_over
from .queries import QUESTIONS, WHERE, WHO, Question


class RizeClient:
    """Reads whole windows: Rize pages neither. `secret` is `{"api_key": …}`; world "live" or "sandbox"."""

    def __init__(self, secret: Mapping[str, str], world: str) -> None:
        self._world = world
        self._vendor = Vendor(LABEL, Session(auth=Bearer(secret["api_key"])))
        self._documents = {slug: list(question.documents) for slug, question in QUESTIONS.items()}

    def pages(self, stream: Stream, window: Window) -> Iterator[Page]:
        """One page a window, padded as the stream says.

        Where Rize could not answer some fields, the records that came whole are handed over and the window
        ends in BadPayload: nothing of it is taken for gone.
        """
        question = QUESTIONS[stream.slug]
        answer = self._answer(stream.slug, question, bounds(question, stream, window))
        records = answer.records
        if stream.slug == "sessions":
            now = timezone.now()
            records = [self._placed(record) for record in records if is_over(record, now)]
        yield Page(records=records, is_last=not answer.missing)
        if answer.missing:
            raise BadPayload(
                _("Rize could not answer everything: %(fields)s failed. What we have is kept.")
                % {"fields": ", ".join(answer.missing)}
            )

    def account_id(self) -> str:
        """A name for the person's Rize account that does not tell their e-mail address."""
        data, errors = data_of(self._post(WHO, {}))
        user = data.get("currentUser")
        email = user.get("email") if isinstance(user, Mapping) else None
        if errors or not isinstance(email, str) or not email:
            raise BadPayload(_("Rize did not say whose account this is."))
        return hashlib.sha256(email.strip().lower().encode("utf-8", "replace")).hexdigest()[:40]

    def close(self) -> None:
        self._vendor.close()

    @property
    def requests_made(self) -> int:
        return self._vendor.requests_made

    def _placed(self, record: Any) -> Any:
        """A session with the account's zone beside it, where its times came without one."""
        times = (record.get("startTime"), record.get("endTime")) if isinstance(record, Mapping) else ()
        if any(has_no_zone(time) for time in times) and self._zone:
            return {**record, "timezone": self._zone}
        return record

    @cached_property
    def _zone(self) -> str | None:
        """The account's, None where Rize does not tell it."""
        try:
            data, _errors = data_of(self._post(WHERE, {}))
        except BadPayload:
            return None
        user = data.get("currentUser")
        zone = user.get("timezone") if isinstance(user, Mapping) else None
        return zone if isinstance(zone, str) and zone in available_timezones() else None

    def _answer(self, slug: str, question: Question, variables: Mapping[str, str]) -> Answer:
        """The answer to the fullest document that Rize knows; what it refused once is not asked again."""
        documents = self._documents[slug]
        while True:
            try:
                return read(self._post(documents[0], variables), question.path)
            except UnknownField:
                if len(documents) > 1:
                    documents.pop(0)
                    continue
                if question.optional:
                    raise StreamRefused(_("Rize does not offer these data to us.")) from None
                raise

    def _post(self, document: str, variables: Mapping[str, str]) -> dict[str, Any]:
        return self._vendor.post(api_url(self._world), {"query": document, "variables": variables})


def api_url(world: str) -> str:
    """Where the API of that world is. Raises Unavailable for a sandbox that is switched off."""
    if world != "sandbox":
        return str(settings.RIZE["api_url"])
    if not settings.SANDBOX_URL:
        raise Unavailable(_("The sandbox is switched off on this server."))
    return f"{settings.SANDBOX_URL}/rize/api/v1/graphql"


def bounds(question: Question, stream: Stream, window: Window) -> dict[str, str]:
    """The variables of a window: whether its end is included is not documented, so more is asked for."""
    start, end = window.start - stream.pad, window.end + stream.pad
    if question.by_day:
        return {"start": start.isoformat(), "end": end.isoformat()}
    begins = datetime.combine(start, time(), UTC)
    ends = datetime.combine(end + timedelta(days=1), time(), UTC)
    return {"start": begins.isoformat(), "end": ends.isoformat()}
