"""What belongs to the account and to no day: the person, and the rings that they have worn."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from ..noise import identifier
from ..people import Person


def account_id(person: Person) -> str:
    """The vendor's id of the account, which any token may read."""
    return identifier(person.slug, "account")


def personal_info(person: Person, scopes: frozenset[str]) -> dict[str, Any]:
    """Null is what the token may not see."""
    may_see = "personal" in scopes
    return {
        "id": account_id(person),
        "age": person.age if may_see else None,
        "weight": person.weight if may_see else None,
        "height": person.height if may_see else None,
        "biological_sex": person.sex if may_see else None,
        "email": person.email if "email" in scopes else None,
    }


def rings(person: Person, begins: date) -> list[dict[str, Any]]:
    """Two rings: the first set up the evening before the history begins, the second half-way."""
    half = begins + timedelta(days=person.history_days // 2)
    return [
        _ring(person, begins - timedelta(days=1), "gen3", "heritage", "silver", "2.9.33"),
        _ring(person, half, "gen4", None, "brushed_silver", "1.6.10"),
    ]


def _ring(
    person: Person, day: date, hardware: str, design: str | None, colour: str, firmware: str
) -> dict[str, Any]:
    is_first = hardware == "gen3"
    return {
        "id": identifier(person.slug, "ring") if is_first else identifier(person.slug, "ring", 2),
        "color": colour,
        "design": design,
        "firmware_version": firmware,
        "hardware_type": hardware,
        "set_up_at": datetime(day.year, day.month, day.day, 17, 12, 30, tzinfo=UTC).isoformat(),
        "size": 10,
    }
