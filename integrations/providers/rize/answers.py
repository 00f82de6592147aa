"""What a GraphQL answer says: data, errors, or some of both. Errors come with HTTP 200.

An error whose `path` leads into a record has spoilt that record and no other; any other one has spoilt them
all. A spoilt record is not handed over: what failed in it is null there, and null would be taken for the
vendor's word.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from integrations.errors import BadPayload, CredentialsRefused, ProviderError, RateLimited, Unavailable

LABEL = "Rize"
# Codes that servers of this kind use for what HTTP has a status for.
REFUSED = {"UNAUTHENTICATED", "UNAUTHORIZED", "AUTHENTICATION_ERROR"}
THROTTLED = {"RATE_LIMITED", "THROTTLED", "TOO_MANY_REQUESTS"}
BROKEN = {"INTERNAL_SERVER_ERROR", "INTERNAL_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"}


class UnknownField(BadPayload):
    """Rize does not know something in our document: another document may still be answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The records that came whole; `missing` names the fields that failed in others."""

    records: Sequence[Any]
    missing: tuple[str, ...] = ()


def data_of(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """The data and the errors within it. Raises a ProviderError where there are no data at all."""
    data, errors = body.get("data"), _errors(body)
    if isinstance(data, Mapping) and (not errors or any(value is not None for value in data.values())):
        return data, errors
    raise _failure(errors, was_refused="data" not in body)


def read(body: Mapping[str, Any], path: Sequence[str]) -> Answer:
    """The list of records at that path. Raises a ProviderError."""
    found, errors = data_of(body)
    records: Any = found
    for name in path:
        records = records.get(name) if isinstance(records, Mapping) else None
    if not isinstance(records, list):
        raise _failure(errors, was_refused=False)
    missing = tuple(sorted({_field(error, len(path)) for error in errors}))
    return Answer(_whole(records, {_record(error, path) for error in errors}), missing)


def _whole(records: Sequence[Any], spoilt: Collection[int | None]) -> Sequence[Any]:
    if None in spoilt:
        return []
    return [record for number, record in enumerate(records) if number not in spoilt]


def _record(error: Mapping[str, Any], path: Sequence[str]) -> int | None:
    """The number of the record that an error has spoilt; None where it names none."""
    where = error.get("path")
    if not isinstance(where, list) or where[: len(path)] != [*path] or len(where) == len(path):
        return None
    number = where[len(path)]
    return number if type(number) is int else None


def _errors(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    errors = body.get("errors") or []
    if not isinstance(errors, list) or not all(isinstance(error, Mapping) for error in errors):
        raise _unreadable()
    return errors


def _field(error: Mapping[str, Any], depth: int) -> str:
    """The field that failed, as Rize calls it: the last name of its path."""
    path = error.get("path")
    names = [str(part) for part in path if isinstance(part, str)] if isinstance(path, list) else []
    last = names[-1] if len(names) > depth else "records"
    return last if last.isidentifier() and last.isascii() else "records"


def _failure(errors: Sequence[Mapping[str, Any]], *, was_refused: bool) -> ProviderError:
    """What is wrong with an answer without usable data. A refused document has no `data` at all."""
    if not errors:
        return _unreadable()
    codes = {_code(error) for error in errors}
    if codes & REFUSED:
        return CredentialsRefused(_("%s no longer accepts the access that was given to us.") % LABEL)
    if codes & THROTTLED:
        return RateLimited(_("%s asks us to wait before we ask again.") % LABEL)
    if codes & BROKEN:
        return Unavailable(_("%s has a problem of its own at the moment.") % LABEL)
    kind = UnknownField if was_refused else BadPayload
    return kind(_("%s answered our question with errors only.") % LABEL)


def _code(error: Mapping[str, Any]) -> str:
    extensions = error.get("extensions")
    code = extensions.get("code") if isinstance(extensions, Mapping) else None
    return code.upper() if isinstance(code, str) else ""


def _unreadable() -> ProviderError:
    return BadPayload(_("%s sent an answer that we cannot read.") % LABEL)
