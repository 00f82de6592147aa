"""Late, changed and vanished data: what a person's account looks like after the vendor thought again."""

import json
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from .oura.documents import Document
from .state import State


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to the documents that match all of `collection`, `person`, `day` and `id` that are given.

    `hide` holds them back or deletes them, `set` overrides fields ("contributors.timing" reaches inside),
    `new_id` gives them another id.
    """

    collection: str
    person: str | None = None
    day: str | None = None
    id: str | None = None
    set: dict[str, Any] = field(default_factory=dict)
    hide: bool = False
    new_id: str | None = None

    def matches(self, collection: str, person: str, document: Document) -> bool:
        return (
            self.collection in (collection, "*")
            and self.person in (None, person)
            and self.day in (None, document.day.isoformat())
            and self.id in (None, document.id)
        )


class Changes:
    """The changes that are set, in their order; kept in the state."""

    def __init__(self, state: State) -> None:
        self._state, self._lock = state, threading.Lock()
        self._set = [Change(**json.loads(body)) for _, body in state.all("change")]

    def add(self, change: Change) -> None:
        with self._lock:
            self._state.put("change", json.dumps(asdict(change)))
            self._set = [*self._set, change]

    def clear(self) -> None:
        with self._lock:
            self._set = []
            self._state.drop("change")

    def all(self) -> list[dict[str, Any]]:
        return [asdict(change) for change in self._set]

    def of(self, collection: str, person: str, day: date, identity: str) -> list[Change]:
        """What was changed about one thing that is no document, in the order in which it was said."""
        if not self._set:
            return []
        thing = Document(identity, day, 0.0, "")
        return [change for change in self._set if change.matches(collection, person, thing)]

    def apply(self, collection: str, person: str, documents: Iterable[Document]) -> list[Document]:
        """The documents as the person's account has them now."""
        changes = self._set
        if not changes:
            return list(documents)
        changed = (_changed(document, collection, person, changes) for document in documents)
        return [document for document in changed if document]


def _changed(document: Document, collection: str, person: str, changes: list[Change]) -> Document | None:
    meant = [change for change in changes if change.matches(collection, person, document)]
    if any(change.hide for change in meant):
        return None
    if not meant:
        return document
    content = json.loads(document.text)
    for change in meant:
        for path, value in change.set.items():
            _set(content, path.split("."), value)
        content["id"] = change.new_id or content["id"]
    return document._replace(id=content["id"], text=json.dumps(content, separators=(",", ":")))


def _set(content: dict[str, Any], path: list[str], value: Any) -> None:
    *parents, name = path
    for parent in parents:
        content = content.setdefault(parent, {})
    content[name] = value
