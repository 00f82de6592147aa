"""What is known of Rize's schema, answering from an account; an unknown field refuses the whole document."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from .account import Account

SDL = Path(__file__).parents[2] / "providers/rize/contract/schema.graphql"


@cache
def schema() -> GraphQLSchema:
    return build_schema(SDL.read_text())


def root_fields(query: str) -> list[str]:
    """What a document asks for at its top; nothing for one that cannot be parsed."""
    try:
        document = parse(query)
    except GraphQLError:
        return []
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    return [f.name.value for o in operations for f in o.selection_set.selections if isinstance(f, FieldNode)]


def answer(query: str, variables: dict[str, Any], account: Account) -> dict[str, Any]:
    """The body of an answer: without `data` for a document that is refused."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return refusal([error], "parseError")
    if problems := validate(schema(), document):
        return refusal(problems, "undefinedField")
    return _executed(document, variables, account)


def refusal(errors: list[GraphQLError], code: str) -> dict[str, Any]:
    described = [
        {**error.formatted, "path": ["query"], "extensions": {"code": code}}  # as graphql-ruby does
        for error in errors
    ]
    return {"errors": described}


def _executed(document: DocumentNode, variables: dict[str, Any], account: Account) -> dict[str, Any]:
    result = execute_sync(schema(), document, root_value=_root(account), variable_values=variables)
    body = dict(result.formatted)
    if body.get("data") is None and body.get("errors"):
        body.pop("data", None)
    return body


def _root(account: Account) -> dict[str, Any]:
    """Only what the dashboard needs is there; the rest of the schema answers with an error."""

    def sessions(_info: Any, **bounds: Any) -> list[dict[str, Any]]:
        start, end = (_instant(bounds.get(name)) for name in ("startTime", "endTime"))
        return account.sessions(start, end)

    def summaries(_info: Any, **asked: Any) -> dict[str, Any]:
        start, end = (date.fromisoformat(asked[name]) for name in ("startDate", "endDate"))
        buckets = account.buckets(start, end)
        if not asked.get("includeCategories"):
            buckets = [{**bucket, "categories": []} for bucket in buckets]
        return {"bucketSize": asked["bucketSize"], "buckets": buckets}

    def user(_info: Any) -> dict[str, Any]:
        person = account.person
        return {"email": person.email, "name": person.name, "timezone": person.zone.key}

    return {"sessions": sessions, "summaries": summaries, "currentUser": user}


def _instant(text: str | None) -> datetime | None:
    found = datetime.fromisoformat(text) if text else None
    if found and found.tzinfo is None:
        raise GraphQLError("The time needs an offset.")
    return found
