"""Every answer is what the vendor's published description says."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from integrations.sandbox.oura.collections import COLLECTIONS, SCOPES
from integrations.sandbox.server import SandboxServer

from .helpers import get, window

DOCUMENT = Path(__file__).parents[2] / "providers/oura/contract/openapi-1.37.json"
LONG_AGO, TODAY = "2025-02-08", "2026-03-15"
RECENTLY = "2026-01-20"  # enough for a week of illness and every kind of sleep


@cache
def description() -> dict[str, Any]:
    return json.loads(DOCUMENT.read_text())


def problems(path: str, content: Any) -> list[str]:
    """What the description of a 200 answer holds against `content`."""
    answer = description()["paths"][path]["get"]["responses"]["200"]
    schema = answer["content"]["application/json"]["schema"]
    # A collection is described as "these documents, or anything": the strict half is meant.
    schema = schema["anyOf"][0] if "anyOf" in schema else schema
    validator = Draft202012Validator({**schema, "components": description()["components"]})
    return [f"{list(error.path)}: {error.message}"[:300] for error in validator.iter_errors(content)]


@pytest.mark.parametrize("name", [name for name in SCOPES if name != "heartrate"])
@pytest.mark.parametrize("person", ["alex", "sam", "robin"])
def test_two_months_fit_the_description(server: SandboxServer, name: str, person: str) -> None:
    token = server.grant(person)["access_token"]
    start = LONG_AGO if name == "rest_mode_period" else RECENTLY
    content = get(server, name, token, start_date=start, end_date=TODAY).json()

    assert problems(f"/v2/usercollection/{name}", content) == []
    assert name == "personal_info" or content["data"]


def test_heart_rate_fits_the_description(server: SandboxServer, token: str) -> None:
    bounds = {"start_datetime": "2026-03-01T00:00:00Z", "end_datetime": "2026-03-15T00:00:00Z"}
    content = get(server, "heartrate", token, **bounds).json()

    assert problems("/v2/usercollection/heartrate", content) == []
    assert len(content["data"]) == 1000


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_single_document_is_the_one_in_the_list(server: SandboxServer, token: str, name: str) -> None:
    listed = window(server, name, token, LONG_AGO, TODAY)[-1]
    single = get(server, f"{name}/{listed['id']}", token)

    assert single.json() == listed
    assert problems(f"/v2/usercollection/{name}/{{document_id}}", single.json()) == []


def test_unknown_documents_are_not_found(server: SandboxServer, token: str) -> None:
    answer = get(server, "sleep/no-such-id", token)

    assert (answer.status_code, answer.json()) == (404, {"detail": "Document not found."})


def test_ids_are_unique_within_a_collection(server: SandboxServer, token: str) -> None:
    for name in COLLECTIONS:
        ids = [document["id"] for document in window(server, name, token, LONG_AGO, TODAY)]
        assert len(ids) == len(set(ids)), name
