"""`POST /rize/api/v1/graphql`: key first, in plain text where it is wrong, then GraphQL with status 200."""

import json
from dataclasses import dataclass, replace
from typing import Any

from .. import faults as misbehaviour
from ..changes import Changes
from ..clock import Clock
from ..faults import Fault, Faults
from ..http import Request, Response, as_json
from ..seen import Seen
from ..state import State
from . import keys, schema
from .account import Account

PATHS = {"sessions": ["sessions"], "summaries": ["summaries", "buckets"]}
PATHS["categories"] = PATHS["summaries"]


@dataclass(frozen=True, slots=True)
class Rize:
    """The whole vendor, as a function of what it is asked."""

    clock: Clock
    state: State
    changes: Changes
    faults: Faults
    seen: Seen

    def answer(self, request: Request) -> Response:
        try:
            body = request.json()
            query, variables = str(body.get("query") or ""), dict(body.get("variables") or {})
        except ValueError:
            return Response(400, b"Bad Request", "text/plain")
        name = name_of(query)
        asked = replace(request, query={key: str(value) for key, value in variables.items()})
        fault = self.faults.take(name, asked)
        response = misbehaviour.instead(fault) if fault else None
        if response is None:
            response = self._real(request, query, variables, fault)
            if fault:
                response = spoil(fault, response, PATHS.get(name, [name]))
        elif response.status >= 400:
            response = replace(response, body=b"no JSON here", content_type="text/plain")
        self.seen.add(name, asked, response.status)
        return response

    def _real(self, request: Request, query: str, variables: dict[str, Any], fault: Fault | None) -> Response:
        person = keys.holder(self.state, request.headers.get("Authorization", ""))
        if person is None:
            return Response(401, b"HTTP Token: Access denied.\n", "text/plain")
        if fault and fault.kind == "unknown_field" and fault.field in query:
            error = schema.GraphQLError(f"Field '{fault.field}' doesn't exist")
            return as_json(schema.refusal([error], "undefinedField"))
        account = Account(person, self.clock, self.state, self.changes)
        return as_json(schema.answer(query, variables, account))


def name_of(query: str) -> str:
    """What faults and tests call a request: its first root field, "categories" when it asks for those."""
    fields = schema.root_fields(query)
    if fields[:1] == ["summaries"] and "includeCategories" in query:
        return "categories"
    return fields[0] if fields else "rize"


def spoil(fault: Fault, response: Response, path: list[str]) -> Response:
    """The real answer, damaged: cut and broken as everywhere, or its first record in GraphQL's own way."""
    if fault.kind in ("cut", "broken_json", "slow") or response.status != 200:
        return misbehaviour.spoil(fault, response, "type")
    content = json.loads(response.body)
    if fault.kind == "graphql_error":
        return as_json({"errors": [{"message": "Something went wrong", "extensions": _code(fault)}]})
    holder = content.get("data") or {}
    for name in path[:-1]:
        holder = holder.get(name) or {}
    records = holder.get(path[-1])
    if isinstance(records, list):
        _damage(fault, content, holder, path)
    return as_json(content)


def _code(fault: Fault) -> dict[str, str]:
    return {"code": fault.field} if fault.field else {}


def _damage(fault: Fault, content: dict[str, Any], holder: dict[str, Any], path: list[str]) -> None:
    records = holder[path[-1]]
    if fault.kind == "empty":
        holder[path[-1]] = []
    elif not records:
        return
    elif fault.kind == "missing_field":
        records[0].pop(fault.field, None)
    elif fault.kind in ("null_field", "partial"):
        records[0][fault.field] = None
        if fault.kind == "partial":
            content["errors"] = [{"message": "Something went wrong", "path": [*path, 0, fault.field]}]
    elif fault.kind == "unknown_enum":
        records[0][fault.field or "type"] = misbehaviour.UNKNOWN_WORD
