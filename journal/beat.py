"""When reminders go out, and what the journal forgets every night."""

from typing import Any

from healthdash.lib import schedule


def seed(**kwargs: Any) -> None:
    schedule.add_every_minute({"Remind people of their check-in": "journal.remind"})
    schedule.add_nightly({"Forget deleted reflections": "journal.forget_deleted"}, minute=41)
