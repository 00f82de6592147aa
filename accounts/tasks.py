"""What workers do for accounts."""

from importlib import import_module

from celery import shared_task
from django.conf import settings


@shared_task(name="accounts.forget_ended_sessions")
def forget_ended_sessions() -> None:
    """Sessions that ran out leave their rows behind."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
