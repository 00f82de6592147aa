"""The bounds of a request and the tokens of its pages."""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

_BARE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class BadBound(ValueError):
    """A bound that is neither a date nor a date-time; `detail` is what the vendor answers with 422."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(name)
        self.detail: list[dict[str, Any]] = [
            {
                "type": "datetime_from_date_parsing",
                "loc": ["query", name],
                "msg": "Input should be a valid date or datetime",
                "input": value,
            }
        ]


@dataclass(frozen=True, slots=True)
class Bound:
    """An instant in epoch seconds; a bare date counts from midnight in UTC."""

    at: float
    is_bare: bool

    @property
    def day(self) -> date:
        return datetime.fromtimestamp(self.at, UTC).date()


def bound(query: Any, name: str) -> Bound | None:
    """The bound of that name, None where it is not given. A plain number counts as epoch seconds, as with
    the real server. Raises BadBound."""
    value = query.get(name, "")
    if not value:
        return None
    try:
        if _NUMBER.fullmatch(value):
            return Bound(float(value), is_bare=False)
        instant = datetime.fromisoformat(value)
        return Bound(
            (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp(),
            bool(_BARE.fullmatch(value)),
        )
    except (ValueError, OverflowError) as error:
        raise BadBound(name, value) from error


def page_token(*parts: object) -> str:
    """An opaque token that carries everything, so that later pages need no other parameter."""
    return base64.urlsafe_b64encode("|".join(map(str, parts)).encode()).decode()


def read_token(token: str) -> list[str]:
    """What `page_token` packed. Raises ValueError."""
    return base64.urlsafe_b64decode(token.encode()).decode().split("|")
