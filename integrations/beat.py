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
            "Forget old webhook events": "integrations.forget_old_events",
            "Forget ended sessions": "accounts.forget_ended_sessions",
        },
        minute=17,
    )
    schedule.add_nightly({"Keep subscriptions to webhooks": "integrations.keep_webhooks"}, minute=41)
