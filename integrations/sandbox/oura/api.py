"""The API under /v2/usercollection: who asks, may they, which window, which page."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..http import Request, Response, as_json
from ..people import PEOPLE, Person
from ..settings import Settings
from ..state import Grant, State
from . import account
from .collections import COLLECTIONS, HEARTRATE, PERSONAL_INFO, RINGS, SCOPES, Collection
from .store import Store
from .windows import BadBound, bound, page_token, read_token

_LONGEST_SERIES = timedelta(days=30).total_seconds()
_NOT_FOUND = as_json({"detail": "Document not found."}, 404)


def refusal(status: int, title: str, detail: str) -> Response:
    """An error in the form that the documentation promises."""
    return as_json({"status": status, "title": title, "detail": detail}, status)


@dataclass(frozen=True, slots=True)
class Api:
    """Answers for one vendor."""

    store: Store
    state: State
    settings: Settings

    def answer(self, request: Request, name: str, document_id: str) -> Response:
        """The answer to a GET of a collection, or of one document in it."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        now = self.store.clock.timestamp()
        grant = self.state.access(token.strip(), now) if kind.lower() == "bearer" else None
        if grant is None or grant.person not in PEOPLE:
            return refusal(401, "Unauthorized", "The access token is expired, malformed or revoked.")
        scope = SCOPES[name]
        if scope is not None and scope not in grant.scopes:
            return refusal(self.settings.ungranted, "Unauthorized", f"The scope {scope} was not granted.")
        try:
            return self._collection(request, name, document_id, grant)
        except BadBound as error:
            return as_json({"detail": error.detail}, 422)

    def _collection(self, request: Request, name: str, document_id: str, grant: Grant) -> Response:
        person = PEOPLE[grant.person]
        if name == PERSONAL_INFO:
            return (
                _NOT_FOUND if document_id else as_json(account.personal_info(person, frozenset(grant.scopes)))
            )
        if name == RINGS:
            return self._rings(request, person, document_id)
        if name == HEARTRATE:
            return _NOT_FOUND if document_id else self._series(request, person)
        collection = COLLECTIONS[name]
        if document_id:
            found = self.store.find(collection, person, document_id)
            return Response(body=found.text.encode()) if found else _NOT_FOUND
        return self._documents(request, collection, person)

    def _rings(self, request: Request, person: Person, document_id: str) -> Response:
        rings = account.rings(person, self.store.begins(person))
        if not document_id:
            return _page((json.dumps(ring) for ring in rings), None, request)
        return next((as_json(ring) for ring in rings if ring["id"] == document_id), _NOT_FOUND)

    def _documents(self, request: Request, collection: Collection, person: Person) -> Response:
        query, offset = dict(request.query), 0
        if token := query.get("next_token"):
            try:
                at, query["start_date"], query["end_date"] = read_token(token)
                offset = int(at)
            except ValueError:
                return refusal(400, "Bad Request", "The next_token is not one of ours.")
        start, end = bound(query, "start_date"), bound(query, "end_date")
        found = self.store.documents(collection, person, start, end)
        size = self.settings.page_sizes.get(collection.name, self.settings.page_size)
        page = found[offset : offset + size]
        is_last = offset + size >= len(found)
        bounds = query.get("start_date", ""), query.get("end_date", "")
        following = None if is_last else page_token(offset + size, *bounds)
        return _page((document.text for document in page), following, request)

    def _series(self, request: Request, person: Person) -> Response:
        """Samples from the start on and before the end. Bare dates make an empty window."""
        query, now = request.query, self.store.clock.timestamp()
        if token := query.get("next_token"):
            try:
                first, last, day, index = read_token(token)
                return self._samples(
                    request, person, float(first), float(last), date.fromisoformat(day), int(index)
                )
            except ValueError:
                return refusal(400, "Bad Request", "The next_token is not one of ours.")
        start, end = bound(query, "start_datetime"), bound(query, "end_datetime")
        if (start and start.is_bare) or (end and end.is_bare):
            return _page((), None, request)
        until = end.at if end else now
        since = start.at if start else until - 86400
        if until - since > _LONGEST_SERIES:
            return refusal(400, "Bad Request", "The time range may be at most 30 days.")
        if query.get("latest", "").lower() == "true":
            return self._latest(request, person)
        return self._samples(request, person, since, until, start.day if start else None, 0)

    def _latest(self, request: Request, person: Person) -> Response:
        today = self.store.clock.today()
        recent = [row for back in (1, 0) for row in self.store.samples(person, today - timedelta(days=back))]
        return _page((text for _, text in recent[-1:]), None, request)

    def _samples(
        self, request: Request, person: Person, since: float, until: float, day: date | None, index: int
    ) -> Response:
        day = day or self.store.clock.today() - timedelta(days=1)
        day = max(day, self.store.begins(person))
        size, found = self.settings.page_sizes.get(HEARTRATE, self.settings.page_size), list[str]()
        last = self.store.clock.today()
        while day <= last:
            for number, (at, text) in enumerate(self.store.samples(person, day)):
                if number < index or not since <= at < until:
                    continue
                if len(found) == size:
                    return _page(found, page_token(since, until, day.isoformat(), number), request)
                found.append(text)
            day, index = day + timedelta(days=1), 0
            if day.toordinal() > until / 86400 + 719163:
                break
        return _page(found, None, request)


def _page(texts: Iterable[str], next_token: str | None, request: Request) -> Response:
    if wanted := request.query.get("fields"):
        texts = [_only(text, set(wanted.split(","))) for text in texts]
    data = ",".join(texts)
    return Response(body=f'{{"data":[{data}],"next_token":{json.dumps(next_token)}}}'.encode())


def _only(text: str, names: set[str]) -> str:
    """The named fields, id and day; all of them where no name is known."""
    content: dict[str, Any] = json.loads(text)
    known = names & content.keys()
    kept = known | {"id", "day", "start_day"}
    return json.dumps({name: value for name, value in content.items() if name in kept}) if known else text
