"""Misbehaviour on demand: which request fails, how, and how often."""

import json
import threading
import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from .http import Request, Response
from .state import State

EVERY_COLLECTION = "*"
OF_OAUTH = ("token", "revoke", "google_token", "google_revoke")
APART = (*OF_OAUTH, "webhook")  # what is no collection
UNKNOWN_WORD = "word_of_tomorrow"
SAME_PAGE = "c2FtZSBwYWdl"
KINDS = (
    "slow", "drop", "cut", "html", "broken_json", "empty", "repeat_token", "missing_field", "unknown_enum",
    "null_field", "partial", "unknown_field", "graphql_error",
)  # fmt: skip


@dataclass(slots=True)
class Fault:
    """One fault. `kind` is an HTTP status or one of KINDS; `times` None: until it is lifted.

    `after` lets so many matching requests pass first; `seconds` is how slow; `field` what is missing,
    null or unknown; `only` matches the request's query ("next_token" for later pages only).
    """

    path: str
    kind: str
    times: int | None = None
    after: int = 0
    retry_after: str | None = None
    seconds: float = 5.0
    field: str = ""
    only: str = ""
    number: int | None = None

    def __post_init__(self) -> None:
        if not (self.kind in KINDS or (self.kind.isdecimal() and 300 <= int(self.kind) <= 599)):
            raise ValueError(f"There is no fault “{self.kind}”.")
        if self.retry_after is not None:
            self.retry_after = str(self.retry_after)

    def matches(self, name: str, request: Request) -> bool:
        is_meant = self.path == name or (self.path == EVERY_COLLECTION and name not in APART)
        return is_meant and (not self.only or self.only in request.query)


class Faults:
    """The faults that are set, the oldest first; kept in the state."""

    def __init__(self, state: State) -> None:
        self._state, self._lock = state, threading.Lock()
        self._set = [replace(Fault(**json.loads(body)), number=number) for number, body in state.all("fault")]

    def add(self, fault: Fault) -> Fault:
        with self._lock:
            fault.number = self._state.put("fault", json.dumps(asdict(fault)))
            self._set.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._set.clear()
            self._state.drop("fault")

    def all(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._set]

    def take(self, name: str, request: Request) -> Fault | None:
        """The fault that hits this request."""
        if not self._set:
            return None
        with self._lock:
            for fault in self._set:
                if fault.times != 0 and fault.matches(name, request) and self._is_due(fault):
                    return fault
        return None

    def _is_due(self, fault: Fault) -> bool:
        """Counts a matching request; False while the fault still lets requests pass."""
        is_due = fault.after == 0
        if is_due and fault.times is None:
            return True
        if is_due and fault.times is not None:
            fault.times -= 1
        else:
            fault.after -= 1
        self._state.put("fault", json.dumps(asdict(fault)), fault.number)
        return is_due


def instead(fault: Fault) -> Response | None:
    """The answer that a fault gives in place of the real one."""
    if fault.kind == "slow":
        time.sleep(fault.seconds)
    if fault.kind == "drop":
        return Response(cut=0)
    if fault.kind == "html":
        page = b"<!doctype html><title>Just a moment</title><h1>We will be right back</h1>"
        return Response(200, page, "text/html; charset=utf-8")
    return _refusal(fault) if fault.kind.isdecimal() else None


_TITLES = {"401": "Unauthorized", "403": "Forbidden", "426": "Upgrade Required", "429": "Too Many Requests"}


def _refusal(fault: Fault) -> Response:
    status = int(fault.kind)
    title = _TITLES.get(fault.kind, "Internal Server Error" if status >= 500 else "Bad Request")
    body = {"status": status, "title": title, "detail": "The sandbox was told to answer this."}
    headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    if status == 429:
        headers |= {"X-RateLimit-Limit": "5000", "X-RateLimit-Window": "300"}
    return Response(status, json.dumps(body).encode(), headers=headers)


def without_page(request: Request) -> Request:
    """The request for the first page again, whatever page was asked for."""
    query = {name: value for name, value in request.query.items() if name != "next_token"}
    return replace(request, query=query)


def spoil(fault: Fault, response: Response, enum_field: str) -> Response:
    """The real answer, damaged."""
    if fault.kind == "cut":
        return replace(response, cut=max(1, len(response.body) // 2))
    if fault.kind == "broken_json":
        return replace(response, body=response.body[: max(1, len(response.body) * 2 // 3)])
    if fault.kind in ("slow",) or response.status != 200:
        return response
    content = json.loads(response.body)
    _damage(fault, content, enum_field)
    return replace(response, body=json.dumps(content, separators=(",", ":")).encode())


def _damage(fault: Fault, content: dict[str, Any], enum_field: str) -> None:
    records = content.get("data", [content])
    if fault.kind == "empty":
        content["data"], content["next_token"] = [], None
    elif fault.kind == "repeat_token":
        content["next_token"] = SAME_PAGE
    elif records and fault.kind == "missing_field":
        records[0].pop(fault.field or "day", None)
    elif records and fault.kind == "null_field":
        records[0][fault.field or "day"] = None
    elif records and fault.kind == "unknown_enum" and (fault.field or enum_field):
        records[0][fault.field or enum_field] = UNKNOWN_WORD
