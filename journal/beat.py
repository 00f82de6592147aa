"""What the journal forgets every night."""

from typing import Any

from healthdash.lib import schedule


def seed(**kwargs: Any) -> None:
    schedule.add_nightly({"Forget deleted reflections": "journal.forget_deleted"}, minute=41)
