"""The operator's view of connections, their runs and what is alive. No secret is loaded here."""

from . import connections, heartbeats, runs, webhooks

__all__ = ["connections", "heartbeats", "runs", "webhooks"]
