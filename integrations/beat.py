"""What beat says of connections, and what is forgotten every night."""

from typing import Any

from healthdash.lib import schedule


def seed(**kwargs: Any) -> None:
    schedule.add_every_minute(
        {
            "Sync what is due": "integrations.dispatch_due",
            "Tell people of sources in trouble": "integrations.tell_of_incidents",
        }
    )
    schedule.add_nightly(
        {
            "Forget old runs": "integrations.forget_old_runs",
            "Forget ended sessions": "accounts.forget_ended_sessions",
        },
        minute=17,
    )
